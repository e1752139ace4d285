#include "kiosk/app/remote_ask.h"

#include <array>

#include "core/base/json.h"
#include "core/base/object_reader.h"

namespace vuoro::kiosk {
namespace {

namespace limits = remote_limits;
using Do = RemoteAsk::Do;

constexpr auto k_words = std::to_array<std::string_view>(
    {"tree", "picture", "state", "speech", "wait-idle", "tap", "act", "type", "key", "keypad", "scan"});
constexpr auto k_forms = std::to_array<std::string_view>({"text", "json"});

void read_place(ObjectReader& reader, double most, RemoteAsk& ask) {
  const auto x = reader.number_if("x", 0, most);
  const auto y = reader.number_if("y", 0, most);
  if (x.has_value() != y.has_value()) reader.fail_at(x ? "y" : "x", "expected both or neither");
  if (x && y) ask.at = RemoteAsk::At{*x, *y};
}

void read_node(ObjectReader& reader, RemoteAsk& ask) {
  if (const auto id = reader.integer_if("id", 1, 0xffffffffLL)) ask.id = static_cast<std::uint32_t>(*id);
  ask.role = reader.text_or("role", 32, "");
  ask.label = reader.text_or("label", limits::k_label_bytes_max, "");
}

[[nodiscard]] bool by_role(const RemoteAsk& ask) {
  return !ask.role.empty() || !ask.label.empty();
}

void read_target(ObjectReader& reader, RemoteAsk& ask) {
  read_place(reader, ask.what == Do::tap ? limits::k_pixel_max : 1, ask);
  read_node(reader, ask);
  const bool by_pixel = ask.what == Do::tap && ask.at;
  if (by_role(ask) && ask.role.empty()) reader.fail_at("role", "expected beside the label");
  if ((by_pixel ? 1 : 0) + (ask.id ? 1 : 0) + (by_role(ask) ? 1 : 0) != 1) {
    reader.fail_at(ask.what == Do::tap ? "x" : "id",
                   "expected exactly one target: a place, an id, or role and label");
  }
}

}  // namespace

std::string_view name_of(Do what) {
  return k_words[static_cast<std::size_t>(what)];
}

Result<RemoteAsk> parse_remote_ask(std::string_view line) {
  VUORO_ASSIGN(const json::value value,
               parse_json(line, {.bytes_max = limits::k_line_bytes_max, .depth_max = limits::k_depth_max}));
  if (!value.is_object()) return fail(Errc::invalid_argument, "expected an object");
  ObjectReader reader(value, "");
  RemoteAsk ask;
  ask.what = static_cast<Do>(reader.one_of("do", k_words));
  if (!reader.ok()) return fail(Errc::invalid_argument, "do: not one of the known words");
  switch (ask.what) {
    case Do::tree:
      if (value.as_object().contains("form")) ask.as_json = reader.one_of("form", k_forms) == 1;
      break;
    case Do::wait_idle:
      ask.patience = std::chrono::seconds(
          reader.integer_or("seconds", 0, limits::k_wait_idle_max.count(), limits::k_wait_idle.count()));
      break;
    case Do::tap:
      read_target(reader, ask);
      break;
    case Do::act:
      read_target(reader, ask);
      ask.action = reader.text_or("action", 32, "press");
      ask.text = reader.text_or("text", limits::k_text_bytes_max, "");
      break;
    case Do::type:
      ask.text = reader.text("text", limits::k_text_bytes_max);
      break;
    case Do::key:
    case Do::keypad:
      ask.text = reader.text("key", 32);
      break;
    case Do::scan:
      ask.text = reader.text("payload", limits::k_payload_bytes_max);
      break;
    case Do::picture:
    case Do::state:
    case Do::speech:
      break;
  }
  VUORO_TRY(reader.finish());
  return ask;
}

std::string to_line(const RemoteAsk& ask) {
  json::object out{{"do", json::string(name_of(ask.what))}};
  if (ask.at) out["x"] = ask.at->x, out["y"] = ask.at->y;
  if (ask.id) out["id"] = *ask.id;
  if (!ask.role.empty()) out["role"] = ask.role;
  if (!ask.label.empty()) out["label"] = ask.label;
  switch (ask.what) {
    case Do::tree:
      if (ask.as_json) out["form"] = "json";
      break;
    case Do::wait_idle:
      out["seconds"] = static_cast<std::int64_t>(ask.patience.count());
      break;
    case Do::act:
      out["action"] = ask.action;
      if (!ask.text.empty()) out["text"] = ask.text;
      break;
    case Do::type:
      out["text"] = ask.text;
      break;
    case Do::key:
    case Do::keypad:
      out["key"] = ask.text;
      break;
    case Do::scan:
      out["payload"] = ask.text;
      break;
    case Do::picture:
    case Do::state:
    case Do::speech:
    case Do::tap:
      break;
  }
  return json::serialize(out);
}

}  // namespace vuoro::kiosk
