#include "kiosk/speech/guide.h"

#include <algorithm>

#include "kiosk/speech/speech_words.h"
#include "ui/speech/reading.h"
#include "ui/speech/spoken.h"
#include "ui/ui.h"

namespace vuoro::kiosk {
namespace {

using drivers::KeypadKey;
namespace speech = ui::speech;

bool may_repeat(KeypadKey key) {
  return key == KeypadKey::up || key == KeypadKey::down || key == KeypadKey::next;
}

std::string place_name(const ui::Node* place) {
  if (place == nullptr) return {};
  return std::to_string(static_cast<std::uint32_t>(place->id)) + " " + place->language + " " + place->label;
}

bool lives(const ui::Tree& tree, ui::NodeId id) {
  const ui::Node* node = tree.find(id);
  return node != nullptr && speech::is_stop(*node);
}

/// Where to go on when what had the focus is gone: what came after it, else what came before it.
const ui::Node* nearest(const ui::Tree& before, const ui::Tree& now, ui::NodeId gone) {
  // What was pressed may have made way for "one moment".
  for (const ui::Node* node : speech::stops(now))
    if (node->state.has(ui::State::busy) && before.find(node->id) == nullptr) return node;
  const auto old = speech::stops(before);
  const auto at = std::find_if(old.begin(), old.end(), [&](const ui::Node* n) { return n->id == gone; });
  for (auto next = at; next != old.end(); ++next)
    if (lives(now, (*next)->id)) return now.find((*next)->id);
  for (auto back = std::make_reverse_iterator(at); back != old.rend(); ++back)
    if (lives(now, (*back)->id)) return now.find((*back)->id);
  return speech::first_stop(now);
}

}  // namespace

Guide::Guide(GuideParts parts)
    : parts_(parts), visits_(parts.terminal.visits()), inputs_seen_(parts.context.inputs()) {
  set_level(k_volume_usual);
}

const speech::Words& Guide::words() {
  if (words_.characters == nullptr || words_.language != language().tag()) words_ = speech_words(language());
  return words_;
}

speech::Hearing Guide::hearing() const {
  return headset_ ? speech::Hearing::visitor_only : speech::Hearing::everybody;
}

void Guide::key(KeypadKey key, bool repeat) {
  if (repeat && !may_repeat(key)) return;
  if (key == KeypadKey::headset_in) return start(true);
  if (key == KeypadKey::headset_out) return unplug();
  if (on_) fall_silent();
  if (key == KeypadKey::speech) return on_ ? stop_speech() : start(headset_);
  if (waits_for_key_) return start(headset_);
  if (!on_ && headset_ && key == KeypadKey::help) return start(true);  // silence can be left again
  const bool help_again = std::exchange(last_key_was_help_, key == KeypadKey::help);
  count_as_input();
  if (!std::exchange(keyed_, true)) {
    place_.clear();
    parts_.terminal.wake();
    if (key != KeypadKey::back) return;  // the first key only shows where one is
  }
  switch (key) {
    case KeypadKey::up:
      move(speech::Step::row_above);
      break;
    case KeypadKey::down:
      move(speech::Step::row_below);
      break;
    case KeypadKey::next:
      move(speech::Step::next_control);
      break;
    case KeypadKey::select:
      select();
      break;
    case KeypadKey::back:
      back();
      break;
    case KeypadKey::help:
      help_again ? help() : say_again();
      break;
    case KeypadKey::repeat:
      say_again();
      break;
    default:
      turn_volume(key);
  }
  inputs_seen_ = parts_.context.inputs();
}

/// In the warning that the visit is about to end, only an answer counts: whoever moves to "I am done" has not
/// said yet that the visit goes on.
void Guide::count_as_input() {
  const ui::Node* place = speech::place_of(parts_.context.tree());
  if (place == nullptr || place->key != "idle") parts_.context.note_input();
  inputs_seen_ = parts_.context.inputs();
}

void Guide::focus(ui::NodeId id) {
  focus_ = id;
  parts_.context.show_focus(id);
}

void Guide::move(speech::Step step) {
  const speech::Stop stop = speech::step(parts_.context.tree(), focus_, step);
  if (stop.node == nullptr) return;
  const ui::NodeId from = focus_;
  focus(stop.node->id);
  const bool back = step == speech::Step::row_above;
  say_focus(!stop.wrapped ? "" : back ? "The end of the page." : "The page begins again.", from);
}

void Guide::select() {
  const ui::Tree& tree = parts_.context.tree();
  const ui::Node* node = tree.find(focus_);
  if (node == nullptr || !speech::is_stop(*node)) return;
  if (node->state.has(ui::State::disabled) || !node->actions.any()) return say_focus();
  if (node->role == ui::Role::text_field) {
    // It is written with the keys that come after it.
    bool after = false;
    for (const ui::Node& other : tree.nodes()) {
      after = after || other.id == focus_;
      if (!after || other.role != ui::Role::key || other.obscured) continue;
      focus(other.id);
      return say_focus("", node->id);
    }
    return say_focus();
  }
  const bool picks = node->actions.has(ui::Action::pick);
  ui::ActionRequest request{focus_, picks ? ui::Action::pick : ui::Action::press, {}, {0.5f, 0.5f}};
  acted_ = parts_.context.act(std::move(request)).has_value();
}

void Guide::back() {
  if (auto way = speech::way_back(parts_.context.tree())) {
    acted_ = parts_.context.act(std::move(*way)).has_value();
    return;
  }
  speech::Saying saying;
  speech::append(saying, language().t("There is no way back from this page."), language().tag());
  say(std::move(saying), Manner::interrupt);
}

void Guide::help() {
  const Language& l = language();
  speech::Saying saying;
  const ui::Tree& tree = parts_.context.tree();
  const ui::Node* place = speech::place_of(tree);
  if (place != nullptr)
    speech::append(saying,
                   l.t("You are on the page: {page}", {{"page", speech::spoken(place->label, words())}}),
                   l.tag());
  const ui::Node* at = tree.find(focus_);
  if (at != nullptr) speech::append(saying, speech::say_node(tree, *at, words(), hearing()));
  speech::append(
      saying,
      l.t("The down and up keys read the page piece by piece. The next key goes to the next thing you can "
          "choose. The select key chooses it. The back key goes back. The help key says the last words "
          "again. "
          "The volume key changes the loudness."),
      l.tag());
  if (std::ranges::any_of(tree.nodes(),
                          [](const ui::Node& n) { return n.role == ui::Role::key && !n.obscured; }))
    speech::append(saying, l.t("On the keyboard the up and down keys go to the row above and below."),
                   l.tag());
  say(std::move(saying), Manner::interrupt);
}

void Guide::say_again() {
  if (last_said_.empty()) return say_focus();
  say(speech::Saying(last_said_), Manner::interrupt);
}

bool Guide::after_frame() {
  ui::Context& context = parts_.context;
  if (parts_.terminal.visits() != visits_) end_visit();
  if (context.inputs() != inputs_seen_) {
    // Somebody touched the screen: what is being said is over, and without speech the ring goes too.
    inputs_seen_ = context.inputs();
    keyed_ = on_;
    if (on_) fall_silent();
  }
  if (!keyed_) {
    place_.clear();
    return context.has_input();
  }
  (void)words();
  const std::string place = place_name(speech::place_of(context.tree()));
  if (place != place_)
    arrive(place);
  else
    look_for_changes();
  tree_ = context.tree();
  return context.has_input();
}

void Guide::arrive(const std::string& place) {
  const ui::Tree& tree = parts_.context.tree();
  const ui::Node* node = speech::place_of(tree);
  const bool dialog = node != nullptr && node->role == ui::Role::dialog;
  if (dialog && !place_is_dialog_) left_at_[place_] = focus_;
  const auto left = left_at_.find(place);
  const bool returned =
      std::exchange(place_is_dialog_, dialog) && left != left_at_.end() && lives(tree, left->second);
  place_ = place;
  const ui::Node* first = returned ? tree.find(left->second) : speech::first_stop(tree);
  if (!dialog) left_at_.clear();
  if (first == nullptr) return;
  focus(first->id);
  if (!on_) return;
  if (choosing_ && node != nullptr && node->key == k_dialog) return greet();
  if (returned) return say_focus();
  say(speech::say_place(tree, words(), hearing()), Manner::interrupt);
  if (!std::exchange(introduced_, true)) {
    speech::Saying hint;
    speech::append(
        hint,
        language().t(
            "Press the help key to hear the last words again. Press it twice to hear what the keys do."),
        language().tag());
    say(std::move(hint), Manner::after);
  }
}

void Guide::look_for_changes() {
  const ui::Tree& tree = parts_.context.tree();
  const bool lost = !lives(tree, focus_);
  if (lost) {
    const ui::Node* to = nearest(tree_, tree, focus_);
    if (to == nullptr) return;
    focus(to->id);
  }
  if (!on_) return;
  const speech::Changes changes = speech::say_changes(tree_, tree, focus_, words(), hearing());
  const auto manner = [&] { return std::exchange(acted_, false) ? Manner::interrupt : Manner::after; };
  if (!changes.assertive.empty()) {
    acted_ = false;
    say(changes.assertive, Manner::interrupt);
  }
  if (!changes.act.empty()) say(changes.act, manner());
  if (!changes.polite.empty()) say(changes.polite, Manner::after);
  if (lost && tree.find(focus_)->live == ui::Live::off) {
    speech::Saying saying = speech::say_node(tree, *tree.find(focus_), words(), hearing());
    say(std::move(saying), manner());
  }
}

}  // namespace vuoro::kiosk
