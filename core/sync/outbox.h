#pragma once
// Sends the acts of visitors to the authority: oldest first, in batches, until each has its answer. Acts on
// which the authority stumbles wait, with those about the same; all others pass them.

#include "core/sync/left_acts.h"
#include "core/sync/link.h"
#include "core/sync/store.h"

namespace vuoro::sync {

class OutboxSender {
 public:
  OutboxSender(Link& link, OutboxStore& store, MonoTime first);

  /// Takes up what the store holds: of an earlier run, or after it was mended.
  void start();
  /// Sends the next batch if it is time. @return errors of the store.
  [[nodiscard]] Result<void> step();
  [[nodiscard]] std::optional<MonoTime> wake() const;
  /// A new act is in the store.
  void added();
  /// The authority is back.
  void hurry() { lane_.hurry(); }

  /// Called after answers were settled in the store; with what was set aside.
  std::function<void(std::span<const protocol::EventAnswer> set_aside)> on_settled;
  std::function<void(const Error&)> on_store_error;

 private:
  struct Batch {
    std::vector<protocol::Event> events;
    std::int64_t until = 0;  ///< every act up to this one was looked at
    int start = 0;
  };
  [[nodiscard]] Result<Batch> next_batch();
  [[nodiscard]] Result<void> add_left(Batch& batch, std::size_t count);
  bool take_answer(const Response& response, MonoTime sent, const Batch& batch);
  void pass(const Batch& batch, const std::vector<protocol::EventAnswer>& answers);
  bool settle(std::vector<protocol::EventAnswer> answers);
  bool refuse_alone(const Uuid& id, const Response& response);

  Link& link_;
  OutboxStore& store_;
  Lane lane_;
  bool maybe_waiting_ = true;
  std::size_t batch_max_ = k_events_per_batch;
  int starts_ = 0;
  LeftActs left_;
  std::int64_t passed_ = 0;  ///< while acts are left: what is behind this one was never sent
};

}  // namespace vuoro::sync
