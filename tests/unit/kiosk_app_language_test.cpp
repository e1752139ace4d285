// The program's own words: forms of three languages, and that none is missing.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "kiosk/i18n/language.h"
#include "tests/support/paths.h"

using namespace vuoro;
using kiosk::Language;
using kiosk::Languages;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const Languages& languages() {
  static const Languages all = [] {
    const char* build = std::getenv("VUORO_BUILD_DIR");
    auto loaded = Languages::load(std::filesystem::path(build == nullptr ? "." : build) / "share/vuoro/i18n");
    if (!loaded) throw std::runtime_error(loaded.error().to_string());
    return std::move(*loaded);
  }();
  return all;
}

constexpr LocalDate day(int year, unsigned month, unsigned d) {
  return LocalDate{std::chrono::year(year), std::chrono::month(month), std::chrono::day(d)};
}

std::string unescaped(const std::string& quoted) {
  std::string out;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] == '\\' && i + 1 < quoted.size()) ++i;
    out += quoted[i];
  }
  return out;
}

/// Every text in the kiosk's code that is given to t(), n() or in_all().
std::set<std::string> ids_in_code() {
  static const std::regex k_call(R"re((?:[^A-Za-z_])(?:t|n|in_all)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+))re");
  static const std::regex k_part(R"re("((?:[^"\\]|\\.)*)")re");
  std::set<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_dir() / "kiosk")) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream in(entry.path());
    std::stringstream text;
    text << in.rdbuf();
    const std::string code = text.str();
    for (auto it = std::sregex_iterator(code.begin(), code.end(), k_call); it != std::sregex_iterator();
         ++it) {
      const std::string parts = (*it)[1];
      std::string id;
      for (auto part = std::sregex_iterator(parts.begin(), parts.end(), k_part);
           part != std::sregex_iterator(); ++part) {
        id += (*part)[1];
      }
      out.insert(unescaped(id));
    }
  }
  return out;
}

}  // namespace

TEST_CASE("every text in the code is translated into every language") {
  const auto ids = ids_in_code();
  CHECK(ids.size() > 200);
  for (const char* tag : {"fi", "sv", "en"}) {
    REQUIRE(languages().has(tag));
    for (const std::string& id : ids) {
      INFO(tag << ": \"" << id << "\"");
      CHECK(languages().of(tag).has(id.c_str()));
    }
  }
}

TEST_CASE("dates and times are written as in Finland") {
  const LocalDate thursday = day(2026, 3, 5);
  const Language& fi = languages().of("fi");
  const Language& sv = languages().of("sv");
  const Language& en = languages().of("en");
  CHECK(fi.date(thursday) == "5.3.2026");
  CHECK(fi.day_and_month(thursday) == "5.3.");
  CHECK(fi.time(hours(9) + minutes(5)) == "9.05");
  CHECK(fi.time(hours(24)) == "24.00");
  CHECK(fi.at_time(hours(9) + minutes(15)) == "klo 9.15");
  CHECK(sv.at_time(hours(9) + minutes(15)) == "kl. 9.15");
  CHECK(en.at_time(hours(9) + minutes(15)) == "at 9.15");
  CHECK(fi.weekday(thursday) == "torstai");
  CHECK(sv.weekday(thursday) == "torsdag");
  CHECK(en.weekday(thursday) == "Thursday");
  CHECK(fi.on_weekday(thursday) == "torstaina");
  CHECK(sv.on_weekday(thursday) == "på torsdag");
  CHECK(en.on_weekday(thursday) == "on Thursday");
  CHECK(fi.weekday_short(thursday) == "to");
  CHECK(sv.weekday_short(thursday) == "tors");
  CHECK(fi.long_date(thursday) == "torstai 5.3.2026");
  CHECK(fi.time_range(hours(8), hours(16) + minutes(15)) == "8.00–16.15");
}

TEST_CASE("waits are ranges, distances are rounded") {
  const Language& fi = languages().of("fi");
  CHECK(fi.wait({10, 25}) == "noin 10–25 min");
  CHECK(fi.wait({0, 10}) == "alle 10 min");
  CHECK(fi.wait({0, 0}) == "ei odotusta");
  CHECK(fi.wait({15, 15}) == "noin 15 min");
  CHECK(languages().of("sv").wait({10, 25}) == "cirka 10–25 min");
  CHECK(languages().of("en").wait({10, 25}) == "about 10–25 min");
  CHECK(fi.distance(346) == "350 m");
  CHECK(fi.distance(1234) == "1,2 km");
}

TEST_CASE("plural forms follow the number") {
  const Language& fi = languages().of("fi");
  CHECK(fi.n("{count} person", "{count} people", 1) == "1 henkilö");
  CHECK(fi.n("{count} person", "{count} people", 7) == "7 henkilöä");
  CHECK(languages().of("en").n("{count} person", "{count} people", 1) == "1 person");
  CHECK(languages().of("sv").n("{count} person", "{count} people", 2) == "2 personer");
}

TEST_CASE("an unknown language falls back to English, an unknown text to itself") {
  CHECK(languages().of("xx").tag() == "en");
  CHECK(languages().of("fi").t("No such text {a}", {{"a", "1"}}) == "No such text 1");
  CHECK(languages().of("fi").own_name() == "Suomi");
  CHECK(languages().of("sv").own_name() == "Svenska");
  CHECK(languages().of("fi").name_of_language("sv") == "ruotsi");
  CHECK_FALSE(languages().of("fi").right_to_left());
  CHECK_FALSE(Languages::load("/nonexistent").has_value());
}
