#include "tests/bench/visitors.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/base/text.h"

namespace vuoro::test {
namespace {

constexpr std::array k_jobs = {"Take a queue number", "Appointment", "Advice", "Give feedback"};
constexpr std::array k_sizes = {"100 %", "125 %", "150 %", "200 %"};
constexpr std::array k_colours = {"Usual colours", "High contrast", "Dark background"};
constexpr int k_steps_max = 14;
constexpr int k_ways_home_max = 20;
/// What people type with the keys of each language, whatever stands under the fingers by then.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> k_typed = {
    {{"fi", "passi"}, {"sv", "körkort"}, {"en", "moving"}, {"ru", "паспорт"}, {"ar", "جواز"}}};
/// What people write: short, long, misspelt, in several scripts.
constexpr std::array k_texts = {"passi",      "lasten päivähoito",
                                "körkort",    "housing allowance",
                                "паспорт",    "جواز سفر",
                                "asdf",       "ö",
                                "0401234567", "kela toimeentulotuki hakemus"};

bool is_key(const SeenNode& node) {
  return node.role == "key" || node.role == "keyboard";
}

/// The characters of a word, one text each.
std::vector<std::string> letters_of(std::string_view word) {
  std::vector<std::string> letters;
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t from = at;
    (void)next_code_point(word, at);
    letters.emplace_back(word.substr(from, at - from));
  }
  return letters;
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

void Visitors::visit(const std::function<void()>& at_the_end) {
  // In turn rather than by chance, so that every language, size and colour comes equally often, and each with
  // each of the others.
  const auto& all = languages_.all();
  const auto number = static_cast<std::size_t>(visits_), round = number / all.size();
  const kiosk::Language& wanted = *all[number % all.size()];
  if (press(wanted.own_name())) {
    language_ = &wanted;
    ++seen_[wanted.tag()].visits;
  }
  if (press(language_->t("Accessibility"))) {
    (void)press(k_sizes[(round + round / k_sizes.size()) % k_sizes.size()]);
    (void)press(language_->t(k_colours[(round / 2) % k_colours.size()]));
    if (any(8) == 0) (void)press(language_->t("Low down"));
    (void)press(language_->t("Done"));
  }
  (void)press(language_->t(k_jobs[number % k_jobs.size()]));
  const int steps = 3 + static_cast<int>(any(k_steps_max - 3));
  for (int i = 0; i < steps; ++i) {
    if (!type()) wander();
  }
  if (at_the_end) at_the_end();
  go_home();
  ++visits_;
}

bool Visitors::type() {
  std::vector<SeenNode> keys;
  for (auto& node : hand_.nodes()) {
    if (node.role == "key" && node.can_press) keys.push_back(std::move(node));
  }
  if (keys.empty()) return false;
  ++seen_[language_->tag()].keyboards;
  if (any(3) == 0) return false;  // some look at it and go on
  const auto word = std::ranges::find(k_typed, language_->tag(), &decltype(k_typed)::value_type::first);
  if (word == k_typed.end()) return false;
  for (const std::string& letter : letters_of(word->second)) {
    const auto key = std::ranges::find(keys, letter, &SeenNode::label);
    // A letter that is not there is looked for: among the accents, the digits, another language's letters.
    const SeenNode& chosen = key != keys.end() ? *key : keys[any(keys.size())];
    ++touches_;
    (void)hand_.try_press(chosen.id);
  }
  return true;
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
      for (const char* way : {"I still need a number", "Home", "Done", "Close", "I am done", "Back"}) {
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
