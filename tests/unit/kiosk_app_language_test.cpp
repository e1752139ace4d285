// The program's own words: forms of three languages, and that none is missing.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "kiosk/i18n/catalogue.h"
#include "kiosk/i18n/language.h"
#include "tests/support/paths.h"
#include "tests/support/stderr_capture.h"

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

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

}  // namespace

TEST_CASE("every text in the code is translated into every language") {
  std::vector<kiosk::CodeText> code;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_dir() / "kiosk")) {
    if (entry.path().extension() != ".cpp") continue;
    for (auto& text : kiosk::code_texts(entry.path().filename(), bytes_of(entry.path())))
      if (text.asked_for) code.push_back(std::move(text));
  }
  CHECK(code.size() > 200);
  for (const char* tag : {"fi", "sv", "en", "ru", "ar"}) {
    REQUIRE(languages().has(tag));
    for (const auto& text : code) {
      INFO(tag << ": \"" << text.text << "\" of " << text.file);
      CHECK(languages().of(tag).has(text.text.c_str()));
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

TEST_CASE("a list has the comma of its script") {
  CHECK(languages().of("sv").comma() == ", ");
  CHECK(languages().of("ar").comma() == "، ");
}

TEST_CASE("plural forms follow the number") {
  const Language& fi = languages().of("fi");
  CHECK(fi.n("{count} person", "{count} people", 1) == "1 henkilö");
  CHECK(fi.n("{count} person", "{count} people", 7) == "7 henkilöä");
  CHECK(languages().of("en").n("{count} person", "{count} people", 1) == "1 person");
  CHECK(languages().of("sv").n("{count} person", "{count} people", 2) == "2 personer");
}

TEST_CASE("Russian has three forms of a number, Arabic six") {
  const auto people = [](const char* tag, int count) {
    return languages().of(tag).n("{count} person", "{count} people", count);
  };
  CHECK(people("ru", 1) == "1 человек");
  CHECK(people("ru", 3) == "3 человека");
  CHECK(people("ru", 5) == "5 человек");
  CHECK(people("ru", 12) == "12 человек");
  CHECK(people("ru", 21) == "21 человек");
  CHECK(people("ar", 0) == "لا أحد");
  CHECK(people("ar", 1) == "شخص واحد");
  CHECK(people("ar", 2) == "شخصان");
  CHECK(people("ar", 7) == "7 أشخاص");
  CHECK(people("ar", 30) == "30 شخصًا");
  CHECK(people("ar", 100) == "100 شخص");
  CHECK(languages().of("ar").right_to_left());
  CHECK_FALSE(languages().of("ru").right_to_left());
  CHECK(languages().of("ru").own_name() == "Русский");
  CHECK(languages().of("ar").own_name() == "العربية");
}

TEST_CASE("the pseudo-locales are there only when asked for") {
  const char* build = std::getenv("VUORO_BUILD_DIR");
  auto loaded = Languages::load(std::filesystem::path(build == nullptr ? "." : build) / "share/vuoro/i18n");
  REQUIRE(loaded);
  CHECK_FALSE(loaded->has("ar-XB"));
  loaded->add_pseudo();
  CHECK(loaded->of("ar-XB").right_to_left());
  CHECK_FALSE(loaded->of("en-XA").right_to_left());
  CHECK(loaded->of("en-XA").tag() == "en-XA");
  CHECK(loaded->of("en-XA").t("Back") == "Back");
}

TEST_CASE("an unknown language falls back to English, an unknown text to itself") {
  CHECK(languages().of("xx").tag() == "en");
  test::StderrCapture log;
  for (int i = 0; i < 3; ++i)
    CHECK(languages().of("fi").t("No such text {a}", {{"a", "1"}}) == "No such text 1");
  CHECK(languages().of("fi").n("{count} fly", "{count} flies", 2) == "2 flies");
  CHECK(log.count("translation_missing") == 2);
  CHECK(languages().of("fi").own_name() == "Suomi");
  CHECK(languages().of("sv").own_name() == "Svenska");
  CHECK(languages().of("fi").name_of_language("sv") == "ruotsi");
  CHECK_FALSE(languages().of("fi").right_to_left());
}

TEST_CASE("without any catalogue the terminal speaks English, and tells") {
  test::StderrCapture log;
  const auto bare = Languages::load("/nonexistent");
  REQUIRE(bare);
  CHECK(bare->of("fi").tag() == "en");
  CHECK(bare->of("fi").t("Welcome. How can we help?") == "Welcome. How can we help?");
  CHECK(bare->of("fi").n("{count} person", "{count} people", 7) == "7 people");
  CHECK(log.count("no_catalogue") == 1);
}
