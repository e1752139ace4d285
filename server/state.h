#pragma once
// The state folder: database, certificate authorities, and the authority over them.

#include <memory>

#include "server/authority/authority.h"
#include "server/authority/device_ca.h"
#include "server/config.h"
#include "server/store/sqlite_store.h"
#include "server/upstream/upstream.h"

namespace vuoro {

struct State {
  authority::ServerIdentity identity;
  std::filesystem::path server_ca_file;
  std::unique_ptr<authority::DeviceCa> device_ca;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<authority::Authority> authority;

  /// The store's thread works for the authority: it ends first.
  ~State() {
    if (store) store->stop();
  }
};

/// The line to the central server as configured.
[[nodiscard]] upstream::UpstreamConfig upstream_config(const ServerConfig& config);

/// Opens what the configuration names, making what is absent. The database is made before the certificate
/// authorities: a folder with those and without it has lost it.
/// @return not_found: the database is lost, with what to do; corrupt: it is damaged.
[[nodiscard]] Result<std::unique_ptr<State>> open_state(const ServerConfig& config, const Clock& clock,
                                                        Random& random);

/// Opens what a server has left; makes nothing where none has run.
/// @return not_found: none has, or as open_state().
[[nodiscard]] Result<std::unique_ptr<State>> open_used_state(const ServerConfig& config, const Clock& clock,
                                                             Random& random);

/// Makes an empty database where there is none, also in the place of one that was lost.
/// @return conflict: there is one, or a server serves the folder.
[[nodiscard]] Result<void> begin_anew(const ServerConfig& config);

/// One process serves a state folder: what each remembers of the records would be wrong after the other's
/// acts. The command line works beside it. Goes with the process, however that ends; writes nothing, for the
/// disk may be full.
class ServingLock {
 public:
  ServingLock() = default;
  ~ServingLock();
  ServingLock(const ServingLock&) = delete;
  ServingLock& operator=(const ServingLock&) = delete;
  /// @return conflict: another process has it.
  [[nodiscard]] Result<void> take(const std::filesystem::path& state);

 private:
  int folder_ = -1;
};

}  // namespace vuoro
