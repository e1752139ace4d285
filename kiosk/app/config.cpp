#include "kiosk/app/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <optional>
#include <set>

#include "core/base/file.h"
#include "core/base/share_dir.h"
#include "kiosk/i18n/language.h"

namespace vuoro::kiosk {
namespace {

constexpr std::size_t k_file_bytes_max = 64 * 1024;
constexpr std::size_t k_text_bytes_max = 1024;

/// One table, read strictly: what was not asked for is an error. The first failure is kept.
class TableReader {
 public:
  TableReader(const toml::table* table, std::string name, std::optional<Error>& error)
      : table_(table), name_(std::move(name)), error_(error) {}
  ~TableReader() {
    if (table_ == nullptr) return;
    for (const auto& [key, value] : *table_) {
      if (!asked_.contains(std::string(key.str()))) fail_at(key.str(), "unknown key");
    }
  }
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  void text(std::string_view key, std::string& out) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const auto value = node->value_exact<std::string>();
    if (!value) return fail_at(key, "expected a text");
    if (value->size() > k_text_bytes_max) return fail_at(key, "too long");
    out = *value;
  }
  void path(std::string_view key, std::filesystem::path& out, const std::filesystem::path& base) {
    std::string given;
    text(key, given);
    if (!given.empty()) out = base / given;
  }
  void boolean(std::string_view key, bool& out) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const auto value = node->value_exact<bool>();
    if (!value) return fail_at(key, "expected true or false");
    out = *value;
  }
  template <class Number>
  void integer(std::string_view key, Number& out, std::int64_t least, std::int64_t most) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const auto value = node->value_exact<std::int64_t>();
    if (!value) return fail_at(key, "expected a whole number");
    if (*value < least || *value > most) return fail_at(key, fmt::format("must be {} to {}", least, most));
    out = static_cast<Number>(*value);
  }
  void seconds(std::string_view key, std::chrono::seconds& out, std::int64_t least, std::int64_t most) {
    std::int64_t value = out.count();
    integer(key, value, least, most);
    out = std::chrono::seconds(value);
  }
  void number(std::string_view key, double& out, double least, double most) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const auto value = node->value<double>();
    if (!value || !node->is_number()) return fail_at(key, "expected a number");
    if (!(*value >= least && *value <= most))
      return fail_at(key, fmt::format("must be {} to {}", least, most));
    out = *value;
  }
  void texts(std::string_view key, std::vector<std::string>& out, std::size_t most) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr || array->size() > most) return fail_at(key, "expected a short list of texts");
    for (const toml::node& entry : *array) {
      const auto value = entry.value_exact<std::string>();
      if (!value || value->size() > k_text_bytes_max) return fail_at(key, "expected a short list of texts");
      out.push_back(*value);
    }
  }
  /// One number, or a short list of them.
  void codes(std::string_view key, std::vector<int>& out, std::int64_t most) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const auto take = [&](const toml::node& one) {
      const auto value = one.value_exact<std::int64_t>();
      if (!value || *value < 0 || *value > most) return fail_at(key, fmt::format("must be 0 to {}", most));
      out.push_back(static_cast<int>(*value));
    };
    const toml::array* list = node->as_array();
    if (list == nullptr) return take(*node);
    if (list->size() > 16) return fail_at(key, "too many");
    for (const toml::node& one : *list) take(one);
  }
  const toml::table* table(std::string_view key) {
    const toml::node* node = find(key);
    if (node != nullptr && !node->is_table()) fail_at(key, "expected a table");
    return node == nullptr ? nullptr : node->as_table();
  }
  void fail_at(std::string_view key, std::string_view what) {
    if (error_) return;
    error_ = Error{Errc::invalid_argument, fmt::format("{}{}{}: {}", line_of(key), name_, key, what)};
  }

 private:
  /// "line 7: ", of what is missing that of its table.
  [[nodiscard]] std::string line_of(std::string_view key) const {
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    if (node == nullptr && !name_.empty()) node = table_;
    return node == nullptr ? "" : fmt::format("line {}: ", node->source().begin.line);
  }
  const toml::node* find(std::string_view key) {
    asked_.insert(std::string(key));
    return table_ == nullptr ? nullptr : table_->get(key);
  }

  const toml::table* table_;
  std::string name_;
  std::optional<Error>& error_;
  std::set<std::string> asked_;
};

constexpr int k_key_code_max = 767;  ///< KEY_MAX of linux/input-event-codes.h

void read_keypad(TableReader& root, KioskConfig::Keypad& out, std::optional<Error>& error) {
  TableReader keypad(root.table("keypad"), "keypad.", error);
  keypad.text("device", out.device);
  keypad.text("headset", out.headset);
  for (const auto& [key, uri] : {std::pair("device", out.device), std::pair("headset", out.headset)})
    if (!uri.empty() && !uri.starts_with("evdev://")) keypad.fail_at(key, "must begin with evdev://");
  const toml::table* given = keypad.table("keys");
  TableReader keys(given, "keypad.keys.", error);
  for (const drivers::KeypadKey key : drivers::keypad_keys()) {
    std::vector<int> codes;
    keys.codes(name_of(key), codes, k_key_code_max);
    for (const int code : codes)
      if (!out.keys.emplace(code, key).second) keys.fail_at(name_of(key), "a code that another key has too");
  }
  if (given == nullptr) out.keys = drivers::default_keypad_map();
}

void read_parts(TableReader& root, KioskConfig& out, const std::filesystem::path& base,
                std::optional<Error>& error) {
  {
    TableReader server(root.table("server"), "server.", error);
    server.text("device_url", out.server.device_url);
    server.path("ca_file", out.server.ca_file, base);
    if (!out.server.device_url.starts_with("https://"))
      server.fail_at("device_url", "must begin with https://");
    if (out.server.ca_file.empty()) server.fail_at("ca_file", "missing");
  }
  {
    TableReader window(root.table("window"), "window.", error);
    window.boolean("fullscreen", out.window.fullscreen);
    window.integer("width", out.window.width, 320, 7680);
    window.integer("height", out.window.height, 320, 7680);
    window.integer("display", out.window.display, 0, 15);
    window.number("px_per_mm", out.window.px_per_mm, 0, 40);
    window.number("lower_edge_mm", out.window.lower_edge_mm, 0, 2500);
    window.boolean("hide_pointer", out.window.hide_pointer);
    window.text("renderer", out.window.renderer);
    const std::string& renderer = out.window.renderer;
    if (renderer != "auto" && renderer != "cpu" && renderer != "gpu")
      window.fail_at("renderer", "must be auto, cpu or gpu");
  }
  {
    TableReader visit(root.table("visit"), "visit.", error);
    visit.seconds("idle_seconds", out.visit.idle, 20, 3600);
    visit.seconds("warning_seconds", out.visit.warning, 20, 600);
  }
  {
    TableReader printer(root.table("printer"), "printer.", error);
    printer.text("uri", out.printer.uri);
    printer.text("profile", out.printer.profile);
  }
  {
    TableReader scanner(root.table("scanner"), "scanner.", error);
    scanner.text("uri", out.scanner.uri);
  }
  read_keypad(root, out.keypad, error);
  {
    TableReader sound(root.table("sound"), "sound.", error);
    sound.boolean("speech", out.sound.speech);
    sound.boolean("effects", out.sound.effects);
  }
  {
    TableReader service(root.table("service"), "service.", error);
    service.text("pin_hash", out.service.pin_hash);
    if (!out.service.pin_hash.empty() && !out.service.pin_hash.starts_with("$argon2id$"))
      service.fail_at("pin_hash", "must be what `vuoroctl pin` prints");
  }
  {
    TableReader remote(root.table("remote"), "remote.", error);
    remote.path("socket", out.remote.socket, base);
    remote.boolean("act", out.remote.act);
  }
}

}  // namespace

Result<KioskConfig> parse_config(std::string_view text, const std::filesystem::path& base) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& wrong) {
    return fail(Errc::parse, fmt::format("line {}: {}", wrong.source().begin.line, wrong.description()));
  }
  KioskConfig out;
  std::optional<Error> error;
  {
    TableReader root(&table, "", error);
    std::string role;
    root.text("role", role);
    if (role != "terminal" && role != "display") root.fail_at("role", "must be \"terminal\" or \"display\"");
    out.role = role == "display" ? KioskRole::display : KioskRole::terminal;
    root.path("state_dir", out.state_dir, base);
    if (out.state_dir.empty()) root.fail_at("state_dir", "missing");
    root.texts("languages", out.languages, 16);
    // Without any catalogue the program speaks English, and says so itself.
    const auto known = Languages::in_folder(share_dir() / "i18n");
    for (const std::string& tag : out.languages)
      if (!known.empty() && std::find(known.begin(), known.end(), tag) == known.end())
        root.fail_at("languages",
                     fmt::format("\"{}\" is not known; known are {}", tag, fmt::join(known, ", ")));
    root.text("theme", out.theme);
    if (out.theme.find('/') != std::string::npos) root.fail_at("theme", "must be a name, not a path");
    root.text("log_level", out.log_level);
    if (out.log_level != "debug" && out.log_level != "info" && out.log_level != "warn" &&
        out.log_level != "error")
      root.fail_at("log_level", "must be debug, info, warn or error");
    read_parts(root, out, base, error);
  }
  if (error) return fail(*error);
  return out;
}

Result<KioskConfig> load_config(const std::filesystem::path& file) {
  VUORO_ASSIGN(const std::string text, read_file(file, k_file_bytes_max));
  auto parsed = parse_config(text, std::filesystem::absolute(file).parent_path());
  if (!parsed) return fail(parsed.error().with(file.string()));
  return parsed;
}

}  // namespace vuoro::kiosk
