#include "core/sync/leases.h"

#include <algorithm>

#include "core/sync/answers.h"

namespace vuoro::sync {

using protocol::Lease;
using protocol::LeaseAsk;
using protocol::LeaseKind;
using protocol::LeaseRequest;

LeaseKeeper::LeaseKeeper(Link& link, LeaseStore& store, MonoTime first)
    : link_(link), store_(store), block_lane_(link, first), unsure_lane_(link, first), returns_(link, first) {
  returns_.on_returned = [this](std::span<const Uuid> ids) {
    for (const auto& id : ids) {
      if (held_.contains(id)) drop(id);
    }
  };
}

Result<void> LeaseKeeper::start() {
  VUORO_ASSIGN(auto leases, store_.leases());
  held_.clear();
  returns_.clear();
  for (auto& held : leases) {
    if (held.lease.kind == LeaseKind::slot_share) continue;  // of slot_shares.h
    if (held.returning) returns_.add(held.lease.id);
    held_.emplace(held.lease.id, std::move(held));
  }
  return {};
}

void LeaseKeeper::hurry() {
  block_lane_.hurry();
  returns_.hurry();
  unsure_lane_.hurry();
}

void LeaseKeeper::report(const Result<void>& result) const {
  if (!result && on_store_error) on_store_error(result.error());
}

bool LeaseKeeper::is_good(const HeldLease& held) const {
  return !held.returning && link_.clock().mono() + k_lease_margin < held.expires;
}

// ---- Stock
// ------------------------------------------------------------------------------------------------------

void LeaseKeeper::set_stock(const std::string& service_day, std::vector<Uuid> queues) {
  if (service_day != service_day_) {
    // What was refused, or came for another day, was of that day: a clock that was wrong, or yesterday's
    // numbers.
    for (auto& [id, demand] : demand_) demand.not_before = demand.ahead_not_before = {};
  }
  service_day_ = service_day;
  queues_ = std::move(queues);
  // Nothing is given up by a clock that may stand anywhere: the day of a block keeps it from being used
  // wrongly.
  if (!link_.server_clock().known()) return;
  for (const auto& [id, held] : std::unordered_map(held_)) {
    const bool numbers = held.lease.kind == LeaseKind::number_block;
    if (numbers && !held.returning && held.lease.service_day < service_day_) give_back(id);
  }
}

void LeaseKeeper::note_demand(const Uuid& queue_id) {
  auto& taken = demand_[queue_id].taken;
  const MonoTime now = link_.clock().mono();
  while (!taken.empty() && taken.front() + k_block_lasts < now) taken.pop_front();
  if (taken.size() == static_cast<std::size_t>(k_block_most)) taken.pop_front();
  taken.push_back(now);
}

void LeaseKeeper::remember_demand(const std::unordered_map<Uuid, std::deque<MonoTime>>& taken) {
  for (auto& [queue_id, demand] : demand_) demand.taken.clear();
  for (const auto& [queue_id, moments] : taken) {
    const auto kept = std::min(moments.size(), static_cast<std::size_t>(k_block_most));
    demand_[queue_id].taken.assign(moments.end() - static_cast<std::ptrdiff_t>(kept), moments.end());
  }
}

std::int32_t LeaseKeeper::taken_within(const Uuid& queue_id, Millis span) const {
  const auto found = demand_.find(queue_id);
  if (found == demand_.end()) return 0;
  const MonoTime from = link_.clock().mono() - span;
  return static_cast<std::int32_t>(std::count_if(found->second.taken.begin(), found->second.taken.end(),
                                                 [&](MonoTime at) { return at >= from; }));
}

std::int32_t LeaseKeeper::block_size(const Uuid& queue_id) const {
  return std::clamp(taken_within(queue_id, k_block_lasts), k_block_least, k_block_most);
}

bool LeaseKeeper::is_low(const Uuid& queue_id) const {
  return left(queue_id) <=
         std::max(k_low_water_least, std::min(taken_within(queue_id, k_low_water_lasts), k_block_most / 2));
}

LeaseKeeper::InStock LeaseKeeper::stock_of(const Uuid& queue_id, const std::string& day) const {
  InStock stock{queue_id, 0, {}, day};
  for (const auto& [id, held] : held_) {
    const bool counts = held.lease.kind == LeaseKind::number_block && held.lease.queue_id == queue_id &&
                        held.lease.service_day == day && held.left() > 0 && is_good(held);
    if (!counts) continue;
    stock.left += held.left();
    stock.until = std::max(stock.until, held.expires);
  }
  return stock;
}

std::vector<LeaseKeeper::InStock> LeaseKeeper::in_stock() const {
  std::vector<InStock> stock;
  const auto add = [&](const std::vector<Uuid>& queues, const std::string& day) {
    for (const auto& queue_id : queues) {
      const InStock of_queue = stock_of(queue_id, day);
      if (of_queue.left > 0) stock.push_back(of_queue);
    }
  };
  add(queues_, service_day_);
  for (const auto& [day, queues] : days_ahead_) add(queues, day);
  return stock;
}

std::vector<std::pair<const std::string*, Uuid>> LeaseKeeper::bare_ahead() const {
  std::vector<std::pair<const std::string*, Uuid>> bare;
  for (const auto& [day, queues] : days_ahead_) {
    for (const auto& queue_id : queues) {
      if (left_of(queue_id, day) == 0) bare.emplace_back(&day, queue_id);
    }
  }
  return bare;
}

Result<void> LeaseKeeper::step() {
  forget_over();
  returns_.step();
  if (!unsure_.empty() && unsure_lane_.ready()) settle_unsure();
  if (block_lane_.ready()) ask_blocks();
  return {};
}

std::optional<MonoTime> LeaseKeeper::wake() const {
  std::optional<MonoTime> wake;
  const auto sooner = [&](std::optional<MonoTime> at) {
    if (at && (!wake || *at < *wake)) wake = at;
  };
  sooner(returns_.wake());
  if (!unsure_.empty()) sooner(unsure_lane_.wake());
  if (pending_) sooner(block_lane_.wake());
  const auto lane = block_lane_.wake();
  const auto ask_of = [&](const Uuid& queue_id, MonoTime Demand::*rest) {
    const auto demand = demand_.find(queue_id);
    if (lane) sooner(demand == demand_.end() ? *lane : std::max(*lane, demand->second.*rest));
  };
  for (const auto& queue_id : queues_) {
    if (is_low(queue_id)) ask_of(queue_id, &Demand::not_before);
  }
  for (const auto& [day, queue_id] : bare_ahead()) ask_of(queue_id, &Demand::ahead_not_before);
  for (const auto& [id, held] : held_) {
    if (!held.returning) sooner(held.expires);
  }
  return wake;
}

void LeaseKeeper::ask_blocks() {
  if (!pending_) {
    LeaseRequest request;
    const MonoTime now = link_.clock().mono();
    for (const auto& queue_id : queues_) {
      if (request.asks.size() == k_asks_per_request) break;
      if (demand_[queue_id].not_before > now || !is_low(queue_id)) continue;
      request.asks.push_back({LeaseKind::number_block, queue_id, std::nullopt, block_size(queue_id)});
    }
    for (const auto& [day, queue_id] : bare_ahead()) {
      if (request.asks.size() == k_asks_per_request) break;
      if (demand_[queue_id].ahead_not_before > now) continue;
      request.asks.push_back(
          {LeaseKind::number_block, queue_id, std::nullopt, k_block_ahead, std::nullopt, *day});
    }
    if (request.asks.empty()) return;
    request.request_id = Uuid::v7(link_.clock(), link_.random());
    pending_ = std::move(request);
    asked_ = now;
  }
  block_lane_.send({"POST", "/api/v1/leases", json::serialize(encode(*pending_)), k_request_timeout},
                   [this](const Response& response, MonoTime sent) { return take_blocks(response, sent); });
}

bool LeaseKeeper::take_blocks(const Response& response, MonoTime sent) {
  if (!is_certain(response)) return false;  // the same request again: it may have had its effect
  const LeaseRequest request = std::move(*std::exchange(pending_, std::nullopt));
  const auto answer = decode_answer<protocol::LeaseAnswer>(response);
  const MonoTime now = link_.clock().mono();
  if (response.status != 200 || !answer || answer->outcomes.size() != request.asks.size()) return false;
  link_.note_server_time(sent, answer->server_time);
  for (std::size_t i = 0; i < answer->outcomes.size(); ++i) {
    const auto& outcome = answer->outcomes[i];
    const LeaseAsk& ask = request.asks[i];
    const Uuid queue_id = ask.queue_id.value_or(Uuid());
    const bool fits = outcome.lease && outcome.lease->kind == LeaseKind::number_block &&
                      outcome.lease->queue_id == queue_id && outcome.lease->first <= outcome.lease->last;
    if (ask.service_day && (!fits || outcome.lease->service_day != ask.service_day)) {
      demand_[queue_id].ahead_not_before = now + k_ahead_rest;
    } else if (!ask.service_day && (!fits || outcome.lease->service_day != service_day_)) {
      demand_[queue_id].not_before = now + k_exhausted_rest;
    }
    if (!fits) continue;
    // The time runs from the moment the request first left, which is earlier than the authority's own count;
    // a repeat is given the first answer.
    const Result<void> kept =
        keep({*outcome.lease, outcome.lease->first, asked_ + Millis(outcome.lease->ttl_ms), false});
    report(kept);
    // The authority may be ahead of us by a moment at midnight, or by years when we began without a clock.
    // One that does not know of other days gives of today.
    const bool of_another_day = ask.service_day && outcome.lease->service_day != ask.service_day;
    if (kept && (of_another_day || outcome.lease->service_day < service_day_)) give_back(outcome.lease->id);
  }
  if (on_blocks) on_blocks();
  return true;
}

Result<void> LeaseKeeper::keep(HeldLease held) {
  if (auto kept = store_.keep_lease(held); !kept) {
    returns_.add(held.lease.id);  // cannot be used safely: it would be forgotten by a restart
    return kept;
  }
  held_.insert_or_assign(held.lease.id, std::move(held));
  return {};
}

void LeaseKeeper::drop(const Uuid& lease_id) {
  held_.erase(lease_id);
  report(store_.forget_leases(std::span(&lease_id, 1)));
}

void LeaseKeeper::forget_over() {
  const MonoTime now = link_.clock().mono();
  std::vector<Uuid> over;
  std::vector<Uuid> unused;
  for (const auto& [id, held] : held_) {
    const bool spent = held.lease.kind == LeaseKind::number_block && held.left() == 0;
    // The authority keeps a place longer than it says, in case of a confirmation: it hears that there is
    // none.
    if (held.lease.kind == LeaseKind::slot && now >= held.expires && !held.returning) unused.push_back(id);
    if (held.lease.kind != LeaseKind::slot && (spent || now >= held.expires)) over.push_back(id);
  }
  for (const auto& id : unused) give_back(id);
  if (over.empty()) return;
  for (const auto& id : over) {
    held_.erase(id);
    returns_.drop(id);
  }
  report(store_.forget_leases(over));
  if (on_blocks) on_blocks();
}

void LeaseKeeper::give_back(const Uuid& lease_id) {
  if (const auto found = held_.find(lease_id); found != held_.end()) {
    if (found->second.returning) return;
    found->second.returning = true;
    report(store_.keep_lease(found->second));
  }
  returns_.add(lease_id);
}

void LeaseKeeper::settle_unsure() {
  unsure_lane_.send({"POST", "/api/v1/leases", json::serialize(encode(unsure_.front())), k_request_timeout},
                    [this, id = unsure_.front().request_id](const Response& response, MonoTime) {
                      if (!is_certain(response)) return false;
                      if (const auto got = decode_answer<protocol::LeaseAnswer>(response)) {
                        for (const auto& outcome : got->outcomes) {
                          if (outcome.lease) give_back(outcome.lease->id);
                        }
                      }
                      std::erase_if(unsure_, [&](const auto& request) { return request.request_id == id; });
                      return true;
                    });
}

// ---- For a visitor
// ----------------------------------------------------------------------------------------------

void LeaseKeeper::ask_one(LeaseAsk ask, Millis timeout, Answer<Lease> answer) {
  const LeaseRequest request{Uuid::v7(link_.clock(), link_.random()), {ask}};
  link_.send({"POST", "/api/v1/leases", json::serialize(encode(request)), timeout},
             [this, request, ask, answer = std::move(answer)](const Response& response, MonoTime sent) {
               const bool lost = response.status == 0 || response.status >= 500;
               if (lost && ask.kind == LeaseKind::slot) {
                 if (unsure_.size() == k_unsure_most) unsure_.pop_front();
                 unsure_.push_back(request);
               }
               const auto got = decode_answer<protocol::LeaseAnswer>(response);
               if (response.status != 200 || !got || got->outcomes.size() != 1) {
                 return answer(fail(error_of(response)));
               }
               link_.note_server_time(sent, got->server_time);
               const auto& outcome = got->outcomes.front();
               if (!outcome.lease) {
                 const std::string code = outcome.code.value_or("exhausted");
                 return answer(fail(errc_of(code, Errc::exhausted), "the authority gives no lease: " + code));
               }
               const Lease& lease = *outcome.lease;
               if (lease.kind != ask.kind || lease.queue_id != ask.queue_id || lease.slot_id != ask.slot_id) {
                 return answer(fail(Errc::parse, "the authority's lease is not the one asked for"));
               }
               answer(lease);
             });
}

void LeaseKeeper::ask_number(const Uuid& queue_id, Answer<Lease> answer) {
  if (!link_.worth_asking()) return answer(fail(Errc::unavailable, "the authority is away"));
  ask_one({LeaseKind::number, queue_id, std::nullopt, 1}, k_number_timeout, std::move(answer));
}

Result<NumberGrant> LeaseKeeper::next_of_block(const Uuid& queue_id) const {
  const HeldLease* best = nullptr;
  for (const auto& [id, held] : held_) {
    const Lease& lease = held.lease;
    if (lease.kind != LeaseKind::number_block || lease.queue_id != queue_id ||
        lease.service_day != service_day_)
      continue;
    if (held.left() == 0 || !is_good(held)) continue;
    if (best == nullptr || held.next < best->next) best = &held;
  }
  if (best == nullptr) return fail(Errc::exhausted, "no number held for this queue");
  return NumberGrant{best->lease.id, best->next, *best->lease.service_day, true};
}

void LeaseKeeper::spent(const Uuid& queue_id, const NumberGrant& grant) {
  note_demand(queue_id);
  if (const auto found = held_.find(grant.lease_id); found != held_.end())
    found->second.next = grant.number + 1;
}

void LeaseKeeper::ask_slot(const Uuid& slot_id, Answer<Lease> answer) {
  const MonoTime sent = link_.clock().mono();
  auto keep_it = [this, sent, answer = std::move(answer)](Result<Lease> lease) {
    if (!lease) return answer(std::move(lease));
    if (auto kept = keep({*lease, 0, sent + Millis(lease->ttl_ms), false}); !kept)
      return answer(fail(kept.error()));
    answer(std::move(lease));
  };
  ask_one({LeaseKind::slot, std::nullopt, slot_id, 1}, k_hold_budget, std::move(keep_it));
}

Result<HeldLease> LeaseKeeper::hold(const Uuid& lease_id) const {
  const auto found = held_.find(lease_id);
  if (found == held_.end() || found->second.lease.kind != LeaseKind::slot) {
    return fail(Errc::expired, "the hold is over or was never made");
  }
  if (!is_good(found->second)) return fail(Errc::expired, "the hold is over");
  return found->second;
}

void LeaseKeeper::used(const Uuid& lease_id) {
  held_.erase(lease_id);
}

}  // namespace vuoro::sync
