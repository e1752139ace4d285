#include "ui/tree.h"

#include <fmt/format.h>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <unordered_set>

#include "core/base/json.h"

namespace vuoro::ui {

// The names in JSON are those of the schema itself.
BOOST_DESCRIBE_STRUCT(Node, (),
                      (id, parent, role, key, label, value, description, state, actions, rect, live, language,
                       obscured))

namespace {

#define VUORO_UI_NAME(name) #name,
constexpr std::string_view k_roles[] = {VUORO_UI_ROLES(VUORO_UI_NAME)};
constexpr std::string_view k_actions[] = {VUORO_UI_ACTIONS(VUORO_UI_NAME)};
constexpr std::string_view k_states[] = {VUORO_UI_STATES(VUORO_UI_NAME)};
constexpr std::string_view k_lives[] = {VUORO_UI_LIVES(VUORO_UI_NAME)};
#undef VUORO_UI_NAME

template <class E, std::size_t N>
std::string names(Flags<E> flags, const std::string_view (&all)[N]) {
  std::string out;
  for (std::size_t i = 0; i < N; ++i) {
    if (!flags.has(static_cast<E>(i))) continue;
    if (!out.empty()) out += ' ';
    out += all[i];
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (char c : text)
    out += c == '\n' ? std::string("\\n") : c == '"' ? std::string("\\\"") : std::string(1, c);
  return out;
}

json::value as_json(NodeId id) {
  return static_cast<std::uint32_t>(id);
}
json::value as_json(const std::string& text) {
  return json::value(text);
}
json::value as_json(bool yes) {
  return json::value(yes);
}
json::value as_json(const Rect& rect) {
  return json::array{rect.x, rect.y, rect.w, rect.h};
}
json::value as_json(Flags<State> flags) {
  return json::value(names(flags, k_states));
}
json::value as_json(Flags<Action> flags) {
  return json::value(names(flags, k_actions));
}
json::value as_json(Role role) {
  return json::value(name_of(role));
}
json::value as_json(Live live) {
  return json::value(name_of(live));
}

}  // namespace

std::string_view name_of(Role role) {
  return k_roles[static_cast<std::size_t>(role)];
}
std::string_view name_of(Action action) {
  return k_actions[static_cast<std::size_t>(action)];
}
std::string_view name_of(State state) {
  return k_states[static_cast<std::size_t>(state)];
}
std::string_view name_of(Live live) {
  return k_lives[static_cast<std::size_t>(live)];
}

std::size_t Tree::add(Node node) {
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

const Node* Tree::find(NodeId id) const {
  for (const Node& node : nodes_)
    if (node.id == id) return &node;
  return nullptr;
}

const Node* Tree::find(Role role, std::string_view label) const {
  for (const Node& node : nodes_)
    if (node.role == role && !node.obscured && node.label == label) return &node;
  return nullptr;
}

std::vector<const Node*> Tree::find_all(Role role) const {
  std::vector<const Node*> out;
  for (const Node& node : nodes_)
    if (node.role == role) out.push_back(&node);
  return out;
}

std::string Tree::path_of(NodeId id) const {
  std::string path;
  for (const Node* node = find(id); node != nullptr;
       node = node->parent == NodeId::none ? nullptr : find(node->parent))
    path = path.empty() ? node->key : node->key + "/" + path;
  return path;
}

const Node* Tree::find_path(std::string_view path) const {
  const std::size_t slash = path.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (const Node& node : nodes_) {
    if (node.key != last) continue;
    const std::string whole = path_of(node.id);
    if (whole == path) return &node;
    if (whole.size() > path.size() && whole.ends_with(path) && whole[whole.size() - path.size() - 1] == '/')
      return &node;
  }
  return nullptr;
}

Place Tree::place_of(NodeId id) const {
  const Node* self = find(id);
  if (self == nullptr || !self->actions.has(Action::press) || self->role == Role::key) return {};
  Place place;
  bool seen = false;
  const bool focusable = self->actions.has(Action::focus);
  for (const Node& node : nodes_) {
    if (node.parent != self->parent) continue;
    if (node.role == self->role && node.actions.has(Action::press) &&
        node.actions.has(Action::focus) == focusable) {
      ++place.count;
      if (!seen) place.index = place.count;
      seen = seen || node.id == id;
    } else if (node.role == Role::heading || node.role == Role::text) {
      if (seen) break;
      place = {};
    }
  }
  return place.count > 1 ? place : Place{};
}

Result<void> Tree::check(const ActionRequest& request) const {
  const Node* node = find(request.id);
  if (node == nullptr) return fail(Errc::not_found, "no such node on the screen");
  const std::string what = fmt::format("{} \"{}\"", name_of(node->role), node->label);
  if (node->obscured) return fail(Errc::forbidden, what + " is behind a dialog");
  if (node->state.has(State::disabled)) return fail(Errc::conflict, what + " is disabled");
  if (!node->actions.has(request.action))
    return fail(Errc::unsupported, fmt::format("{} has no action {}", what, name_of(request.action)));
  return {};
}

std::string Tree::dump(bool with_rects) const {
  std::string out;
  std::vector<std::pair<NodeId, int>> depth;  // parents still open
  for (const Node& node : nodes_) {
    while (!depth.empty() && depth.back().first != node.parent) depth.pop_back();
    const int level = depth.empty() ? 0 : depth.back().second + 1;
    depth.emplace_back(node.id, level);
    fmt::format_to(std::back_inserter(out), "{:{}}{} \"{}\"", "", level * 2, name_of(node.role),
                   one_line(node.label));
    if (!node.value.empty()) out += fmt::format(" ={}", one_line(node.value));
    if (node.state.any()) out += fmt::format(" [{}]", names(node.state, k_states));
    if (node.actions.any()) out += fmt::format(" {{{}}}", names(node.actions, k_actions));
    if (node.live != Live::off) out += fmt::format(" live={}", name_of(node.live));
    if (node.obscured) out += " obscured";
    if (!node.description.empty()) out += fmt::format(" ({})", one_line(node.description));
    if (with_rects)
      out += fmt::format(" @{:.0f},{:.0f} {:.0f}x{:.0f}", node.rect.x, node.rect.y, node.rect.w, node.rect.h);
    out += '\n';
  }
  return out;
}

std::string Tree::to_json() const {
  json::array all;
  for (const Node& node : nodes_) {
    json::object o;
    boost::mp11::mp_for_each<boost::describe::describe_members<Node, boost::describe::mod_public>>(
        [&](auto member) { o[member.name] = as_json(node.*member.pointer); });
    all.push_back(std::move(o));
  }
  return json::serialize(all);
}

std::vector<std::string> Tree::audit() const {
  std::vector<std::string> found;
  std::unordered_set<NodeId> seen;
  for (const Node& node : nodes_) {
    const std::string where = path_of(node.id);
    if (!seen.insert(node.id).second) found.push_back(where + ": two nodes have this key");
    if (node.actions.any() && node.label.empty())
      found.push_back(where + ": can be acted on but has no label");
    if (node.actions.any() && node.rect.empty()) found.push_back(where + ": can be acted on but has no size");
    if (node.state.has(State::clipped)) found.push_back(where + ": its text does not fit: " + node.label);
  }
  return found;
}

}  // namespace vuoro::ui
