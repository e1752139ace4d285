#include "core/sync/link.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/sync/answers.h"

namespace vuoro::sync {

Link::Link(const Clock& clock, Random& random, Transport& transport)
    : clock_(clock), random_(random), transport_(transport), since_(clock.mono()) {}

namespace {

/// An object, or a picture (of a site's announcements); what it says is the lane's to judge.
bool is_readable(std::string_view body) {
  if (body.empty()) return false;
  return (body.front() == '{' && body.back() == '}') || body.starts_with("\x89PNG") ||
         body.starts_with("\xFF\xD8");
}

/// Portals, proxies and broken programs answer too. Nothing of that is an answer of the authority.
Response as_understood(const Response& response) {
  if (response.status == 0) return response;
  if (response.protocol == 0)
    return {0, "", std::nullopt, fmt::format("what answers is no Vuoro server (HTTP {})", response.status)};
  if (!protocol::is_compatible(protocol::k_version, response.protocol) || response.status == 426) {
    return {0, "", std::nullopt,
            fmt::format("the server speaks protocol {}, this program {}: one of them is too old",
                        response.protocol, protocol::k_version)};
  }
  const bool has_body = response.status >= 200 && response.status < 300 && response.status != 204;
  if (has_body && !is_readable(response.body))
    return {0, "", std::nullopt, "the server's answers cannot be read"};
  return response;
}

std::string why_not(const Response& response) {
  if (response.status == 0) return response.failure.empty() ? "no answer" : response.failure;
  return error_of(response).message;
}

}  // namespace

void Link::send(Request request, Answered answered) {
  const MonoTime sent = clock_.mono();
  breaker_.began(sent);
  auto once = std::make_shared<Answered>(std::move(answered));
  transport_.send(std::move(request),
                  [this, sent, once, alive = std::weak_ptr<bool>(alive_)](const Response& raw) {
                    if (alive.expired() || !*once) return;
                    const Answered call = std::exchange(*once, nullptr);
                    const Response response = as_understood(raw);
                    note(response);
                    call(response, sent);
                  });
}

void Link::note(const Response& response) {
  const bool reached = is_certain(response);
  const bool refused = response.status == 401 || response.status == 403;
  // Being told to slow down is no loss of connection.
  const bool online = reached || (response.status == 429 && online_);
  if (reached) {
    breaker_.succeeded();
  } else if (response.status != 429) {
    breaker_.failed(clock_.mono(), random_);
  }
  if (response.retry_after && (response.status == 429 || response.status == 503)) {
    // Asked of one request, it holds for all: they go to the same authority.
    patience_until_ = std::max(patience_until_, clock_.mono() + patience(random_, *response.retry_after));
  }
  std::string why = online && !refused ? std::string() : why_not(response);
  const bool at_fault = response.status >= 500;
  const bool changed =
      online != online_ || at_fault != at_fault_ || (reached && refused != refused_) || why != why_;
  why_ = std::move(why);
  at_fault_ = at_fault;
  if (online != online_) since_ = clock_.mono();
  online_ = online;
  if (reached) refused_ = refused;
  if (changed && on_change) on_change();
}

void Link::rest_at_start() {
  const auto jitter = random_.below(static_cast<std::uint64_t>(k_start_jitter.count()));
  first_ = clock_.mono() + Millis(static_cast<std::int64_t>(jitter));
}

void Link::note_slow() {
  breaker_.failed(clock_.mono(), random_);
}

void Link::note_server_time(MonoTime sent, WallTime server_time) {
  if (to_unix_ms(server_time) > 0) server_clock_.sample(sent, clock_.mono(), server_time);
}

bool Link::take_status_answer(const Response& response, MonoTime sent) {
  if (response.status < 200 || response.status >= 300) return false;
  if (const auto answer = decode_answer<protocol::StatusAnswer>(response))
    note_server_time(sent, answer->server_time);
  return true;
}

bool Lane::ready() const {
  return !busy_ && link_.clock().mono() >= not_before_ && link_.may_try();
}

std::optional<MonoTime> Lane::wake() const {
  if (busy_) return std::nullopt;
  return std::max(not_before_, link_.rest_over());
}

void Lane::send(Request request, std::function<bool(const Response&, MonoTime)> taken) {
  busy_ = true;
  link_.send(std::move(request), [this, taken = std::move(taken)](const Response& response, MonoTime sent) {
    busy_ = false;
    const MonoTime now = link_.clock().mono();
    told_to_wait_ = response.retry_after.has_value();
    if (taken(response, sent)) {
      backoff_.reset();
      not_before_ = std::max(not_before_, now);
    } else {
      not_before_ = now + backoff_.after_failure(link_.random(), response.retry_after);
    }
  });
}

void Lane::hurry() {
  if (!told_to_wait_) not_before_ = std::min(not_before_, link_.clock().mono());
}

}  // namespace vuoro::sync
