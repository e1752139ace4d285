#include "server/serve.h"

#include <systemd/sd-daemon.h>

#include <mutex>

#include "core/base/file.h"
#include "core/base/log.h"
#include "server/api/api.h"
#include "server/authority/clock_guard.h"
#include "server/authority/put_back.h"
#include "server/http/http_server.h"
#include "server/limits.h"
#include "server/state.h"
#include "server/store/page_watch.h"
#include "server/upstream/upstream.h"

namespace vuoro {
namespace {

constexpr std::chrono::milliseconds k_api_tick{250};
constexpr std::chrono::milliseconds k_authority_tick{1000};
constexpr std::chrono::milliseconds k_stop_grace{5000};

/// A box's line to the central server, for its technician.
json::value line_view(const upstream::LineState& line) {
  return json::object{{"device_id", line.device_id.to_string()},
                      {"online", line.online},
                      {"since", to_unix_ms(line.since)},
                      {"why", line.why},
                      {"status", protocol::encode(line.report)}};
}

class RunningServer final : public Server {
 public:
  Result<void> open(const ServerConfig& config, const Clock& clock, Random& random) {
    VUORO_ASSIGN(state_, open_state(config, clock, random));
    VUORO_TRY(lock_.take(config.state));
    VUORO_TRY(go_on_from_backup());
    http::StaticFiles files;
    if (!config.web.empty()) {
      VUORO_ASSIGN(files, http::StaticFiles::load(config.web));
    }
    if (!files.has("index.html")) log::warn("no_web_console", {{"folder", config.web.string()}});
    api_ = std::make_unique<api::Api>(*state_->authority, std::move(files));
    http::ServerOptions options;
    options.address = config.address;
    options.public_port = config.public_port;
    options.device_port = config.device_port;
    options.certificate_chain_pem = state_->identity.certificate_chain;
    options.private_key_pem = state_->identity.private_key;
    options.device_ca_pem = state_->device_ca->ca_pem() + central_devices(config);
    options.requests_per_second = config.requests_per_second;
    options.requests_burst = config.requests_burst;
    options.connections_per_address = config.connections_per_address;
    VUORO_ASSIGN(http_, http::HttpServer::create(options, *api_));
    api_->set_surroundings({[this](std::function<void()> work) { http_->post(std::move(work)); },
                            [this](std::string& out) { write_metrics(out); },
                            [this] { return upstream_ ? line_view(upstream_->state()) : json::value(); }});
    state_->store->after_commit([this](const std::set<std::string>& scopes) {
      api_->changed(scopes);
      const std::lock_guard lock(line_mutex_);
      if (line_ != nullptr) line_->changed();
    });
    VUORO_TRY(join_upstream(config, clock, random));
    http_->every(k_api_tick, [this] { api_->tick(); });
    http_->every(k_authority_tick, [this] { state_->authority->tick(); });
    state_->authority->tick();
    page_watch_ = std::make_unique<store::PageWatch>(
        *state_->store, [] { return store::until_night(std::chrono::system_clock::now()); });
    return {};
  }

  ~RunningServer() override {
    leave_upstream();
    // The last answers go through the listeners: they end while those are still there.
    if (state_) state_->authority->stop();
  }

  std::uint16_t public_port() const override { return http_->public_port(); }
  std::uint16_t device_port() const override { return http_->device_port(); }
  std::filesystem::path server_ca_file() const override { return state_->server_ca_file; }

  void run() override {
    say_ready();
    http_->run();
    leave_upstream();
    state_->authority->stop();
    log::info("server_stopped");
  }

  void stop() override {
    sd_notify(0, "STOPPING=1");
    http_->post([this] {
      api_->close();
      http_->stop(k_stop_grace);
    });
  }

  void stop_on_signals() override {
    http_->on_signal([this] { stop(); });
  }

 private:
  [[nodiscard]] Result<void> go_on_from_backup() const {
    VUORO_ASSIGN(const auto made,
                 state_->authority->act_now<std::optional<WallTime>>(authority::go_on_from_backup));
    if (made) log::warn("backup_in_place", {{"made", authority::day_and_time(*made)}});
    return {};
  }

  /// With a disk that takes nothing, who asks is still shown what is known: the doors open, and say so.
  void say_ready() {
    const auto writable = state_->store->writable();
    if (writable) {
      log::info("server_ready", {{"public_port", public_port()}, {"device_port", device_port()}});
    } else {
      log::error("server_cannot_write", {{"public_port", public_port()},
                                         {"device_port", device_port()},
                                         {"error", writable.error().to_string()}});
    }
    sd_notify(0, writable ? "READY=1" : "READY=1\nSTATUS=Nothing can be written: see the log");
  }

  /// Devices that were enrolled at the central server are let in too.
  static std::string central_devices(const ServerConfig& config) {
    if (config.upstream.empty()) return "";
    return read_file(upstream::central_device_ca(config.state), 1 << 20).value_or("");
  }

  Result<void> join_upstream(const ServerConfig& config, const Clock& clock, Random& random) {
    if (config.upstream.empty()) return {};
    auto line = upstream::Upstream::start(upstream_config(config), *state_->authority, clock, random);
    if (!line && line.error().code == Errc::not_found)
      return fail(line.error().with("this server is not enrolled at its upstream; vuoro-server join"));
    VUORO_ASSIGN(upstream_, std::move(line));
    const std::lock_guard lock(line_mutex_);
    line_ = upstream_.get();
    return {};
  }

  void leave_upstream() {
    {
      const std::lock_guard lock(line_mutex_);
      line_ = nullptr;
    }
    upstream_.reset();
  }

  void write_upstream(std::string& out) {
    if (!upstream_) return;
    const auto line = upstream_->state();
    api::write_metric_head(out, "vuoro_upstream_online", "gauge", "The central server answers");
    api::write_metric(out, "vuoro_upstream_online", "", line.online ? 1 : 0);
    api::write_metric_head(out, "vuoro_upstream_events", "gauge",
                           "For the central server: acts that wait, events that it refused");
    api::write_metric(out, "vuoro_upstream_events", "state=\"waiting\"",
                      static_cast<double>(line.report.outbox_waiting));
    api::write_metric(out, "vuoro_upstream_events", "state=\"set_aside\"",
                      static_cast<double>(line.set_aside));
  }

  void write_metrics(std::string& out) {
    write_upstream(out);
    const auto figures = http_->figures();
    api::write_metric_head(out, "vuoro_connections_open", "gauge", "Open connections");
    api::write_metric(out, "vuoro_connections_open", "", static_cast<double>(figures.connections_open));
    api::write_metric_head(out, "vuoro_connections_total", "counter", "Connections accepted");
    api::write_metric(out, "vuoro_connections_total", "", static_cast<double>(figures.connections));
    api::write_metric_head(out, "vuoro_handshakes_failed_total", "counter", "TLS handshakes that failed");
    api::write_metric(out, "vuoro_handshakes_failed_total", "",
                      static_cast<double>(figures.handshakes_failed));
    api::write_metric_head(out, "vuoro_refused_total", "counter", "Connections and requests over a limit");
    api::write_metric(out, "vuoro_refused_total", "", static_cast<double>(figures.refused));
  }

  // In the order of their dependence: the listeners go first.
  ServingLock lock_;
  std::unique_ptr<State> state_;
  std::unique_ptr<store::PageWatch> page_watch_;
  std::unique_ptr<api::Api> api_;
  std::unique_ptr<http::HttpServer> http_;
  std::unique_ptr<upstream::Upstream> upstream_;
  std::mutex line_mutex_;
  upstream::Upstream* line_ = nullptr;  ///< for the writer's thread
};

}  // namespace

Result<std::unique_ptr<Server>> Server::create(const ServerConfig& config, const Clock& clock,
                                               Random& random) {
  auto server = std::make_unique<RunningServer>();
  VUORO_TRY(server->open(config, clock, random));
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace vuoro
