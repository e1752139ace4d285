#include "ui/speech/saying.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "ui/speech/reading.h"
#include "ui/speech/spoken.h"

namespace vuoro::ui::speech {
namespace {

constexpr std::size_t k_own_controls_read_whole = 3;
constexpr std::size_t k_bytes_read_whole = 700;  ///< about a minute; what is longer is read piece by piece
constexpr std::size_t k_choices_named = 8;
/// States a person wants to hear, in the order they are said.
constexpr std::array k_said_states = {State::selected, State::checked, State::expanded, State::busy,
                                      State::disabled};

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool may_be_heard(const Node& node, Hearing hearing) {
  return !node.state.has(State::masked) &&
         (hearing == Hearing::visitor_only || !node.state.has(State::personal));
}

void say_value(Saying& out, const Node& node, const Words& words, Hearing hearing) {
  if (node.role == Role::text_field) {
    if (node.value.empty()) return append(out, words.empty, words.language, Pause::comma);
    if (!may_be_heard(node, hearing)) {
      append(out, words.characters(static_cast<std::int64_t>(characters(node.value))), words.language,
             Pause::comma);
      return;
    }
    return append(out, spoken_entry(node.value, words), words.language, Pause::comma);
  }
  if (!may_be_heard(node, hearing)) return append(out, words.not_said, words.language);
  append(out, spoken(node.value, words), words.language, Pause::comma);
}

void say_states(Saying& out, const Node& node, const Words& words) {
  for (const State state : k_said_states) {
    if (!node.state.has(state)) continue;
    const auto found = words.states.find(state);
    if (found != words.states.end()) append(out, found->second, words.language, Pause::comma);
  }
}

bool in_header(const Tree& tree, const Node& node) {
  const Node* parent = tree.find(node.parent);
  return parent != nullptr && parent->role == Role::header;
}

/// Controls that are the page's own matter: not the ways out, not the keys, not what scrolls.
std::vector<const Node*> own_controls(const Tree& tree, NodeId place) {
  std::vector<const Node*> out;
  for (const Node* node : stops(tree)) {
    if (!node->actions.has(Action::focus) || node->role == Role::key || in_header(tree, *node)) continue;
    if (!is_inside(tree, *node, place)) continue;
    const Node* parent = tree.find(node->parent);
    const bool scrolls = parent != nullptr && parent->role == Role::scroll_area && parent->actions.any() &&
                         (node->key == "up" || node->key == "down");
    if (!scrolls) out.push_back(node);
  }
  return out;
}

/// The group of choices with a name that the node is one of; null for anything else.
const Node* group_of(const Tree& tree, const Node& node) {
  const Node* parent = node.role == Role::choice ? tree.find(node.parent) : nullptr;
  return parent != nullptr && parent->role == Role::choice_group && !parent->label.empty() ? parent : nullptr;
}

/// A page that asks one thing, and has at most a way to send the answer beside it, names the answers. Where
/// there is more to choose, a group of choices (the languages, the text sizes) is named by what it asks.
void say_choices(Saying& out, const Tree& tree, const std::vector<const Node*>& controls,
                 const Words& words) {
  constexpr std::ptrdiff_t k_beside_one_question = 2;
  std::vector<const Node*> groups, named;
  for (const Node* node : controls) {
    const Node* group = group_of(tree, *node);
    if (group != nullptr && std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
  }
  const auto others =
      std::ranges::count_if(controls, [](const Node* node) { return node->role != Role::choice; });
  const bool one_question = groups.size() <= 1 && others <= k_beside_one_question;
  for (const Node* node : controls) {
    const Node* group = one_question ? nullptr : group_of(tree, *node);
    const Node* name = group != nullptr ? group : node;
    if (std::ranges::find(named, name) == named.end()) named.push_back(name);
  }
  if (named.empty()) return;
  if (named.size() > k_choices_named) {
    append(out, words.choices_counted(static_cast<std::int64_t>(named.size())), words.language);
    return;
  }
  append(out, words.choices, words.language);
  Pause pause = Pause::stop;
  for (const Node* node : named)
    append(out, spoken(node->label, words), node->language, std::exchange(pause, Pause::comma));
}

std::string live_text(const Node& node) {
  return node.label + "\n" + node.value + "\n" + node.description;
}

/// "abc" → "abcd": what was written at the caret; "abc" → "ab": what was erased. Nothing when it was
/// replaced.
struct Edit {
  std::string written, erased;
};
std::optional<Edit> edit_between(const std::string& before, const std::string& now) {
  std::size_t same = 0;
  while (same < before.size() && same < now.size() && before[same] == now[same]) ++same;
  while (same > 0 && same < now.size() && (static_cast<unsigned char>(now[same]) & 0xc0) == 0x80) --same;
  while (same > 0 && same < before.size() && (static_cast<unsigned char>(before[same]) & 0xc0) == 0x80)
    --same;
  const std::size_t longer = std::max(before.size(), now.size()),
                    shorter = std::min(before.size(), now.size());
  const std::string& whole = now.size() > before.size() ? now : before;
  const std::string& part = now.size() > before.size() ? before : now;
  if (longer == shorter || whole.substr(same + longer - shorter) != part.substr(same)) return std::nullopt;
  const std::string differs = whole.substr(same, longer - shorter);
  return now.size() > before.size() ? Edit{differs, {}} : Edit{{}, differs};
}

void say_edit(Saying& out, const Node& before, const Node& now, const Words& words, Hearing hearing) {
  const auto edit = edit_between(before.value, now.value);
  const bool heard = may_be_heard(now, hearing);
  if (!edit || (heard && characters(edit->written) > 1)) {
    append(out, now.label, now.language);
    return say_value(out, now, words, hearing);
  }
  if (!heard)
    return append(out, edit->erased.empty() ? words.typed_unsaid : words.erased_unsaid, words.language);
  if (!edit->erased.empty())
    return append(out, filled(words.erased, "letter", spoken_key(edit->erased, words)), words.language);
  append(out, spoken_key(edit->written, words), words.language);
}

void say_own_change(Saying& out, const Tree& tree, const Node& before, const Node& now, const Words& words,
                    Hearing hearing) {
  // A letter key that became small after a capital has said nothing by it.
  if (now.role != Role::key &&
      (before.label != now.label || before.value != now.value || before.description != now.description)) {
    append(out, say_node(tree, now, words, hearing));
    return;
  }
  for (const State state : k_said_states) {
    if (before.state.has(state) == now.state.has(state)) continue;
    const auto& said = now.state.has(state) ? words.states : words.ended;
    const auto found = said.find(state);
    if (found == said.end()) continue;
    append(out, spoken(now.label, words), now.language);
    append(out, found->second, words.language, Pause::comma);
  }
}

std::size_t items_in(const Tree& tree, NodeId list) {
  return static_cast<std::size_t>(std::ranges::count_if(
      tree.nodes(), [&](const Node& node) { return node.parent == list && node.role == Role::list_item; }));
}

}  // namespace

void append(Saying& saying, std::string_view words, const std::string& language, Pause pause) {
  if (words.empty()) return;
  if (saying.empty() || saying.back().language != language) {
    saying.push_back({std::string(words), language});
    return;
  }
  std::string& text = saying.back().text;
  const char last = text.back();
  if (last != '.' && last != '?' && last != '!' && last != ':' && last != ',')
    text += pause == Pause::comma ? ',' : '.';
  text += ' ';
  text += words;
}

void append(Saying& saying, const Saying& more) {
  for (const Part& part : more) append(saying, part.text, part.language);
}

Saying say_node(const Tree& tree, const Node& node, const Words& words, Hearing hearing) {
  Saying out;
  const bool key = node.role == Role::key;
  append(out, key ? spoken_key(node.label, words) : spoken(node.label, words),
         key ? words.language : node.language);
  if (const auto role = words.roles.find(node.role); role != words.roles.end())
    append(out, role->second, words.language, Pause::comma);
  if (node.role == Role::text_field || !node.value.empty()) say_value(out, node, words, hearing);
  say_states(out, node, words);
  append(out, spoken(node.description, words), words.language);
  if (node.role == Role::text_field && node.state.has(State::personal) && !may_be_heard(node, hearing))
    append(out, words.not_aloud, words.language);
  if (const Place place = tree.place_of(node.id); place.count > 0)
    append(out,
           filled(filled(words.place, "index", std::to_string(place.index)), "count",
                  std::to_string(place.count)),
           words.language);
  return out;
}

Saying say_place(const Tree& tree, const Words& words, Hearing hearing) {
  Saying out;
  const Node* place = place_of(tree);
  if (place == nullptr) return out;
  const auto controls = own_controls(tree, place->id);
  std::vector<const Node*> texts;
  std::size_t bytes = 0;
  for (const Node* node : stops(tree)) {
    if (node->actions.has(Action::focus) || !is_inside(tree, *node, place->id)) continue;
    if (node->label == place->label && node->value.empty()) continue;
    texts.push_back(node);
    bytes += node->label.size() + node->value.size() + node->description.size();
  }
  const bool whole = place->role == Role::dialog ||
                     (controls.size() <= k_own_controls_read_whole && bytes <= k_bytes_read_whole);
  append(out, spoken(place->label, words), place->language);
  bool left_out = false;
  for (const Node* node : texts) {
    const bool told =
        whole || node->live != Live::off || (in_header(tree, *node) && node->role != Role::status);
    left_out = left_out || !told;
    if (!told) continue;
    if (node->role == Role::heading)
      append(out, spoken(node->label, words), node->language);  // that it is one matters on the way only
    else
      append(out, say_node(tree, *node, words, hearing));
  }
  if (left_out && controls.size() <= k_own_controls_read_whole) append(out, words.read_on, words.language);
  say_choices(out, tree, controls, words);
  return out;
}

Saying say_entered(const Tree& tree, NodeId from, const Node& to, const Words& words) {
  Saying out;
  const Node* before = tree.find(from);
  const Node* place = place_of(tree);
  std::vector<const Node*> entered;
  for (const Node* up = tree.find(to.parent); up != nullptr; up = tree.find(up->parent)) {
    if (up->label.empty() || (place != nullptr && up->label == place->label)) continue;
    // A card that names its only fact, a scroll area that is called after its button: said once is enough.
    const bool scrolls = up->role == Role::scroll_area && !up->label.empty() &&
                         std::ranges::any_of(tree.nodes(), [&](const Node& node) {
                           return node.parent == up->id && node.key == "down" && node.label == up->label;
                         });
    const bool heard =
        scrolls || to.label.starts_with(up->label) || (before != nullptr && up->label == before->label);
    const bool was_inside = before != nullptr && is_inside(tree, *before, up->id);
    if (!heard && !was_inside) entered.push_back(up);
  }
  for (auto group = entered.rbegin(); group != entered.rend(); ++group)
    append(out, spoken((*group)->label, words), (*group)->language);
  return out;
}

Changes say_changes(const Tree& before, const Tree& now, NodeId focus, const Words& words, Hearing hearing) {
  Changes out;
  for (const Node& node : now.nodes()) {
    if (node.obscured) continue;
    const Node* was = before.find(node.id);
    if (node.role == Role::text_field && was != nullptr && was->value != node.value) {
      say_edit(out.act, *was, node, words, hearing);
      if (was->description != node.description)
        append(out.assertive, spoken(node.description, words), words.language);
    } else if (node.live != Live::off && (was == nullptr || live_text(*was) != live_text(node))) {
      append(node.live == Live::assertive ? out.assertive : out.polite, say_node(now, node, words, hearing));
    } else if (node.id == focus && was != nullptr) {
      say_own_change(out.act, now, *was, node, words, hearing);
    } else if (node.role == Role::text_field && was != nullptr && was->description != node.description) {
      append(out.assertive, spoken(node.description, words), words.language);  // what is wrong with it
    } else if (node.role == Role::scroll_area && was != nullptr && !node.label.empty()) {
      const std::size_t count = items_in(now, node.id);
      if (count != items_in(before, node.id)) {
        append(out.polite, spoken(node.label, words), node.language);
        append(out.polite, words.results(static_cast<std::int64_t>(count)), words.language);
        const Node* at = now.find(focus);
        const bool on_keys = at != nullptr && at->role == Role::key;
        if (on_keys && items_in(before, node.id) == 0) append(out.polite, words.leave_keys, words.language);
      }
    }
  }
  return out;
}

}  // namespace vuoro::ui::speech
