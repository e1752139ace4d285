#pragma once
// A site server's line to the central server: a client of the device protocol, on a thread of its own. It
// also carries out what becomes of the site's authority; the rules are in server/authority/site_authority.h.

#include <atomic>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/net/enrolment.h"
#include "server/authority/authority.h"
#include "server/upstream/site_line.h"

namespace vuoro::upstream {

struct UpstreamConfig {
  std::string url;                  ///< the central server's device port, "https://central:8444"
  std::filesystem::path ca_file;    ///< what the central server is known by
  std::filesystem::path state_dir;  ///< of this machine's enrolment there
  std::string follow_url;           ///< of this server's own follow page; empty: the central server's
  std::string version;
};

/// Where this machine's enrolment at the central server lies, and what devices enrolled there are known by.
[[nodiscard]] std::filesystem::path enrolment_folder(const std::filesystem::path& state);
[[nodiscard]] std::filesystem::path central_device_ca(const std::filesystem::path& state);

/// Enrols this machine as the site's server and fetches the site's people. Blocks; for the command line.
[[nodiscard]] Result<net::Identity> join(const UpstreamConfig& config, const std::string& public_url,
                                         const std::string& code, authority::Authority& authority);

/// Must go before the authority stops.
class Upstream {
 public:
  /// @return not_found: never enrolled
  [[nodiscard]] static Result<std::unique_ptr<Upstream>> start(const UpstreamConfig& config,
                                                               authority::Authority& authority,
                                                               const Clock& clock, Random& random);
  virtual ~Upstream() = default;
  /// Something was committed; any thread.
  virtual void changed() = 0;
  /// How the line is; any thread.
  [[nodiscard]] virtual LineState state() const = 0;
};

}  // namespace vuoro::upstream
