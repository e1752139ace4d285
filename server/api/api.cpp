#include "server/api/api.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "core/base/log.h"
#include "server/api/answers.h"
#include "server/authority/digest.h"
#include "server/authority/rights.h"
#include "server/limits.h"

namespace vuoro::api {
namespace {

constexpr std::string_view k_cookie = "vuoro_session";

/// The version that a device says it speaks; ours when it says none, 0 when it says nonsense.
std::int32_t version_of(const http::Request& request) {
  if (request.protocol.empty()) return protocol::k_version;
  std::int32_t version = 0;
  const char* end = request.protocol.data() + request.protocol.size();
  const auto [rest, error] = std::from_chars(request.protocol.data(), end, version);
  return error == std::errc() && rest == end ? version : 0;
}

/// To a device that is two versions or more away. It keeps what it has to say, and tells its technician.
http::Response too_far_apart() {
  auto response = http::error_response(
      Errc::unsupported,
      fmt::format("this server speaks protocol {}; one of us is too old", protocol::k_version));
  response.status = 426;
  response.headers = {{"Upgrade", fmt::format("Vuoro-Protocol/{}", protocol::k_version)}};
  return response;
}

/// Devices of one lobby are at the same revision, or nearly.
constexpr std::size_t k_shared_pages_max = 8;

bool is_loopback(const std::string& address) {
  return address == "::1" || address.substr(0, 4) == "127." || address.substr(0, 11) == "::ffff:127.";
}

}  // namespace

Api::Api(authority::Authority& authority, http::StaticFiles files)
    : authority_(authority),
      pictures_(authority),
      files_(std::move(files)),
      waiters_(limits::k_waiters_max),
      phone_waiters_(limits::k_waiters_max) {}

std::size_t Api::body_limit(const http::Request& head) {
  if (head.method == "GET" || head.method == "HEAD" || head.method == "OPTIONS") return 0;
  // Who it is matters to what is large only: a clerk's command is a line, and looked up once.
  const bool large =
      head.announced_bytes.value_or(limits::k_import_body_bytes_max) > limits::k_body_bytes_max;
  if (large && head.port == http::Port::open && head.target == "/api/v1/commands") {
    const auto token = http::cookie_value(head.cookie, k_cookie);
    const auto session =
        token ? authority_.session(*token) : Result<authority::Session>(fail(Errc::unauthorized, ""));
    if (session && authority::has_role(session->staff, authority::k_editor))
      return limits::k_import_body_bytes_max;
  }
  if (head.target.starts_with("/api/v1/join") || head.target.starts_with("/api/v1/follow/"))
    return limits::k_phone_body_bytes_max;
  return limits::k_body_bytes_max;
}

void Api::changed(const std::set<std::string>& scopes) {
  surroundings_.post([this, scopes] {
    shared_.emplace();
    waiters_.wake(scopes);
    shared_.reset();
    if (phone_waiters_.size() > 0) changed_for_phones_.insert(scopes.begin(), scopes.end());
  });
}

void Api::tick() {
  waiters_.pass_time(authority_.clock().mono());
  phone_waiters_.wake(std::exchange(changed_for_phones_, {}));
  phone_waiters_.pass_time(authority_.clock().mono());
}

void Api::handle(std::shared_ptr<const http::Request> request, http::Respond respond) {
  auto target = http::parse_target(request->target);
  if (!target) return respond(http::error_response(target.error()));
  auto found = match(request->method, target->path, request->port);
  if (found.route == nullptr) {
    if (found.allowed.empty())
      return respond(http::error_response(Errc::not_found, "no such address at this port"));
    http::Response response =
        request->method == "OPTIONS"
            ? empty_response()
            : http::error_response(Errc::unsupported, "this method is not for this address");
    response.headers.emplace_back("Allow", found.allowed + ", OPTIONS");
    return respond(std::move(response));
  }
  Call call;
  call.request = std::move(request);
  call.route = found.route;
  call.target = std::move(*target);
  call.parameter = std::move(found.parameter);
  const bool waits = call.target.query.contains("wait");
  call.respond = [this, route = std::string(found.route->pattern), waits, began = authority_.clock().mono(),
                  respond = std::move(respond)](http::Response response) {
    if (response.status >= 500)
      log::warn("request_failed", {{"route", route}, {"status", response.status}, {"answer", response.body}});
    // Counted on the server's thread, wherever the answer was made.
    surroundings_.post(
        [this, route, waits, status = response.status, took = authority_.clock().mono() - began] {
          request_metrics_.count(route, status,
                                 waits ? std::nullopt : std::optional<std::chrono::microseconds>(took));
        });
    respond(std::move(response));
  };
  if (auto in = let_in(call); !in) return call.respond(http::error_response(in.error()));
  if (const auto theirs = version_of(*call.request); call.request->port == http::Port::device) {
    if (!protocol::is_compatible(protocol::k_version, theirs)) return call.respond(too_far_apart());
    call.reading = protocol::reading_from(protocol::k_version, theirs);
  }
  run(std::move(call));
}

Result<void> Api::let_in(Call& call) {
  const http::Request& request = *call.request;
  const bool at_device_door = request.port == http::Port::device;
  if (at_device_door) {
    // On every request, so that a revoked device is out at once, also on a connection that lives.
    if (!request.device_id) return fail(Errc::unauthorized, "no client certificate");
    VUORO_ASSIGN(const auto device, authority_.device(*request.device_id, request.unsigned_fingerprint));
    if (call.route->action != Action::metrics) VUORO_TRY(authority_.need_clock());
    call.device_id = device.id;
    call.device_site = device.site_id;
    return {};
  }
  switch (call.route->entry) {
    case Entry::anyone:
      return {};
    case Entry::loopback:
      if (is_loopback(request.address)) return {};
      return fail(Errc::forbidden, "from this machine or by the device port only");
    case Entry::device:
      return fail(Errc::unauthorized, "by the device port only");
    case Entry::session:
    case Entry::either:
      break;
  }
  const auto token = http::cookie_value(request.cookie, k_cookie);
  if (!token) return fail(Errc::unauthorized, "not logged in");
  VUORO_ASSIGN(call.session, authority_.session(*token));
  if (call.route->method == "POST" && !authority::equal_secrets(request.csrf, call.session.csrf)) {
    return fail(Errc::forbidden, "X-CSRF-Token is missing or wrong");
  }
  return {};
}

void Api::run(Call call) {
  const auto site = [&]() -> Result<Uuid> {
    const auto text = call.target.text("site_id");
    const auto id = text ? Uuid::parse(*text) : Result<Uuid>(fail(Errc::parse, ""));
    if (!id) return fail(Errc::invalid_argument, "site_id: expected a UUID");
    return *id;
  };
  switch (call.route->action) {
    case Action::healthz:
      return call.respond(health());
    case Action::metrics:
      return call.respond(metrics());
    case Action::changes:
      return changes(std::move(call));
    case Action::events:
      return events(std::move(call));
    case Action::leases:
      return leases(std::move(call));
    case Action::leases_return:
      return leases_return(std::move(call));
    case Action::enrol:
      return enrol(std::move(call));
    case Action::status:
      return status(std::move(call));
    case Action::renew:
      return renew(std::move(call));
    case Action::login:
      return login(std::move(call));
    case Action::session:
      return call.respond(answer_of(authority_.describe(call.session)));
    case Action::logout:
      return logout(std::move(call));
    case Action::commands:
      return command(std::move(call));
    case Action::notes: {
      const auto id = site();
      return call.respond(id ? answer_of(authority_.notes(call.session, *id))
                             : http::error_response(id.error()));
    }
    case Action::feedback: {
      const auto since = call.target.integer("since", 0, k_record_time_ms_max, 0);
      const auto after = call.target.integer("after", 0, INT64_MAX, 0);
      if (!since || !after) return call.respond(http::error_response((since ? after : since).error()));
      if (!call.target.query.contains("after"))
        return call.respond(answer_of(authority_.feedback(call.session, from_unix_ms(*since))));
      if (call.target.query.contains("since"))
        return call.respond(http::error_response(Errc::invalid_argument, "since, or after: not both"));
      return call.respond(answer_of(authority_.arrived_feedback(call.session, *after)));
    }
    case Action::devices:
      return devices(std::move(call));
    case Action::follow:
      return follow(std::move(call));
    case Action::phone_delay:
    case Action::phone_leave:
      return phone_act(std::move(call));
    case Action::join_options:
      return join_options(std::move(call));
    case Action::join:
      return join(std::move(call));
    case Action::put_picture:
      return put_picture(std::move(call));
    case Action::get_picture:
      return get_picture(std::move(call));
    case Action::site_people:
      return call.respond(
          answer_of(authority_.site_people(call.device_id, call.target.text("known").value_or(""))));
    case Action::site_handover:
      return site_handover(std::move(call));
    case Action::site_picture:
      return site_picture(std::move(call));
    case Action::put_shown:
      return put_shown(std::move(call));
    case Action::get_shown:
      return get_shown(std::move(call));
    case Action::page_console:
      return call.respond(files_.serve("index.html", call.request->if_none_match));
    case Action::page_follow:
      return call.respond(visitor_page(call, "follow.html"));
    case Action::page_join:
      return call.respond(visitor_page(call, "join.html"));
    case Action::page_asset:
      return call.respond(files_.serve(call.parameter, call.request->if_none_match));
  }
}

void Api::changes(Call call) {
  const auto since = call.target.integer("since", 0, INT64_MAX, 0);
  if (!since) return call.respond(http::error_response(since.error()));
  const auto wait = call.target.integer("wait", 0, std::chrono::seconds(limits::k_wait_max).count(), 0);
  if (!wait) return call.respond(http::error_response(wait.error()));
  const bool snapshot = call.target.text("snapshot").value_or("0") == "1";
  const std::string scope = call.target.text("scope").value_or("");
  std::optional<Uuid> site;
  if (scope.substr(0, 5) == "site:") {
    if (auto id = Uuid::parse(std::string_view(scope).substr(5))) site = *id;
  }
  if (!site && scope != protocol::k_global_scope) {
    return call.respond(http::error_response(Errc::invalid_argument, "scope: global or site:<uuid>"));
  }
  const bool device_door = call.request->port == http::Port::device;
  if (site && device_door && *site != call.device_site) {
    return call.respond(http::error_response(Errc::forbidden, "scope: another site's"));
  }
  if (site && !device_door) {
    if (auto may = authority::need_site(call.session.staff, *site); !may)
      return call.respond(http::error_response(may.error()));
  }
  // The scope's name in one form, since waiters are woken by it.
  const std::string name = site ? protocol::site_scope(*site) : scope;
  auto look = [this, name, since = *since, snapshot, device_door, device_id = call.device_id,
               token = call.session.token,
               let_in_now = true](bool last) mutable -> std::optional<http::Response> {
    // Whoever waited may have been revoked, logged out or given other rights meanwhile.
    std::optional<store::StaffRow> viewer;
    const bool waited = !std::exchange(let_in_now, false);
    if (!device_door) {
      auto session = authority_.session(token);
      if (!session) return http::error_response(session.error());
      viewer = std::move(session->staff);
    } else if (waited) {
      if (auto device = authority_.device(device_id); !device) return http::error_response(device.error());
    }
    auto page = viewer || snapshot ? authority_.changes(name, since, snapshot, viewer ? &*viewer : nullptr)
                                   : page_of_devices(name, since);
    if (!page) return http::error_response(page.error());
    if (page->empty && !last) return std::nullopt;
    http::Response response;
    response.body = std::move(page->body);
    return response;
  };
  if (*wait == 0) return call.respond(look(true).value_or(http::Response{}));
  waiters_.wait(name, authority_.clock().mono() + std::chrono::seconds(*wait), std::move(look),
                std::move(call.respond));
}

Result<authority::FeedPage> Api::page_of_devices(const std::string& scope, std::int64_t since) {
  if (!shared_) return authority_.changes(scope, since, false, nullptr);
  auto& pages = *shared_;
  const std::pair asked(scope, since);
  const auto known = pages.find(asked);
  if (known != pages.end()) return known->second;
  VUORO_ASSIGN(auto page, authority_.changes(scope, since, false, nullptr));
  if (pages.size() < k_shared_pages_max) pages.emplace(asked, page);
  return page;
}

http::Response Api::health() {
  // Healthy means that the database answers and takes what is written, not only that the process runs.
  const auto sites =
      authority_.store().read_value<std::int64_t>([](store::Reader& reader) -> Result<std::int64_t> {
        VUORO_ASSIGN(const auto ids, reader.site_ids());
        return static_cast<std::int64_t>(ids.size());
      });
  if (!sites) return http::error_response(Errc::unavailable, "the database does not answer");
  if (const auto fault = own_fault())
    return http::error_response(Error{Errc::unavailable, fault->message}, fault->kind);
  return json_response(json::object{{"status", "ok"}, {"sites", *sites}});
}

std::optional<authority::OwnFault> Api::own_fault() {
  if (auto fault = authority_.troubles().latest(authority_.clock().mono()))
    return authority::OwnFault{"record", std::move(*fault)};
  if (const auto writable = authority_.store().writable(); !writable)
    return authority::fault_of_store(writable.error());
  if (const auto clock = authority_.need_clock(); !clock)
    return authority_.clock_is_wrong() ? authority::OwnFault{"clock", clock.error().message}
                                       : authority::fault_of_store(clock.error());
  return std::nullopt;
}

http::Response Api::metrics() {
  std::string out;
  request_metrics_.write(out);
  const auto figures = authority_.store().figures();
  write_metric_head(out, "vuoro_store_commits_total", "counter", "Durable commits");
  write_metric(out, "vuoro_store_commits_total", "", static_cast<double>(figures.commits));
  write_metric_head(out, "vuoro_store_commit_failures_total", "counter", "Commits that failed");
  write_metric(out, "vuoro_store_commit_failures_total", "", static_cast<double>(figures.commit_failures));
  write_metric_head(out, "vuoro_store_bits_mended_total", "counter",
                    "Flipped bits of the disk that were put right");
  write_metric(out, "vuoro_store_bits_mended_total", "", static_cast<double>(figures.bits_mended));
  write_metric_head(out, "vuoro_store_group_size", "histogram", "Requests that shared one commit");
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < figures.group_sizes.size(); ++i) {
    sum += figures.group_sizes[i];
    const bool top = i + 1 == figures.group_sizes.size();
    write_metric(out, "vuoro_store_group_size_bucket",
                 top ? "le=\"+Inf\"" : fmt::format("le=\"{}\"", (std::uint64_t{2} << i) - 1),
                 static_cast<double>(sum));
  }
  write_metric(out, "vuoro_store_group_size_sum", "", static_cast<double>(figures.works));
  write_metric(out, "vuoro_store_group_size_count", "", static_cast<double>(figures.commits));
  write_metric_head(out, "vuoro_clock_possible", "gauge",
                    "0: this server does not act until its clock is set");
  (void)authority_.need_clock();
  write_metric(out, "vuoro_clock_possible", "", authority_.clock_is_wrong() ? 0 : 1);
  const auto& troubles = authority_.troubles();
  const auto now = authority_.clock().mono();
  write_metric_head(out, "vuoro_own_faults", "gauge",
                    "What this server could not read or do through its own fault in the last ten minutes");
  write_metric(out, "vuoro_own_faults", "", static_cast<double>(troubles.count(now)));
  write_metric_head(out, "vuoro_events_waiting", "gauge",
                    "Events that wait at their devices since this server is at fault");
  write_metric(out, "vuoro_events_waiting", "", static_cast<double>(troubles.events(now)));
  write_metric_head(out, "vuoro_news_records_skipped_total", "counter",
                    "Records that site servers told and that could not be taken");
  write_metric(out, "vuoro_news_records_skipped_total", "",
               static_cast<double>(authority_.news_records_skipped()));
  write_metric_head(out, "vuoro_news_lines_lost_total", "counter",
                    "Of this site server: lines of history, notes, feedback and contacts that the central "
                    "server refused and that are more than is kept");
  write_metric(out, "vuoro_news_lines_lost_total", "", static_cast<double>(authority_.news_lines_lost()));
  write_metric_head(out, "vuoro_feed_waiters", "gauge", "Requests waiting for a change");
  write_metric(out, "vuoro_feed_waiters", "", static_cast<double>(waiters_.size() + phone_waiters_.size()));
  const auto read = authority_.store().read([&](store::Reader& reader) -> Result<void> {
    VUORO_ASSIGN(const auto tickets, reader.ticket_tally());
    write_metric_head(out, "vuoro_tickets", "gauge", "Tickets of the last days by state");
    for (const auto& tally : tickets) {
      write_metric(out, "vuoro_tickets", fmt::format("state=\"{}\"", tally.name),
                   static_cast<double>(tally.count));
    }
    VUORO_ASSIGN(const auto events, reader.event_tally());
    write_metric_head(out, "vuoro_events_total", "counter", "Outbox events by outcome");
    for (const auto& tally : events) {
      write_metric(out, "vuoro_events_total", fmt::format("outcome=\"{}\"", tally.name),
                   static_cast<double>(tally.count));
    }
    VUORO_ASSIGN(const std::int64_t over, reader.bookings_over_capacity());
    write_metric_head(out, "vuoro_bookings_over_capacity", "gauge",
                      "Appointments promised in time by a terminal, and heard of when their slot was full");
    write_metric(out, "vuoro_bookings_over_capacity", "", static_cast<double>(over));
    VUORO_ASSIGN(const auto devices, reader.devices());
    std::int64_t revoked = 0;
    std::int64_t heard = 0;
    for (const auto& device : devices) {
      if (device.revoked) ++revoked;
      if (!device.revoked && device.status_time &&
          authority_.clock().wall() - *device.status_time < std::chrono::minutes(5))
        ++heard;
    }
    write_metric_head(out, "vuoro_devices", "gauge",
                      "Devices: enrolled, revoked, heard from in five minutes");
    write_metric(out, "vuoro_devices", "kind=\"enrolled\"", static_cast<double>(devices.size()));
    write_metric(out, "vuoro_devices", "kind=\"revoked\"", static_cast<double>(revoked));
    write_metric(out, "vuoro_devices", "kind=\"heard\"", static_cast<double>(heard));
    return {};
  });
  if (!read) return http::error_response(read.error());
  if (surroundings_.write_metrics) surroundings_.write_metrics(out);
  http::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = std::move(out);
  return response;
}

}  // namespace vuoro::api
