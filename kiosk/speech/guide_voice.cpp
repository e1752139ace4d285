// The guide's voice: when speech begins and ends, in which language, how loud, and what is written down of
// it.

#include <algorithm>
#include <array>

#include "kiosk/speech/guide.h"
#include "kiosk/speech/speech_words.h"
#include "ui/speech/reading.h"
#include "ui/ui.h"

namespace vuoro::kiosk {
namespace {

using drivers::KeypadKey;
namespace speech = ui::speech;

/// Per cent of the loudest, which the technician sets to at least 65 dBA (EN 301 549 5.1.3.10).
constexpr std::array k_volumes = {35, 50, 65, 80, 100};
constexpr int k_volume_levels = static_cast<int>(k_volumes.size());
constexpr int k_sound_volume = 100;  ///< of clicks, for those who do not listen
constexpr std::size_t k_log_lines = 200;
constexpr std::size_t k_repeated_parts = 24;
constexpr const char* k_greeting =
    "You can use this terminal by listening. To go on in English, press the select key.";

}  // namespace

void Guide::start(bool headset) {
  fall_silent();
  headset_ = headset;
  on_ = keyed_ = true;
  waits_for_key_ = introduced_ = place_is_dialog_ = false;
  choosing_ = parts_.terminal.site_languages().size() > 1;
  set_level(k_volume_usual);
  place_.clear();
  count_as_input();
  parts_.terminal.wake();
}

void Guide::unplug() {
  headset_ = false;
  if (on_ || waits_for_key_) end_speech();
}

void Guide::stop_speech() {
  speech::Saying saying;
  speech::append(saying, language().t("Speech is off."), language().tag());
  say(std::move(saying), Manner::interrupt);
  on_ = choosing_ = false;
  set_level(k_volume_usual);
  parts_.terminal.wake();
}

void Guide::end_speech() {
  fall_silent();
  on_ = choosing_ = waits_for_key_ = false;
  last_said_.clear();
  set_level(k_volume_usual);
  parts_.terminal.wake();
}

void Guide::end_visit() {
  visits_ = parts_.terminal.visits();
  const Language& theirs = parts_.terminal.languages().of(words_.language);
  const bool goodbye = on_ && headset_ && !choosing_;
  const bool listens = headset_ && (on_ || waits_for_key_);
  log_.clear();
  end_speech();
  keyed_ = acted_ = last_key_was_help_ = false;
  place_.clear();
  left_at_.clear();
  tree_.clear();
  focus_ = ui::NodeId::none;
  parts_.context.hide_focus();
  waits_for_key_ = listens;
  if (!goodbye) return;
  speech::Saying saying;
  speech::append(saying, theirs.t("Your visit has ended. To begin again, press any key."), theirs.tag());
  say(std::move(saying), Manner::interrupt);
  last_said_.clear();
}

void Guide::frame(ui::Context& ui) {
  if (!choosing_) return;
  const Language& l = language();
  std::string chosen;
  bool silent = false, asked_again = false;
  {
    auto dialog = ui::dialog(
        ui, k_dialog, {.icon = ui::Icon::language, .title = l.t("In which language do you want to listen?")});
    for (const std::string& tag : parts_.terminal.site_languages()) {
      const auto pressed =
          ui::button(ui, tag, {.label = parts_.terminal.languages().of(tag).own_name(), .large = true});
      ui.node(ui.last_index()).language = tag;
      if (pressed) chosen = tag;
    }
    silent =
        ui::button(ui, "silent", {.label = l.t("Without speech"), .kind = ui::ButtonKind::secondary}).clicked;
    // "Back" from this question must not leave somebody who cannot see alone in silence: it is asked again.
    asked_again = dialog.dismissed() && headset_;
    silent = silent || (dialog.dismissed() && !headset_);
  }
  if (asked_again) {
    place_.clear();
    parts_.terminal.wake();
  } else if (silent) {
    stop_speech();
    ui.redraw_now();
  } else if (!chosen.empty()) {
    choosing_ = place_is_dialog_ = false;
    place_.clear();
    parts_.terminal.set_language(chosen);
    parts_.terminal.wake();
    ui.redraw_now();
  }
}

/// Each language in its own voice, while its button has the focus: "select" takes the language being heard.
void Guide::greet() {
  fall_silent();
  bool first = true;
  last_said_.clear();
  for (const std::string& tag : parts_.terminal.site_languages()) {
    greetings_[speak({greeting(tag), tag}, std::exchange(first, false) ? Manner::interrupt : Manner::after)] =
        tag;
    last_said_.push_back({greeting(tag), tag});
  }
}

std::string Guide::greeting(const std::string& tag) const {
  return parts_.terminal.languages().of(tag).t(k_greeting);
}

void Guide::heard(const drivers::SpeechEvent& event) {
  const auto found = greetings_.find(event.id);
  if (found == greetings_.end() || event.kind != drivers::SpeechEvent::Kind::begin || !choosing_) return;
  const ui::Node* button = parts_.context.tree().find_path(std::string(k_dialog) + "/" + found->second);
  if (button == nullptr) return;
  focus(button->id);
  parts_.terminal.wake();
}

void Guide::turn_volume(KeypadKey key) {
  if (!on_) return;
  int level = level_ + (key == KeypadKey::volume_down ? -1 : 1);
  if (key == KeypadKey::volume && level >= k_volume_levels) level = 0;
  set_level(std::clamp(level, 0, k_volume_levels - 1));
  speech::Saying saying;
  speech::append(saying,
                 language().t("Loudness {level} of {most}.", {{"level", std::to_string(level_ + 1)},
                                                              {"most", std::to_string(k_volume_levels)}}),
                 language().tag());
  say(std::move(saying), Manner::interrupt);
}

void Guide::set_level(int level) {
  level_ = level;
  const int percent = k_volumes[static_cast<std::size_t>(level)];
  parts_.speaker.set_volume(percent);
  parts_.audio.set_volume(on_ ? percent : k_sound_volume);
}

void Guide::fall_silent() {
  greetings_.clear();
  parts_.speaker.stop();
}

void Guide::say_focus(const char* before, ui::NodeId from) {
  if (!on_) return;
  const ui::Tree& tree = parts_.context.tree();
  const ui::Node* node = tree.find(focus_);
  if (node == nullptr) return;
  speech::Saying saying;
  if (before != nullptr && *before != '\0') speech::append(saying, language().t(before), language().tag());
  if (from != ui::NodeId::none) speech::append(saying, speech::say_entered(tree, from, *node, words()));
  const ui::Node* parent = tree.find(node->parent);
  const bool language_button =
      choosing_ && parent != nullptr && parent->key == k_dialog && parts_.terminal.languages().has(node->key);
  if (language_button)
    speech::append(saying, greeting(node->key), node->key);
  else
    speech::append(saying, speech::say_node(tree, *node, words(), hearing()));
  say(std::move(saying), Manner::interrupt);
}

void Guide::say(speech::Saying saying, Manner manner) {
  if (!on_ && !waits_for_key_) return;
  if (saying.empty()) return;
  bool first = manner == Manner::interrupt;
  if (first) last_said_.clear();
  for (const speech::Part& part : saying) {
    speak(part, std::exchange(first, false) ? Manner::interrupt : Manner::after);
    if (last_said_.size() < k_repeated_parts) last_said_.push_back(part);
  }
}

drivers::UtteranceId Guide::speak(const speech::Part& part, Manner manner) {
  // What a visitor writes of themselves is not written down.
  const bool personal =
      headset_ && std::ranges::any_of(parts_.context.tree().nodes(), [](const ui::Node& node) {
        return node.state.has(ui::State::personal) || node.state.has(ui::State::masked);
      });
  log_.push_back(part.language + ": " + (personal ? "…" : part.text));
  if (log_.size() > k_log_lines) log_.pop_front();
  return parts_.speaker.say(
      {part.text, part.language, drivers::SpeechPriority::normal, manner == Manner::interrupt});
}

}  // namespace vuoro::kiosk
