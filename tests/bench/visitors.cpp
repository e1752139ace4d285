#include "tests/bench/visitors.h"

#include <algorithm>
#include <array>

namespace vuoro::test {
namespace {

constexpr std::array k_jobs = {"Take a queue number", "Appointment", "Advice", "Give feedback"};
constexpr std::array k_sizes = {"100 %", "125 %", "150 %", "200 %"};
constexpr int k_steps_max = 14;
constexpr int k_ways_home_max = 20;
/// What people write: short, long, misspelt, in several scripts.
constexpr std::array k_texts = {"passi",      "lasten päivähoito",
                                "körkort",    "housing allowance",
                                "паспорт",    "جواز سفر",
                                "asdf",       "ö",
                                "0401234567", "kela toimeentulotuki hakemus"};

bool is_key(const SeenNode& node) {
  return node.role == "key" || node.role == "keyboard";
}

}  // namespace

Visitors::Visitors(Hand& hand, const kiosk::Languages& languages, std::uint64_t seed)
    : hand_(hand), languages_(languages), language_(&languages.of("fi")), random_(seed) {}

bool Visitors::press(const std::string& label) {
  for (const auto& node : hand_.nodes()) {
    if (node.label != label || !node.can_press || node.disabled) continue;
    ++touches_;
    return hand_.try_press(node.id);
  }
  return false;
}

void Visitors::visit() {
  // In turn rather than by chance, so that every language and size comes equally often.
  const auto& all = languages_.all();
  const kiosk::Language& wanted = *all[static_cast<std::size_t>(visits_) % all.size()];
  if (press(wanted.own_name())) language_ = &wanted;
  const auto size = static_cast<std::size_t>(visits_) / all.size() % k_sizes.size();
  if (size > 0 && press(language_->t("Accessibility"))) {
    (void)press(k_sizes[size]);
    (void)press(language_->t("Done"));
  }
  (void)press(language_->t(k_jobs[static_cast<std::size_t>(visits_) % k_jobs.size()]));
  const int steps = 3 + static_cast<int>(any(k_steps_max - 3));
  for (int i = 0; i < steps; ++i) wander();
  go_home();
  ++visits_;
}

void Visitors::wander() {
  std::vector<SeenNode> choices;
  for (auto& node : hand_.nodes()) {
    const bool way_out = node.label == language_->t("Home") || node.label == language_->t("Accessibility");
    // Keys are many; a few of them are enough.
    if (node.disabled || way_out || (is_key(node) && any(10) > 0)) continue;
    if (node.can_press || node.can_set_text) choices.push_back(std::move(node));
  }
  if (choices.empty()) return;
  const SeenNode& chosen = choices[any(choices.size())];
  ++touches_;
  if (chosen.can_set_text) {
    hand_.try_set_text(chosen.id, k_texts[any(k_texts.size())]);
  } else {
    (void)hand_.try_press(chosen.id);
  }
}

void Visitors::go_home() {
  const auto at_home = [&] {
    for (const auto& node : hand_.nodes()) {
      for (const auto& language : languages_.all()) {
        if (node.can_press && node.label == language->own_name()) return true;
      }
    }
    return false;
  };
  for (int i = 0; i < k_ways_home_max; ++i) {
    hand_.wait_idle();
    // A dialog first, then the ways out in whatever language the visit is in now.
    for (const auto& language : languages_.all()) {
      for (const char* way : {"Home", "Done", "Close", "Cancel", "End the visit", "Yes", "Back"}) {
        if (!press(language->t(way))) continue;
        language_ = language.get();
        break;
      }
    }
    if (at_home()) return;
  }
  throw Stuck("no way home:\n" + hand_.tree_text());
}

}  // namespace vuoro::test
