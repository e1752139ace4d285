#pragma once
// Acts that the authority left without an answer, for it stumbles on them: what is behind them goes on, and
// nothing that belongs to one of them leaves before it.

#include <map>
#include <string>
#include <vector>

#include "core/sync/event_subjects.h"

namespace vuoro::sync {

/// Not thread-safe. In memory only: after a start they are found again one batch at a time. As large as the
/// outbox at most (k_outbox_max), some two hundred bytes an act.
class LeftActs {
 public:
  [[nodiscard]] bool empty() const { return acts_.empty(); }
  [[nodiscard]] std::size_t size() const { return acts_.size(); }
  [[nodiscard]] bool contains(std::int64_t sequence) const { return acts_.contains(sequence); }
  /// Whether the act is about the same as one of these: then it waits for that one.
  [[nodiscard]] bool hold_back(const protocol::Event& event) const;

  void add(const protocol::Event& event);
  /// It is answered.
  void drop(const Uuid& id);
  void clear();

  struct Turn {
    std::int64_t sequence = 0;
    Uuid id;
  };
  /// Those to be tried again, in their order: none that waits for another of them, and each in its turn, for
  /// they may be more than fit.
  [[nodiscard]] std::vector<Turn> next_turn(std::size_t count);

 private:
  struct Left {
    Uuid id;
    protocol::Subjects subjects;
  };
  std::map<std::int64_t, Left> acts_;    ///< by sequence
  std::map<std::string, int> subjects_;  ///< of all of them, with how many
  std::int64_t tried_ = 0;               ///< the last whose turn it was
};

}  // namespace vuoro::sync
