// House rules, held by a test: who may include whom, file length, names, words that mark unfinished work.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/paths.h"

namespace fs = std::filesystem;

namespace {

constexpr std::size_t k_file_lines_max = 450;
constexpr std::uintmax_t k_file_bytes_max = 1'000'000;

/// The arrows of docs/architecture.md: a folder may include itself and these.
const std::map<std::string, std::set<std::string>> k_may_include = {
    {"core/base", {}},
    {"core/pages", {"core/base"}},
    {"core/picture", {"core/base"}},
    {"core/lobby", {"core/base"}},
    {"core/content", {"core/base", "core/lobby"}},
    {"core/sync", {"core/base", "core/lobby"}},
    {"core/net", {"core/base", "core/lobby", "core/sync"}},
    {"ui", {"core/base"}},
    {"drivers", {"core/base"}},
    {"kiosk", {"core/base", "core/pages", "core/picture", "core/lobby", "core/content", "core/sync", "core/net", "ui", "drivers"}},
    {"server", {"core/base", "core/pages", "core/picture", "core/lobby", "core/content", "core/sync", "core/net"}},
    {"ctl", {"core/base", "core/pages", "core/lobby", "core/content", "core/sync", "core/net", "drivers", "kiosk"}},
};

/// Outside headers that belong to one place.
struct Belongs {
  std::regex header;
  std::vector<std::string> places;
  std::string why;
};

const std::vector<Belongs>& belongings() {
  static const std::vector<Belongs> k_rules = {
      {std::regex("^(imgui|pango|ft2build|hb|fontconfig)"), {"ui/", "drivers/printer/escpos_sim"}, "the screen's libraries live in ui"},
      {std::regex("^boost/beast"), {"server/http/"}, "Beast lives in server/http"},
      {std::regex("^sqlite3"), {"core/base/", "server/store/"}, "SQLite is used through core/base/sqlite.h"},
      {std::regex("^curl/"), {"core/net/", "ctl/"}, "libcurl lives in core/net and ctl"},
      {std::regex("^ZXing"), {"drivers/", "ui/", "kiosk/"}, "codes are read in drivers"},
      {std::regex("^speech-dispatcher|^libspeechd"), {"drivers/speech/"}, "speech lives in drivers/speech"},
  };
  return k_rules;
}

struct Source {
  std::string path;  ///< relative to the root
  std::vector<std::string> lines;
  [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }
  [[nodiscard]] bool is_test() const { return path.starts_with("tests/"); }
};

std::string room_of(const std::string& path) {
  for (const auto& [room, ignored] : k_may_include) {
    if (path.starts_with(room + "/")) return room;
  }
  return "";
}

bool skipped(const fs::path& relative) {
  return std::any_of(relative.begin(), relative.end(), [](const fs::path& part) {
    return part == "build" || part == "node_modules" || part == ".git" || part == "state" || part == ".cache";
  });
}

std::vector<fs::path> tracked_files() {
  const fs::path root = vuoro::test::source_dir();
  std::vector<fs::path> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
    const fs::path relative = fs::relative(it->path(), root);
    if (it->is_directory() && skipped(relative)) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file() && !skipped(relative)) {
      files.push_back(relative);
    }
  }
  return files;
}

std::vector<Source> sources() {
  std::vector<Source> out;
  for (const auto& file : tracked_files()) {
    const auto extension = file.extension();
    if (extension != ".h" && extension != ".cpp") continue;
    Source source{file.generic_string(), {}};
    std::ifstream stream(vuoro::test::source_dir() / file);
    for (std::string line; std::getline(stream, line);) source.lines.push_back(line);
    out.push_back(std::move(source));
  }
  return out;
}

}  // namespace

TEST_CASE("a folder includes only what the architecture allows") {
  static const std::regex k_own("^\\s*#include \"([^\"]+)\"");
  static const std::regex k_outside("^\\s*#include <([^>]+)>");
  for (const auto& source : sources()) {
    const std::string room = room_of(source.path);
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      std::smatch match;
      if (!source.is_test() && std::regex_search(source.lines[i], match, k_own)) {
        const std::string target = room_of(match[1].str());
        INFO(source.path << ":" << i + 1 << " includes " << match[1].str());
        REQUIRE(!room.empty());
        CHECK((target == room || k_may_include.at(room).contains(target)));
      } else if (!source.is_test() && std::regex_search(source.lines[i], match, k_outside)) {
        const std::string header = match[1].str();
        for (const auto& rule : belongings()) {
          if (!std::regex_search(header, rule.header)) continue;
          INFO(source.path << ":" << i + 1 << " includes <" << header << ">: " << rule.why);
          CHECK(std::any_of(rule.places.begin(), rule.places.end(),
                            [&](const std::string& place) { return source.path.starts_with(place); }));
        }
      }
    }
  }
}

TEST_CASE("SQL is written in stores only") {
  static const std::regex k_sql("\"\\s*(SELECT|INSERT|UPDATE|DELETE|CREATE TABLE)\\b");
  for (const auto& source : sources()) {
    if (source.is_test() || source.path.starts_with("core/base/") || source.path.starts_with("server/store/") ||
        source.path.starts_with("kiosk/store/") || source.path.starts_with("core/content/")) {
      continue;
    }
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      INFO(source.path << ":" << i + 1);
      CHECK_FALSE(std::regex_search(source.lines[i], k_sql));
    }
  }
}

TEST_CASE("what the fuzz targets are built of compiles with clang 14 too") {
  // With the standard library of GCC 12 it takes no algorithm that returns a part of a range.
  static const std::regex k_part(
      "\\branges::(unique|remove|remove_if|rotate|partition|stable_partition|equal_range|search|search_n|find_end|subrange)\\b|\\bviews::");
  for (const auto& source : sources()) {
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      INFO(source.path << ":" << i + 1 << ": use the algorithm of iterators");
      CHECK_FALSE(std::regex_search(source.lines[i], k_part));
    }
  }
}

TEST_CASE("a file fits in a head, and is named plainly") {
  static const std::regex k_snake("^[a-z0-9_]+\\.(h|cpp)$");
  static const std::regex k_vague("\\b(class|struct) \\w*(Manager|Helper|Util|Utils)\\b");
  for (const auto& source : sources()) {
    INFO(source.path << " has " << source.lines.size() << " lines");
    CHECK(source.lines.size() <= k_file_lines_max);
    CHECK(std::regex_match(fs::path(source.path).filename().string(), k_snake));
    bool once = false;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const auto& line = source.lines[i];
      once = once || line == "#pragma once";
      INFO("line " << i + 1 << ": " << line);
      CHECK_FALSE(std::regex_search(line, k_vague));
      if (source.is_header()) CHECK(line.find("using namespace") == std::string::npos);
    }
    if (source.is_header()) CHECK(once);
  }
}

TEST_CASE("the look is the theme's: no colour and no size of a widget's own") {
  static const std::regex k_colour("\\{ *[0-9]+, *[0-9]+, *[0-9]+, *[0-9]+ *\\}|0x[0-9a-fA-F]{8}\\b");
  static const std::regex k_size("\\bmm\\([0-9]");
  // A code is black on white whatever the theme; what is written and its keys have measures of their own.
  const std::set<std::string> own_colours = {"ui/widgets/pictures.cpp"};
  const auto has_own_sizes = [](const std::string& path) {
    return path == "ui/widgets/entry.cpp" || path.starts_with("ui/widgets/keyboard");
  };
  int looked = 0;
  for (const auto& source : sources()) {
    const bool widget = source.path.starts_with("ui/widgets/");
    if (!widget && !source.path.starts_with("kiosk/terminal/") && !source.path.starts_with("kiosk/display/")) continue;
    ++looked;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      INFO(source.path << ":" << i + 1 << ": " << source.lines[i]);
      if (!own_colours.contains(source.path)) CHECK_FALSE(std::regex_search(source.lines[i], k_colour));
      if (widget && !has_own_sizes(source.path)) CHECK_FALSE(std::regex_search(source.lines[i], k_size));
    }
  }
  CHECK(looked > 20);
}

TEST_CASE("what systemd starts is tried again however often it fails, but for what waits for somebody") {
  for (const std::string name : {"vuoro-server", "vuoro-kiosk"}) {
    std::ifstream stream(vuoro::test::source_dir() / "packaging" / "systemd" / (name + ".service"));
    std::set<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.insert(line);
    INFO(name);
    CHECK(lines.contains("Restart=always"));
    CHECK(lines.contains("StartLimitIntervalSec=0"));
    CHECK(lines.contains("RestartPreventExitStatus=2 78") == (name == "vuoro-server"));
  }
}

TEST_CASE("nothing unfinished, nothing huge") {
  // Built from halves so that this file does not find itself.
  const std::vector<std::string> words = {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("not imple") + "mented"};
  for (const auto& file : tracked_files()) {
    std::error_code ignored;
    INFO(file.generic_string());
    CHECK(fs::file_size(vuoro::test::source_dir() / file, ignored) <= k_file_bytes_max);
    const auto extension = file.extension();
    if (extension != ".h" && extension != ".cpp" && extension != ".ts" && extension != ".tsx" && extension != ".sh") continue;
    std::ifstream stream(vuoro::test::source_dir() / file);
    std::stringstream text;
    text << stream.rdbuf();
    for (const auto& word : words) CHECK(text.str().find(word) == std::string::npos);
  }
}
