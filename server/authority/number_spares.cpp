#include "server/authority/number_spares.h"

#include <algorithm>
#include <limits>

namespace vuoro::authority {
namespace {

using store::NumberSpare;

/// More than a lobby gives in the time between two tellings of an outage that nobody noticed.
constexpr std::int32_t k_stepped_over_max = 200;
/// More than a queue gives in a day: backups are made at night.
constexpr std::int32_t k_since_backup_max = 1000;
/// Behind every number: what is held until then stays so.
constexpr std::int32_t k_never_told = std::numeric_limits<std::int32_t>::max();

bool is_free(const NumberSpare& spare) {
  return !spare.held;
}

/// Behind the others, as one with the last where it goes on from that.
void add(Spares& spares, const NumberSpare& one) {
  if (one.first >= one.end) return;
  if (!spares.empty() && spares.back().end == one.first && spares.back().held == one.held)
    spares.back().end = one.end;
  else
    spares.push_back(one);
}

/// The next `count`, in the order in which they would be given.
Spares cut(std::int32_t& next, Spares& spares, const NumberRange& all, std::int32_t count) {
  Spares out;
  while (count > 0) {
    auto taken = take_next(next, all, count);
    if (!taken) taken = take_spare(spares, count);
    if (!taken) break;
    add(out, {taken->first, taken->last + 1});
    count -= taken->size();
  }
  return out;
}

}  // namespace

std::optional<NumberRange> take_next(std::int32_t& next, const NumberRange& all, std::int32_t count) {
  if (next > all.last) return std::nullopt;
  const NumberRange taken{next, std::min(all.last, next + count - 1)};
  next = taken.last + 1;
  return taken;
}

std::optional<NumberRange> take_spare(Spares& spares, std::int32_t count) {
  const auto from = std::find_if(spares.begin(), spares.end(), is_free);
  if (from == spares.end()) return std::nullopt;
  const NumberRange taken{std::max(from->first, from->end - count), from->end - 1};
  from->end = taken.first;
  if (from->first == from->end) spares.erase(from);
  return taken;
}

std::int32_t count_left(std::int32_t next, const Spares& spares, const NumberRange& all) {
  std::int32_t left = std::max(0, all.last - next + 1);
  for (const auto& spare : spares) left += is_free(spare) ? spare.end - spare.first : 0;
  return left;
}

void step_over(std::int32_t& next, Spares& spares, const NumberRange& all, Untold by) {
  // Of one that was forgotten before it had told.
  std::erase_if(spares, [](const auto& spare) { return spare.held.has_value(); });
  const std::int32_t until = by == Untold::lost_box ? next : k_never_told;
  const std::int32_t most = by == Untold::lost_box ? k_stepped_over_max : k_since_backup_max;
  const std::int32_t over = std::min(most, (count_left(next, spares, all) + 1) / 2);
  Spares held = cut(next, spares, all, (over + 1) / 2);
  const Spares doubtful = cut(next, spares, all, over / 2);
  for (auto& one : held) one.held = until;
  spares.insert(spares.end(), held.begin(), held.end());
  // What the box would give last is given first.
  spares.insert(spares.end(), doubtful.rbegin(), doubtful.rend());
}

Spares given_by_none(const Spares& ours, std::int32_t their_next, const Spares& theirs) {
  Spares out;
  for (const auto& one : ours) {
    for (const auto& their : theirs) {
      add(out, {std::max(one.first, their.first), std::min({one.end, their.end, their_next}), one.held});
    }
    add(out, {std::max(one.first, their_next), one.end, one.held});
  }
  return out;
}

void free_held(Spares& spares, std::int32_t their_next) {
  Spares out;
  for (auto one : spares) {
    if (one.held && *one.held <= their_next) one.held.reset();
    add(out, one);
  }
  spares = std::move(out);
}

}  // namespace vuoro::authority
