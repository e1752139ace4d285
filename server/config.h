#pragma once
// The server's configuration: a TOML file, then the command line over it.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "server/limits.h"

namespace vuoro {

struct ServerConfig {
  std::filesystem::path state = "/var/lib/vuoro-server";  ///< database, keys and certificates
  std::filesystem::path web;  ///< the console's built files; empty: the installed ones
  std::string address = "127.0.0.1";
  std::uint16_t public_port = 8443;
  std::uint16_t device_port = 8444;
  std::vector<std::string> names;     ///< host names and addresses of the local certificate
  std::string upstream;               ///< the central server's device port: this is a site's own server
  std::filesystem::path upstream_ca;  ///< what the central server is known by
  std::string follow_url;             ///< of a site's own server: its follow page without the token
  std::filesystem::path certificate;  ///< a chain of one's own instead of the local one
  std::filesystem::path key;
  std::filesystem::path server_ca;  ///< what devices shall know that chain by
  double requests_per_second = limits::k_requests_per_second;
  double requests_burst = limits::k_requests_burst;
  std::size_t connections_per_address = limits::k_connections_per_address_max;
};

/// Where an installed server's configuration is looked for when the command line names neither file nor
/// folder.
inline constexpr const char* k_usual_config = "/etc/vuoro/server.toml";

/// Reads a configuration text over the defaults. Unknown keys and wrong types are errors with their line.
/// @return parse, invalid_argument: "line 3: listen.adress: unknown key".
[[nodiscard]] Result<ServerConfig> parse_server_config(std::string_view text);

}  // namespace vuoro
