#include "core/sync/slot_shares.h"

#include <algorithm>

#include "core/sync/answers.h"

namespace vuoro::sync {

using protocol::LeaseAsk;
using protocol::LeaseKind;
using protocol::LeaseOutcome;

SlotShares::SlotShares(Link& link, LeaseStore& store, MonoTime first)
    : link_(link), store_(store), ask_lane_(link, first), returns_(link, first) {
  returns_.on_returned = [this](std::span<const Uuid> ids) { forget(ids); };
}

Result<void> SlotShares::start() {
  VUORO_ASSIGN(auto leases, store_.leases());
  held_.clear();
  in_hand_.clear();
  returns_.clear();
  const MonoTime now = link_.clock().mono();
  for (auto& held : leases) {
    if (held.lease.kind != LeaseKind::slot_share) continue;
    if (held.returning) returns_.add(held.lease.id);
    Place place{std::move(held), now,
                true};  // renewed at once: an authority that was restored may know nothing of it
    held_.emplace(place.held.lease.id, std::move(place));
  }
  return {};
}

void SlotShares::hurry() {
  ask_lane_.hurry();
  returns_.hurry();
}

void SlotShares::note_store(const Result<void>& result) {
  if (result) return;
  store_rest_ = link_.clock().mono() + k_store_error_rest;
  if (on_store_error) on_store_error(result.error());
}

void SlotShares::changed() {
  if (on_change) on_change();
}

void SlotShares::set_wishes(std::vector<SlotWish> wishes) {
  wishes_ = std::move(wishes);
}

// ---- In the background
// ------------------------------------------------------------------------------------------

void SlotShares::step() {
  if (link_.clock().mono() >= store_rest_) {
    keep_fresh();
    end_over();
  }
  returns_.step();
  // What is given back first makes room for what is asked.
  if (returns_.empty() && ask_lane_.ready()) ask();
}

std::optional<MonoTime> SlotShares::wake() const {
  std::optional<MonoTime> wake;
  const auto sooner = [&](std::optional<MonoTime> at) {
    if (at && (!wake || *at < *wake)) wake = at;
  };
  sooner(returns_.wake());
  const auto lane = ask_lane_.wake();
  if (lane && returns_.empty()) {
    if (pending_) sooner(lane);
    const auto held = places();
    for (const auto& wish : wishes_) {
      const auto found = held.find(wish.slot_id);
      if (found != held.end() && found->second >= wish.places) continue;
      const auto rest = not_before_.find(wish.slot_id);
      sooner(rest == not_before_.end() ? *lane : std::max(*lane, rest->second));
    }
    for (const auto& [id, place] : held_) {
      if (!place.held.returning) sooner(std::max({*lane, place.renew_at, store_rest_}));
    }
  }
  for (const auto& [id, place] : held_) {
    if (!place.held.returning) sooner(std::max(place.kept ? place.held.expires : MonoTime{}, store_rest_));
  }
  return wake;
}

bool SlotShares::is_offered(const Place& place) const {
  return place.kept && !place.held.returning && !in_hand_.contains(place.held.lease.id) &&
         link_.clock().mono() + k_place_in_hand < place.held.expires;
}

void SlotShares::end_over() {
  std::vector<Uuid> over;
  const MonoTime now = link_.clock().mono();
  for (const auto& [id, place] : held_) {
    if (!place.held.returning && place.held.expires <= now) over.push_back(id);
  }
  if (over.empty()) return;
  for (const auto& id : over) in_hand_.erase(id);
  give_back(over);
}

std::vector<LeaseAsk> SlotShares::asks() {
  std::vector<LeaseAsk> out;
  std::vector<Uuid> unwanted;
  const MonoTime now = link_.clock().mono();
  std::erase_if(not_before_, [&](const auto& entry) { return entry.second <= now; });
  std::map<Uuid, std::int32_t> wanted;
  for (const auto& wish : wishes_) wanted[wish.slot_id] += wish.places;
  auto held = places();
  for (auto& [id, place] : held_) {
    if (place.held.returning || place.renew_at > now) continue;
    const Uuid slot_id = place.held.lease.slot_id.value_or(Uuid());
    if (held[slot_id] > wanted[slot_id] && !in_hand_.contains(id)) {
      // Given up only where it could be replaced: without a connection every place may be needed.
      if (now < store_rest_ || !link_.online()) {
        place.renew_at = now + k_share_renewal_least;
        continue;
      }
      unwanted.push_back(id);
      --held[slot_id];
    } else if (out.size() < k_asks_per_request) {
      out.push_back({LeaseKind::slot_share, std::nullopt, slot_id, 1, id});
    }
  }
  for (const auto& wish : wishes_) {
    if (not_before_.contains(wish.slot_id)) continue;
    for (std::int32_t missing = wish.places - held[wish.slot_id]; missing > 0; --missing) {
      if (out.size() == k_asks_per_request) break;
      out.push_back({LeaseKind::slot_share, std::nullopt, wish.slot_id, 1, std::nullopt});
    }
  }
  if (!unwanted.empty()) give_back(unwanted);
  return out;
}

void SlotShares::ask() {
  if (!pending_) {
    auto list = asks();
    if (list.empty() || !returns_.empty()) return;
    pending_ = Pending{{Uuid::v7(link_.clock(), link_.random()), std::move(list)}, link_.clock().mono()};
  }
  ask_lane_.send({"POST", "/api/v1/leases", json::serialize(encode(pending_->request)), k_request_timeout},
                 [this](const Response& response, MonoTime sent) {
                   if (!is_certain(response))
                     return false;  // the same request again: it may have had its effect
                   if (const auto answer = decode_answer<protocol::LeaseAnswer>(response);
                       answer && response.status == 200)
                     link_.note_server_time(sent, answer->server_time);
                   return take_answer(response);
                 });
}

bool SlotShares::take_answer(const Response& response) {
  const Pending pending = std::move(*std::exchange(pending_, std::nullopt));
  const auto& asked = pending.request.asks;
  const auto answer = decode_answer<protocol::LeaseAnswer>(response);
  if (response.status != 200 || !answer || answer->outcomes.size() != asked.size()) return false;
  for (std::size_t i = 0; i < asked.size(); ++i) take_outcome(asked[i], answer->outcomes[i], pending.asked);
  keep_fresh();
  changed();
  return true;
}

/// What is not on the disk is not offered: a restart would not know of it.
void SlotShares::keep_fresh() {
  std::vector<HeldLease> fresh;
  for (const auto& [id, place] : held_) {
    if (!place.kept) fresh.push_back(place.held);
  }
  if (fresh.empty()) return;
  const auto kept = store_.keep_leases(fresh);
  if (!kept) return note_store(kept);
  for (const auto& one : fresh) held_[one.lease.id].kept = true;
  changed();
}

void SlotShares::take_outcome(const LeaseAsk& ask, const LeaseOutcome& outcome, MonoTime asked) {
  const MonoTime now = link_.clock().mono();
  const bool fits = outcome.lease && outcome.lease->kind == LeaseKind::slot_share &&
                    outcome.lease->slot_id == ask.slot_id &&
                    (!ask.lease_id || *ask.lease_id == outcome.lease->id);
  if (!fits) {
    if (!ask.lease_id) not_before_[*ask.slot_id] = now + k_share_refused_rest;
    // Others need it, or it is over. A visitor who has it in hand may confirm while its old time lasts.
    if (ask.lease_id && held_.contains(*ask.lease_id) && !in_hand_.contains(*ask.lease_id))
      give_back({*ask.lease_id});
    if (ask.lease_id && held_.contains(*ask.lease_id))
      held_[*ask.lease_id].renew_at = now + k_share_renewal_least;
    return;
  }
  const Millis ttl(outcome.lease->ttl_ms);
  Place place{{*outcome.lease, 0, asked + ttl, false},
              now + std::max<Millis>(k_share_renewal_least, ttl / k_share_renewals),
              false};
  const auto known = held_.find(place.held.lease.id);
  if (ask.lease_id) {
    if (known == held_.end() || known->second.held.returning) return;  // promised or given up meanwhile
    place.held.expires = std::max(place.held.expires, known->second.held.expires);
  }
  held_.insert_or_assign(place.held.lease.id, std::move(place));
}

void SlotShares::give_back(const std::vector<Uuid>& lease_ids) {
  std::vector<HeldLease> marked;
  for (const auto& id : lease_ids) {
    const auto found = held_.find(id);
    if (found == held_.end() || found->second.held.returning) continue;
    marked.push_back(found->second.held);
    marked.back().returning = true;
  }
  if (marked.empty()) return;
  // Were this not on the disk, a restart would find a place that the authority has given to another.
  if (const auto kept = store_.keep_leases(marked); !kept) return note_store(kept);
  for (auto& one : marked) {
    returns_.add(one.lease.id);
    held_[one.lease.id].kept = true;
    held_[one.lease.id].held = std::move(one);
  }
  changed();
}

void SlotShares::forget(std::span<const Uuid> lease_ids) {
  for (const auto& id : lease_ids) held_.erase(id);
  note_store(store_.forget_leases(lease_ids));
}

// ---- For a visitor
// ----------------------------------------------------------------------------------------------

Result<Uuid> SlotShares::take(const Uuid& slot_id) {
  const Place* best = nullptr;
  for (const auto& [id, place] : held_) {
    if (place.held.lease.slot_id != slot_id || !is_offered(place)) continue;
    if (best == nullptr || place.held.expires > best->held.expires) best = &place;
  }
  if (best == nullptr) return fail(Errc::exhausted, "no place of this slot is held");
  in_hand_.insert(best->held.lease.id);
  changed();
  return best->held.lease.id;
}

Result<HeldLease> SlotShares::in_hand(const Uuid& lease_id) const {
  const auto found = held_.find(lease_id);
  if (found == held_.end() || !in_hand_.contains(lease_id))
    return fail(Errc::expired, "the place is over or was never held");
  if (found->second.held.returning || link_.clock().mono() + k_lease_margin >= found->second.held.expires)
    return fail(Errc::expired, "the place's time is over");
  return found->second.held;
}

void SlotShares::put_back(const Uuid& lease_id) {
  if (in_hand_.erase(lease_id) > 0) changed();
}

void SlotShares::used(const Uuid& lease_id) {
  in_hand_.erase(lease_id);
  held_.erase(lease_id);
  changed();
}

// ---- What is held
// -----------------------------------------------------------------------------------------------

std::map<Uuid, SlotShares::Stock> SlotShares::stock() const {
  std::map<Uuid, Stock> out;
  for (const auto& [id, place] : held_) {
    if (!is_offered(place) || !place.held.lease.slot_id) continue;
    Stock& one = out[*place.held.lease.slot_id];
    ++one.places;
    one.until = std::max(one.until, place.held.expires);
  }
  return out;
}

std::set<Uuid> SlotShares::refused() const {
  std::set<Uuid> out;
  for (const auto& [slot_id, until] : not_before_) out.insert(slot_id);
  return out;
}

std::map<Uuid, std::int32_t> SlotShares::places() const {
  std::map<Uuid, std::int32_t> out;
  for (const auto& [id, place] : held_) {
    if (!place.held.returning && place.held.lease.slot_id) ++out[*place.held.lease.slot_id];
  }
  return out;
}

}  // namespace vuoro::sync
