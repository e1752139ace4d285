#include "core/sync/sync.h"

#include <algorithm>

#include "core/sync/status_news.h"

namespace vuoro::sync {
namespace {

using protocol::DeviceStatus;

/// What is held goes down with every visitor: it comes along each minute and is no news by itself. That the
/// authority is reached again is.
bool is_news(const DeviceStatus& before, const DeviceStatus& now) {
  return before.printer != now.printer || before.troubles != now.troubles || before.version != now.version ||
         (now.online_since && !before.online_since);
}

}  // namespace

Sync::Sync(const Clock& clock, Random& random, Transport& transport, SyncStore& store,
           const SyncOptions& options)
    : options_(options),
      link_(clock, random, transport),
      outbox_(link_, store, clock.mono()),
      global_feed_(link_, store, std::string(protocol::k_global_scope), clock.mono()),
      site_feed_(link_, store, protocol::site_scope(options.site_id), clock.mono()),
      leases_(link_, store, clock.mono()),
      shares_(link_, store, clock.mono()),
      status_lane_(link_, clock.mono()) {
  const auto store_error = [this](const Error& error) {
    if (on_store_error) on_store_error(error);
  };
  outbox_.on_store_error = store_error;
  global_feed_.on_store_error = store_error;
  site_feed_.on_store_error = store_error;
  leases_.on_store_error = store_error;
  shares_.on_store_error = store_error;
  link_.on_change = [this] {
    if (link_.online() && !was_online_) {
      outbox_.hurry();
      global_feed_.hurry();
      site_feed_.hurry();
      leases_.hurry();
      shares_.hurry();
      status_lane_.hurry();
    }
    was_online_ = link_.online();
    if (on_connection) on_connection();
  };
}

Result<void> Sync::start() {
  VUORO_TRY(global_feed_.start());
  VUORO_TRY(site_feed_.start());
  outbox_.start();
  if (site_feed_.revision() > 0) link_.rest_at_start();
  VUORO_TRY(leases_.start());
  return shares_.start();
}

void Sync::step() {
  const auto tell = [this](const Result<void>& result) {
    if (!result && on_store_error) on_store_error(result.error());
  };
  tell(outbox_.step());
  tell(site_feed_.step());
  tell(global_feed_.step());
  if (options_.gives_numbers) {
    tell(leases_.step());
    shares_.step();
  }
  send_status();
}

MonoTime Sync::wake() const {
  MonoTime wake = link_.clock().mono() + k_status_every;
  const auto sooner = [&](std::optional<MonoTime> at) {
    if (at) wake = std::min(wake, *at);
  };
  sooner(outbox_.wake());
  sooner(site_feed_.wake());
  sooner(global_feed_.wake());
  if (options_.gives_numbers) {
    sooner(leases_.wake());
    sooner(shares_.wake());
  }
  if (const auto lane = status_lane_.wake(); status_ && lane) sooner(std::max(*lane, status_due_));
  return wake;
}

void Sync::set_status(const DeviceStatus& status) {
  const bool changed =
      !status_ || is_news(*status_, status) || (link_.online() && told_ && has_caught_up(*told_, status));
  status_ = status;
  if (changed)
    status_due_ = std::min(status_due_, std::max(link_.clock().mono(), status_sent_ + k_status_least));
}

void Sync::send_status() {
  const MonoTime now = link_.clock().mono();
  if (!status_ || now < status_due_ || !status_lane_.ready()) return;
  status_sent_ = now;
  told_ = status_;
  status_due_ = now + k_status_every;
  status_lane_.send(
      {"POST", "/api/v1/status", json::serialize(encode(*status_)), k_request_timeout},
      [this](const Response& response, MonoTime sent) { return link_.take_status_answer(response, sent); });
}

}  // namespace vuoro::sync
