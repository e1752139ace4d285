#include "core/sync/left_acts.h"

#include <algorithm>

namespace vuoro::sync {

bool LeftActs::hold_back(const protocol::Event& event) const {
  return std::ranges::any_of(protocol::subjects_of(event),
                             [&](const auto& subject) { return subjects_.contains(subject); });
}

void LeftActs::add(const protocol::Event& event) {
  const auto [at, is_new] = acts_.try_emplace(event.sequence, Left{event.id, protocol::subjects_of(event)});
  if (!is_new) return;
  for (const auto& subject : at->second.subjects) ++subjects_[subject];
}

void LeftActs::drop(const Uuid& id) {
  const auto at = std::ranges::find_if(acts_, [&](const auto& act) { return act.second.id == id; });
  if (at == acts_.end()) return;
  for (const auto& subject : at->second.subjects) {
    if (--subjects_[subject] == 0) subjects_.erase(subject);
  }
  acts_.erase(at);
}

void LeftActs::clear() {
  acts_.clear();
  subjects_.clear();
  tried_ = 0;
}

std::vector<LeftActs::Turn> LeftActs::next_turn(std::size_t count) {
  std::vector<Turn> turns;
  protocol::Subjects before;
  for (const auto& [sequence, act] : acts_) {
    if (!protocol::meet(act.subjects, before)) turns.push_back({sequence, act.id});
    before.insert(act.subjects.begin(), act.subjects.end());
  }
  if (turns.size() <= count) return turns;
  const auto behind = std::ranges::find_if(turns, [&](const auto& turn) { return turn.sequence > tried_; });
  std::rotate(turns.begin(), behind, turns.end());
  turns.resize(count);
  if (!turns.empty()) tried_ = turns.back().sequence;
  std::ranges::sort(turns, {}, &Turn::sequence);
  return turns;
}

}  // namespace vuoro::sync
