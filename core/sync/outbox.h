#pragma once
// Sends the acts of visitors to the authority: oldest first, in batches, until each has its answer.

#include "core/sync/link.h"
#include "core/sync/store.h"

namespace vuoro::sync {

class OutboxSender {
 public:
  OutboxSender(Link& link, OutboxStore& store, MonoTime first);

  /// Sends the next batch if it is time. @return errors of the store.
  [[nodiscard]] Result<void> step();
  [[nodiscard]] std::optional<MonoTime> wake() const;
  /// A new act is in the store.
  void added();
  /// The authority is back.
  void hurry() { lane_.hurry(); }
  /// Nothing before this moment, unless a visitor acts.
  void rest_until(MonoTime moment) { lane_.rest_until(moment); }

  /// Called after answers were settled in the store; with what was set aside.
  std::function<void(std::span<const protocol::EventAnswer> set_aside)> on_settled;
  std::function<void(const Error&)> on_store_error;

 private:
  bool take_answer(const Response& response, MonoTime sent, const std::vector<Uuid>& ids);
  bool settle(std::vector<protocol::EventAnswer> answers);
  bool refuse_alone(const Uuid& id, const Response& response);

  Link& link_;
  OutboxStore& store_;
  Lane lane_;
  bool maybe_waiting_ = true;
  std::size_t batch_max_ = k_events_per_batch;
};

}  // namespace vuoro::sync
