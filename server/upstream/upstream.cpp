#include "server/upstream/upstream.h"

#include <algorithm>
#include <thread>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/net/curl_wire.h"
#include "core/sync/answers.h"
#include "server/authority/site_authority.h"

namespace vuoro::upstream {
namespace {

namespace fs = std::filesystem;
using authority::Context;

constexpr const char* k_program = "vuoro-site-server";

Result<void> write_device_ca(const fs::path& state_dir, const std::string& pem) {
  if (pem.empty()) return {};
  const fs::path file = state_dir / "central-device-ca.pem";
  const auto known = read_file(file, 1 << 20);
  if (known && *known == pem) return {};
  VUORO_TRY(write_file_durably(file, pem));
  if (known) log::warn("central_device_ca_changed", {{"restart", "to let in devices that it signed"}});
  return {};
}

class Line final : public Upstream {
 public:
  Line(const UpstreamConfig& config, const net::Identity& identity, std::unique_ptr<net::CurlWire> wire,
       authority::Authority& authority, const Clock& clock, Random& random)
      : clock_(clock),
        authority_(authority),
        wire_(std::move(wire)),
        site_({identity.device_id, identity.site_id, identity.name, config.follow_url, config.version},
              authority, clock, random, *wire_),
        renewal_(clock, *wire_, identity) {
    site_.on_device_ca = [folder = config.state_dir](const std::string& pem) {
      return write_device_ca(folder, pem);
    };
  }

  ~Line() override {
    stop_ = true;
    wire_->wake();
    if (thread_.joinable()) thread_.join();
  }

  Result<void> begin() {
    VUORO_TRY(site_.begin());
    thread_ = std::thread([this] { run(); });
    return {};
  }

  void changed() override {
    changed_ = true;
    wire_->wake();
  }

  LineState state() const override { return site_.state(); }

 private:
  void run() {
    while (!stop_) {
      if (changed_.exchange(false)) site_.added();
      site_.step();
      // Whoever has made room on the disk need not wait for the next visitor until it is known.
      static_cast<void>(authority_.store().writable());
      renewal_.step(site_.link().server_now());
      wire_->run(std::max(Millis(0), site_.wake() - clock_.mono()));
    }
  }

  const Clock& clock_;
  authority::Authority& authority_;
  std::unique_ptr<net::CurlWire> wire_;
  SiteLine site_;
  net::Renewal renewal_;
  std::atomic<bool> changed_{false};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

Result<std::unique_ptr<net::CurlWire>> wire_of(const UpstreamConfig& config, const net::Identity& identity) {
  return net::CurlWire::create({config.url, config.ca_file, identity.certificate, identity.key, k_program});
}

Result<void> need_site_server(const net::Identity& identity) {
  if (identity.role == "site_server") return {};
  return fail(Errc::invalid_argument, "the code was for a " + identity.role + ", not for a site server");
}

/// Beside the enrolment that is there: a code that was for something else takes nothing away.
Result<net::Identity> enrol_box(const UpstreamConfig& config, const std::string& public_url,
                                const std::string& code) {
  fs::path beside = config.state_dir;
  beside += ".new";
  std::error_code error;
  fs::remove_all(beside, error);
  VUORO_ASSIGN(const auto fresh, net::enrol({public_url, config.ca_file, beside, k_program}, code));
  if (auto fits = need_site_server(fresh); !fits) {
    fs::remove_all(beside, error);
    return fail(fits.error());
  }
  fs::create_directories(config.state_dir, error);
  for (const auto& file : fs::directory_iterator(beside, error)) {
    fs::rename(file.path(), config.state_dir / file.path().filename(), error);
    if (error) return fail(Errc::io, config.state_dir.string() + ": " + error.message());
  }
  fs::remove_all(beside, error);
  return net::load_identity(config.state_dir);
}

}  // namespace

fs::path enrolment_folder(const fs::path& state) {
  return state / "upstream";
}

fs::path central_device_ca(const fs::path& state) {
  return enrolment_folder(state) / "central-device-ca.pem";
}

Result<net::Identity> join(const UpstreamConfig& config, const std::string& public_url,
                           const std::string& code, authority::Authority& authority) {
  VUORO_ASSIGN(const auto identity, enrol_box(config, public_url, code));
  VUORO_TRY(authority.act_now<void>(
      [&](Context& context) { return authority::begin_as_site_server(context, identity.site_id); }));
  VUORO_ASSIGN(const auto wire, wire_of(config, identity));
  std::optional<sync::Response> answer;
  wire->send({"GET", "/api/v1/site/people", "", sync::k_request_timeout},
             [&](sync::Response response) { answer = std::move(response); });
  while (!answer) wire->run(Millis(1'000));
  const auto people = sync::decode_answer<protocol::SitePeople>(*answer);
  if (answer->status != 200 || !people)
    return fail(sync::error_of(*answer).with("enrolled, but the central server's device port"));
  VUORO_TRY(authority.act_now<void>(
      [&](Context& context) { return authority::take_people(context, identity.site_id, *people); }));
  VUORO_TRY(write_device_ca(config.state_dir, people->device_ca_pem));
  return identity;
}

Result<std::unique_ptr<Upstream>> Upstream::start(const UpstreamConfig& config,
                                                  authority::Authority& authority, const Clock& clock,
                                                  Random& random) {
  VUORO_ASSIGN(const auto identity, net::load_identity(config.state_dir));
  VUORO_TRY(need_site_server(identity));
  VUORO_ASSIGN(auto wire, wire_of(config, identity));
  auto line = std::make_unique<Line>(config, identity, std::move(wire), authority, clock, random);
  VUORO_TRY(line->begin());
  return std::unique_ptr<Upstream>(std::move(line));
}

}  // namespace vuoro::upstream
