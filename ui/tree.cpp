#include "ui/tree.h"

#include <fmt/format.h>

#include <unordered_set>

#include "core/base/json.h"

namespace vuoro::ui {
namespace {

#define VUORO_UI_NAME(name) #name,
constexpr std::string_view k_roles[] = {VUORO_UI_ROLES(VUORO_UI_NAME)};
constexpr std::string_view k_actions[] = {VUORO_UI_ACTIONS(VUORO_UI_NAME)};
constexpr std::string_view k_states[] = {VUORO_UI_STATES(VUORO_UI_NAME)};
#undef VUORO_UI_NAME
constexpr std::string_view k_lives[] = {"off", "polite", "assertive"};

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
    o["id"] = static_cast<std::uint32_t>(node.id);
    o["parent"] = static_cast<std::uint32_t>(node.parent);
    o["role"] = std::string(name_of(node.role));
    o["key"] = node.key;
    o["label"] = node.label;
    o["value"] = node.value;
    o["description"] = node.description;
    o["state"] = names(node.state, k_states);
    o["actions"] = names(node.actions, k_actions);
    o["rect"] = json::array{node.rect.x, node.rect.y, node.rect.w, node.rect.h};
    o["live"] = std::string(name_of(node.live));
    o["language"] = node.language;
    o["obscured"] = node.obscured;
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
