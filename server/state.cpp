#include "server/state.h"

#include <sys/stat.h>

#include "core/base/file.h"

namespace vuoro {
namespace {

constexpr std::size_t k_pem_bytes_max = 256 * 1024;

}  // namespace

upstream::UpstreamConfig upstream_config(const ServerConfig& config) {
  return {config.upstream, config.upstream_ca, upstream::enrolment_folder(config.state), config.follow_url,
          "0.1.0"};
}

Result<std::unique_ptr<State>> open_state(const ServerConfig& config, const Clock& clock, Random& random) {
  std::error_code error;
  if (std::filesystem::create_directories(config.state, error)) ::chmod(config.state.c_str(), 0700);
  if (error) return fail(Errc::io, config.state.string() + ": " + error.message());
  auto state = std::make_unique<State>();
  std::string server_ca_pem;
  if (config.certificate.empty()) {
    VUORO_ASSIGN(auto local, authority::open_server_identity(config.state, config.names, clock.wall()));
    state->identity = std::move(local.identity);
    server_ca_pem = std::move(local.ca_pem);
    state->server_ca_file = config.state / "server-ca.pem";
  } else {
    VUORO_ASSIGN(state->identity.certificate_chain, read_file(config.certificate, k_pem_bytes_max));
    VUORO_ASSIGN(state->identity.private_key, read_file(config.key, k_pem_bytes_max));
    state->server_ca_file = config.server_ca;
    if (!config.server_ca.empty()) {
      VUORO_ASSIGN(server_ca_pem, read_file(config.server_ca, k_pem_bytes_max));
    }
  }
  VUORO_ASSIGN(state->device_ca,
               authority::DeviceCa::open(config.state, std::move(server_ca_pem), clock.wall()));
  auto store = store::open_sqlite_store(config.state / "vuoro.db");
  if (!store && store.error().code == Errc::corrupt) {
    return fail(store.error().with("the database is damaged; put a backup (vuoroctl backup) in its place"));
  }
  VUORO_ASSIGN(state->store, std::move(store));
  state->authority = std::make_unique<authority::Authority>(*state->store, clock, random, *state->device_ca);
  return state;
}

}  // namespace vuoro
