#include "core/sync/link.h"

#include <algorithm>
#include <utility>

namespace vuoro::sync {

Link::Link(const Clock& clock, Random& random, Transport& transport)
    : clock_(clock), random_(random), transport_(transport), since_(clock.wall()) {}

void Link::send(Request request, Answered answered) {
  const MonoTime sent = clock_.mono();
  breaker_.began(sent);
  auto once = std::make_shared<Answered>(std::move(answered));
  transport_.send(std::move(request),
                  [this, sent, once, alive = std::weak_ptr<bool>(alive_)](const Response& response) {
                    if (alive.expired() || !*once) return;
                    const Answered call = std::exchange(*once, nullptr);
                    note(response);
                    call(response, sent);
                  });
}

void Link::note(const Response& response) {
  const bool reached = response.status >= 200 && response.status < 500 && response.status != 429;
  const bool refused = response.status == 401 || response.status == 403;
  // Being told to slow down is no loss of connection.
  const bool online = reached || (response.status == 429 && online_);
  if (reached) {
    breaker_.succeeded();
  } else if (response.status != 429) {
    breaker_.failed(clock_.mono(), random_);
  }
  const bool changed = online != online_ || (reached && refused != refused_);
  if (online != online_) since_ = server_now();
  online_ = online;
  if (reached) refused_ = refused;
  if (changed && on_change) on_change();
}

void Link::note_slow() {
  breaker_.failed(clock_.mono(), random_);
}

void Link::note_server_time(MonoTime sent, WallTime server_time) {
  if (to_unix_ms(server_time) > 0) server_clock_.sample(sent, clock_.mono(), server_time);
}

bool Lane::ready() const {
  return !busy_ && link_.clock().mono() >= not_before_ && link_.may_try();
}

std::optional<MonoTime> Lane::wake() const {
  if (busy_) return std::nullopt;
  return link_.worth_asking() ? not_before_ : std::max(not_before_, link_.rest_over());
}

void Lane::send(Request request, std::function<bool(const Response&, MonoTime)> taken) {
  busy_ = true;
  link_.send(std::move(request), [this, taken = std::move(taken)](const Response& response, MonoTime sent) {
    busy_ = false;
    const MonoTime now = link_.clock().mono();
    if (taken(response, sent)) {
      backoff_.reset();
      not_before_ = std::max(not_before_, now);
    } else {
      not_before_ = now + backoff_.after_failure(link_.random(), response.retry_after);
    }
  });
}

void Lane::hurry() {
  not_before_ = std::min(not_before_, link_.clock().mono());
}

}  // namespace vuoro::sync
