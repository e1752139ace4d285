#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/checkers.h"
#include "tests/sim/true_time.h"

namespace vuoro::test {
namespace {

std::string when(WallTime time) {
  return fmt::format("{} ms", time.time_since_epoch().count());
}

/// The epoch under which a server acted in that moment, by its own books; nothing: it did not act. In the
/// moment of a change both the old and the new hold.
std::optional<std::int64_t> epoch_of(const Told& told, const Decision& decision) {
  std::optional<std::int64_t> epoch;
  const Hands* before = nullptr;
  for (const auto& hands : told.hands) {
    if (hands.server != decision.server) continue;
    if (hands.at > decision.at) break;
    if (hands.at == decision.at && before != nullptr && before->here) epoch = before->epoch;
    if (hands.at == decision.at && hands.here) epoch = hands.epoch;
    before = &hands;
  }
  if (!epoch && before != nullptr && before->here) epoch = before->epoch;
  return epoch;
}

/// The central server took over from this epoch's holder, who lived.
bool acts_unheard(const Told& told, std::int64_t epoch) {
  return std::any_of(told.hands.begin(), told.hands.end(), [&](const Hands& hands) {
    return hands.server == "central" && hands.here && hands.epoch == epoch + 1 &&
           std::ranges::find(told.given_up_boxes, hands.at) != told.given_up_boxes.end();
  });
}

/// When a press was decided, by the world; nothing: that is not known, for no server's clock says it.
std::optional<WallTime> true_time(const Told& told, const Decision& press) {
  if (told.clocks.empty()) return press.at;
  const auto answered = told.pressed.find(*press.press);
  if (answered == told.pressed.end()) return std::nullopt;
  // A repeat may have been answered first, long after the act.
  const std::string_view machine = press.server == "central" ? "server" : "box";
  const Millis off = answered->second + wrong_by(told, machine, answered->second) - press.at;
  if (std::chrono::abs(off) > std::chrono::seconds(10)) return std::nullopt;
  return answered->second;
}

}  // namespace

Findings two_authorities(const Told& told, const Books& books) {
  Findings found;
  std::map<std::int64_t, std::string> holders;
  for (const auto& hands : told.hands) {
    if (!hands.here) continue;
    const auto [holder, fresh] = holders.emplace(hands.epoch, hands.server);
    if (!fresh && holder->second != hands.server)
      found.push_back(fmt::format("epoch {} is {}'s and {}'s", hands.epoch, holder->second, hands.server));
  }
  std::vector<Decision> all = told.decisions;
  for (const auto& decision : books.decided) {
    if (const auto at = true_time(told, decision))
      all.push_back({decision.server, decision.what, *at, decision.press});
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  std::int64_t newest = -1;
  WallTime newest_at;
  for (const auto& decision : all) {
    const auto epoch = told.hands.empty() ? 0 : epoch_of(told, decision);
    if (!epoch) {
      found.push_back(fmt::format("{} decides {} at {} and does not hold the site", decision.server,
                                  decision.what, when(decision.at)));
      continue;
    }
    // Declared lost while it lives, a box acts until it hears of it.
    if (*epoch < newest && decision.server == "box" && acts_unheard(told, *epoch)) continue;
    if (*epoch < newest && decision.at > newest_at) {
      found.push_back(fmt::format("{} decides {} under epoch {} after epoch {} has begun at {}",
                                  decision.server, decision.what, *epoch, newest, when(newest_at)));
    }
    if (*epoch > newest) {
      newest = *epoch;
      newest_at = decision.at;
    }
  }
  return found;
}

}  // namespace vuoro::test
