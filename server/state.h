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

/// Opens what the configuration names, making what is absent.
[[nodiscard]] Result<std::unique_ptr<State>> open_state(const ServerConfig& config, const Clock& clock,
                                                        Random& random);

}  // namespace vuoro
