#pragma once
// What this device may promise without asking: blocks of ticket numbers, and slots held for a visitor. Places
// of slots in stock are in slot_shares.h.

#include <deque>
#include <unordered_map>

#include "core/sync/lease_returns.h"
#include "core/sync/link.h"
#include "core/sync/store.h"

namespace vuoro::sync {

/// A number that may be given to one visitor.
struct NumberGrant {
  Uuid lease_id;
  std::int32_t number = 0;
  std::string service_day;
  bool from_block = false;
};

class LeaseKeeper {
 public:
  LeaseKeeper(Link& link, LeaseStore& store, MonoTime first);

  /// Takes up what the store holds: of an earlier run, or after it was mended.
  [[nodiscard]] Result<void> start();
  /// Asks for blocks before they are needed, gives back what is not, forgets what is over.
  [[nodiscard]] Result<void> step();
  [[nodiscard]] std::optional<MonoTime> wake() const;
  void hurry();

  /// Which queues this device gives numbers of, on which day. Blocks of an earlier day are given back once
  /// the authority's time is known; call it again then, and now and then.
  void set_stock(const std::string& service_day, std::vector<Uuid> queues);
  struct DayAhead {
    std::string service_day;
    std::vector<Uuid> queues;
  };
  /// Later days that may begin without the authority, the soonest first, and of which queues each has
  /// numbers.
  void set_days_ahead(std::vector<DayAhead> days) { days_ahead_ = std::move(days); }

  // ---- Numbers
  template <class T>
  using Answer = std::function<void(Result<T>)>;
  /// Asks the authority for the queue's next number. Answered later, also after the visitor stopped waiting:
  /// then give the lease back. unavailable at once when it is not worth waiting.
  void ask_number(const Uuid& queue_id, Answer<protocol::Lease> answer);
  /// The next number of the blocks held, without spending it. exhausted: none.
  [[nodiscard]] Result<NumberGrant> next_of_block(const Uuid& queue_id) const;
  /// The grant is in the store as spent, together with its ticket.
  void spent(const Uuid& queue_id, const NumberGrant& grant);
  /// An act took one number, wherever from: demand.
  void note_demand(const Uuid& queue_id);
  /// When numbers of each queue were taken here, also before this start; the latest last. Replaces what was
  /// noted.
  void remember_demand(const std::unordered_map<Uuid, std::deque<MonoTime>>& taken);
  [[nodiscard]] std::int32_t left(const Uuid& queue_id) const { return left_of(queue_id, service_day_); }
  struct InStock {
    Uuid queue_id;
    std::int32_t left = 0;
    MonoTime until{};  ///< when the last of them is over
    std::string service_day;
  };
  /// Of today, then of each day ahead, in the order of the queues; those of which there are numbers.
  [[nodiscard]] std::vector<InStock> in_stock() const;

  // ---- Slots
  void ask_slot(const Uuid& slot_id, Answer<protocol::Lease> answer);
  /// The hold, if it is still good. expired, not_found.
  [[nodiscard]] Result<HeldLease> hold(const Uuid& lease_id) const;
  /// The hold became a booking.
  void used(const Uuid& lease_id);

  /// Unspent: the authority may give it to another.
  void give_back(const Uuid& lease_id);

  /// Blocks came or went.
  std::function<void()> on_blocks;
  std::function<void(const Error&)> on_store_error;

 private:
  struct Demand {
    std::deque<MonoTime> taken;   ///< in the last k_block_lasts, at most k_block_most
    MonoTime not_before{};        ///< after "exhausted"
    MonoTime ahead_not_before{};  ///< of days ahead
  };
  void ask_blocks();
  bool take_blocks(const Response& response, MonoTime sent);
  void ask_one(protocol::LeaseAsk ask, Millis timeout, Answer<protocol::Lease> answer);
  void settle_unsure();
  void forget_over();
  [[nodiscard]] Result<void> keep(HeldLease held);
  void drop(const Uuid& lease_id);
  [[nodiscard]] bool is_good(const HeldLease& held) const;
  [[nodiscard]] std::int32_t taken_within(const Uuid& queue_id, Millis span) const;
  [[nodiscard]] bool is_low(const Uuid& queue_id) const;
  [[nodiscard]] std::int32_t left_of(const Uuid& queue_id, const std::string& day) const {
    return stock_of(queue_id, day).left;
  }
  /// Of the days ahead those queues of which no number is held.
  [[nodiscard]] std::vector<std::pair<const std::string*, Uuid>> bare_ahead() const;
  [[nodiscard]] InStock stock_of(const Uuid& queue_id, const std::string& day) const;
  [[nodiscard]] std::int32_t block_size(const Uuid& queue_id) const;
  void report(const Result<void>& result) const;

  Link& link_;
  LeaseStore& store_;
  Lane block_lane_;
  Lane unsure_lane_;
  std::string service_day_;
  std::vector<Uuid> queues_;
  std::vector<DayAhead> days_ahead_;
  std::unordered_map<Uuid, Demand> demand_;
  std::unordered_map<Uuid, HeldLease> held_;
  LeaseReturns returns_;
  std::optional<protocol::LeaseRequest>
      pending_;       ///< repeated with its id until answered: no number is wasted
  MonoTime asked_{};  ///< when that request first left
  /// For a place, without an answer: the authority may hold one for nobody. Repeated until it is known, and
  /// given back.
  std::deque<protocol::LeaseRequest> unsure_;
};

}  // namespace vuoro::sync
