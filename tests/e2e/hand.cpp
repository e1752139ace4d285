#include "tests/e2e/hand.h"

#include <fmt/format.h>
#include <poll.h>

#include <sstream>

#include "core/base/file.h"

namespace vuoro::test {
namespace {

constexpr std::chrono::milliseconds k_patience{10'000};
constexpr std::chrono::milliseconds k_start_patience{60'000};
using Do = kiosk::RemoteAsk::Do;

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

void expect(bool holds, const std::string& what) {
  if (!holds) throw Stuck("expected: " + what);
}

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

void Hand::connect(std::chrono::milliseconds patience) {
  const bool there = soon(
      [&] {
        auto client = ctl::HandClient::connect(socket_);
        if (!client) return false;
        client_.emplace(std::move(*client));
        return client_->ask({.what = Do::state})
            .has_value();  // one that answers, not one that is just ending
      },
      patience);
  if (!there) throw Stuck("nobody answers at " + socket_.string());
}

void Hand::reconnect(std::chrono::milliseconds patience) {
  client_.reset();
  connect(patience);
}

Result<json::object> Hand::ask(const kiosk::RemoteAsk& question) {
  auto answer = client_->ask(question);
  if (!answer && (answer.error().code == Errc::unavailable || answer.error().code == Errc::parse)) {
    throw Stuck(std::string(name_of(question.what)) + ": " + answer.error().to_string());
  }
  return answer;
}

void Hand::stuck(const std::string& what) {
  throw Stuck(what + "\n" + tree_text());
}

std::string Hand::tree_text() {
  return client_->tree().value_or("(no tree)");
}

std::vector<SeenNode> Hand::nodes() {
  const auto answer = client_->nodes();
  if (!answer) throw Stuck("tree: " + answer.error().to_string());
  std::vector<SeenNode> out;
  for (const auto& entry : *answer) {
    const auto& node = entry.as_object();
    out.push_back({static_cast<std::uint32_t>(number_of(node, "id")),
                   static_cast<std::uint32_t>(number_of(node, "parent")), text_of(node, "role"),
                   text_of(node, "label"), text_of(node, "value"), lists(node, "actions", "press"),
                   lists(node, "actions", "set_text"), lists(node, "state", "disabled")});
  }
  return out;
}

void Hand::press(const std::string& label) {
  const bool pressed = soon(
      [&] {
        for (const auto& node : nodes()) {
          if (node.label != label || !node.can_press || node.disabled) continue;
          return try_press(node.id);
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
        std::uint32_t group = 0;
        for (const auto& node : all) {
          if (node.role == role) group = node.id;
        }
        for (const auto& node : all) {
          if (node.parent != group || !node.can_press || node.disabled) continue;
          return try_press(node.id);
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
          return try_set_text(node.id, text);
        }
        return false;
      },
      k_patience);
  if (!done) stuck(fmt::format("no field called \"{}\"", label));
}

void Hand::scan(const std::string& payload) {
  if (!act({.what = Do::scan, .text = payload})) stuck("the code could not be scanned");
}

std::string Hand::wait_text(const std::string& what, const std::function<bool(const std::string&)>& wanted,
                            std::chrono::milliseconds patience) {
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
      patience);
  if (!seen) stuck(what + " is not on the screen");
  return found;
}

void Hand::wait_label(const std::string& label) {
  wait_text("\"" + label + "\"", [&](const std::string& text) { return text == label; });
}

void Hand::wait_first_label(const std::string& label) {
  wait_text(
      "\"" + label + "\"", [&](const std::string& text) { return text == label; }, k_start_patience);
}

void Hand::wait_idle() {
  if (!act({.what = Do::wait_idle, .patience = std::chrono::seconds(20)})) stuck("not idle after 20 s");
}

void Hand::picture(const std::filesystem::path& file) {
  const auto png = client_->picture();
  if (!png) stuck("no picture: " + png.error().to_string());
  if (auto kept = write_file_durably(file, *png); !kept) stuck("no picture: " + kept.error().to_string());
}

json::object Hand::state() {
  auto answer = ask({.what = Do::state});
  if (!answer) stuck("no state: " + answer.error().to_string());
  return std::move(*answer);
}

}  // namespace vuoro::test
