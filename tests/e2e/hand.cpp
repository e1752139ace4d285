#include "tests/e2e/hand.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <sstream>

namespace vuoro::test {
namespace {

constexpr std::chrono::milliseconds k_patience{10'000};
constexpr int k_answer_ms = 30'000;

std::string text_of(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Whether a list of words ("press focus") holds one.
bool lists(const json::object& object, std::string_view field, std::string_view word) {
  std::istringstream words(text_of(object, field));
  for (std::string one; words >> one;) {
    if (one == word) return true;
  }
  return false;
}

std::int64_t number_of(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  json::error_code ignored;
  return value == nullptr || !value->is_number() ? 0 : value->to_number<std::int64_t>(ignored);
}

}  // namespace

bool soon(const std::function<bool()>& holds, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    ::poll(nullptr, 0, 20);
  }
  return true;
}

Hand::Hand(std::filesystem::path socket, std::chrono::milliseconds patience) : socket_(std::move(socket)) {
  connect(patience);
}

Hand::~Hand() {
  if (fd_ >= 0) ::close(fd_);
}

void Hand::connect(std::chrono::milliseconds patience) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = socket_.string();
  if (path.size() >= sizeof address.sun_path) throw Stuck("the socket's path is too long: " + path);
  std::memcpy(address.sun_path, path.c_str(), path.size());
  const bool there = soon(
      [&] {
        fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
          try {
            (void)state();  // one that answers, not one that is just ending
            return true;
          } catch (const Stuck&) {
            in_.clear();
          }
        }
        ::close(fd_);
        fd_ = -1;
        return false;
      },
      patience);
  if (!there) throw Stuck("nobody answers at " + path);
}

void Hand::reconnect(std::chrono::milliseconds patience) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  in_.clear();
  connect(patience);
}

json::object Hand::ask(const json::object& question) {
  const std::string line = json::serialize(question) + "\n";
  if (::send(fd_, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
    throw Stuck("the remote hand has gone");
  }
  std::size_t end = std::string::npos;
  while ((end = in_.find('\n')) == std::string::npos) {
    pollfd ready{fd_, POLLIN, 0};
    char buffer[65536];
    if (::poll(&ready, 1, k_answer_ms) <= 0) throw Stuck("no answer to " + line);
    const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
    if (got <= 0) throw Stuck("the remote hand has gone during " + line);
    in_.append(buffer, static_cast<std::size_t>(got));
  }
  const std::string answer = in_.substr(0, end);
  in_.erase(0, end + 1);
  auto parsed = parse_json(answer, {.bytes_max = 16 << 20, .depth_max = 16});
  if (!parsed || !parsed->is_object()) throw Stuck("not JSON: " + answer.substr(0, 200));
  return std::move(parsed->as_object());
}

void Hand::stuck(const std::string& what) { throw Stuck(what + "\n" + tree_text()); }

std::string Hand::tree_text() { return text_of(ask({{"do", "tree"}}), "tree"); }

std::vector<SeenNode> Hand::nodes() {
  const json::object answer = ask({{"do", "tree"}, {"form", "json"}});
  std::vector<SeenNode> out;
  for (const auto& entry : answer.at("tree").as_array()) {
    const auto& node = entry.as_object();
    const auto* obscured = node.if_contains("obscured");
    if (obscured != nullptr && obscured->is_bool() && obscured->get_bool()) continue;
    out.push_back({number_of(node, "id"), number_of(node, "parent"), text_of(node, "role"), text_of(node, "label"),
                   text_of(node, "value"), lists(node, "actions", "press"), lists(node, "actions", "set_text"),
                   lists(node, "state", "disabled")});
  }
  return out;
}

void Hand::press(const std::string& label) {
  const bool pressed = soon(
      [&] {
        for (const auto& node : nodes()) {
          if (node.label != label || !node.can_press || node.disabled) continue;
          return ask({{"do", "act"}, {"id", node.id}}).at("ok").as_bool();
        }
        return false;
      },
      k_patience);
  if (!pressed) stuck(fmt::format("nothing to press called \"{}\"", label));
}

void Hand::press_first_in(const std::string& role) {
  const bool pressed = soon(
      [&] {
        const auto all = nodes();
        std::int64_t group = 0;
        for (const auto& node : all) {
          if (node.role == role) group = node.id;
        }
        for (const auto& node : all) {
          if (node.parent != group || !node.can_press || node.disabled) continue;
          return ask({{"do", "act"}, {"id", node.id}}).at("ok").as_bool();
        }
        return false;
      },
      k_patience);
  if (!pressed) stuck("nothing to press in a " + role);
}

void Hand::set_text(const std::string& label, const std::string& text) {
  const bool done = soon(
      [&] {
        for (const auto& node : nodes()) {
          if (node.label != label || !node.can_set_text) continue;
          return ask({{"do", "act"}, {"id", node.id}, {"action", "set_text"}, {"text", text}}).at("ok").as_bool();
        }
        return false;
      },
      k_patience);
  if (!done) stuck(fmt::format("no field called \"{}\"", label));
}

void Hand::scan(const std::string& payload) {
  if (!ask({{"do", "scan"}, {"payload", payload}}).at("ok").as_bool()) stuck("the code could not be scanned");
}

std::string Hand::wait_text(const std::string& what, const std::function<bool(const std::string&)>& wanted) {
  std::string found;
  const bool seen = soon(
      [&] {
        for (const auto& node : nodes()) {
          for (const auto& text : {node.label, node.value}) {
            if (!wanted(text)) continue;
            found = text;
            return true;
          }
        }
        return false;
      },
      k_patience);
  if (!seen) stuck(what + " is not on the screen");
  return found;
}

void Hand::wait_label(const std::string& label) {
  wait_text("\"" + label + "\"", [&](const std::string& text) { return text == label; });
}

void Hand::wait_idle() {
  if (!ask({{"do", "wait-idle"}, {"seconds", 20}}).at("ok").as_bool()) stuck("not idle after 20 s");
}

void Hand::picture(const std::filesystem::path& file) {
  const auto answer = ask({{"do", "picture"}, {"file", std::filesystem::absolute(file).string()}});
  if (!answer.at("ok").as_bool()) stuck("no picture: " + json::serialize(answer));
}

json::object Hand::state() { return ask({{"do", "state"}}); }

}  // namespace vuoro::test
