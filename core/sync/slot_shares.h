#pragma once
// The stock of places: places of slots that this device may promise while the authority is away. Each place
// is a lease of its own, so that what was promised and what is given back can never be the same.

#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/sync/lease_returns.h"
#include "core/sync/link.h"
#include "core/sync/slot_stock.h"
#include "core/sync/store.h"

namespace vuoro::sync {

/// Not thread-safe. Asks ahead, renews and gives back in the background; nobody waits for any of it.
class SlotShares {
 public:
  SlotShares(Link& link, LeaseStore& store, MonoTime first);

  /// Takes up what the store holds. Places of another run of the machine are given back: nobody knows how
  /// much of their time is gone, for the wall clock may be wrong after a power cut.
  [[nodiscard]] Result<void> start();
  void step();
  [[nodiscard]] std::optional<MonoTime> wake() const;
  void hurry();

  /// How many places of which slots this device wants to hold altogether (slot_stock.h), the most wanted
  /// first. What is held beyond that is given back when it would be renewed.
  void set_wishes(std::vector<SlotWish> wishes);

  // ---- For a visitor
  /// Puts a place of the slot into the visitor's hand. @return the lease's id; exhausted: none is held.
  [[nodiscard]] Result<Uuid> take(const Uuid& slot_id);
  /// The place in hand, if it is still good. expired, not_found.
  [[nodiscard]] Result<HeldLease> in_hand(const Uuid& lease_id) const;
  /// The visitor went without booking: back into the stock.
  void put_back(const Uuid& lease_id);
  /// The place became a booking; the store has forgotten the lease together with it.
  void used(const Uuid& lease_id);

  // ---- What is held
  /// Places that could be promised now, and until when the last of each slot can.
  struct Stock {
    std::int32_t places = 0;
    MonoTime until{};
  };
  [[nodiscard]] std::map<Uuid, Stock> stock() const;
  /// Places of the stock and in hand, by slot: what set_wishes() counts.
  [[nodiscard]] std::map<Uuid, std::int32_t> places() const;

  /// Slots of which the authority lately gave none: not worth a wish.
  [[nodiscard]] std::set<Uuid> refused() const;

  /// Places came or went.
  std::function<void()> on_change;
  std::function<void(const Error&)> on_store_error;

 private:
  struct Place {
    HeldLease held;
    MonoTime renew_at{};
    bool kept = true;  ///< as it stands here it is in the store
  };
  void ask();
  bool take_answer(const Response& response);
  void take_outcome(const protocol::LeaseAsk& ask, const protocol::LeaseOutcome& outcome, MonoTime asked);
  void keep_fresh();
  [[nodiscard]] std::vector<protocol::LeaseAsk> asks();
  void end_over();
  void give_back(const std::vector<Uuid>& lease_ids);
  void forget(std::span<const Uuid> lease_ids);
  [[nodiscard]] bool is_offered(const Place& place) const;
  void changed();
  void note_store(const Result<void>& result);

  Link& link_;
  LeaseStore& store_;
  Lane ask_lane_;
  LeaseReturns returns_;
  std::vector<SlotWish> wishes_;
  std::unordered_map<Uuid, Place> held_;
  std::unordered_set<Uuid> in_hand_;
  std::unordered_map<Uuid, MonoTime> not_before_;  ///< by slot, after a refusal
  /// Repeated with its id until answered. The answer's times count from when it first left.
  struct Pending {
    protocol::LeaseRequest request;
    MonoTime asked{};
  };
  std::optional<Pending> pending_;
  MonoTime store_rest_{};  ///< the store failed: not before this
};

}  // namespace vuoro::sync
