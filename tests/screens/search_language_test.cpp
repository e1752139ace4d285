// Whoever searches is told words that find something, and in which language to search.
#include <catch2/catch.hpp>

#include "tests/screens/stage.h"

using namespace vuoro;
using test::Stage;

namespace {

void open_search(Stage& s) {
  s.press("Advice");
  s.press("Search with your own words");
}

/// The words that the search field proposes.
std::vector<std::string> proposed(Stage& s) {
  const ui::Node* field = s.harness->find(ui::Role::text_field, s.l().t("Search"));
  REQUIRE(field != nullptr);
  const std::string said = field->description, mark = "\x01";
  const std::string around = s.l().t("For example: {words}", {{"words", mark}});
  const std::string before = around.substr(0, around.find(mark));
  REQUIRE(said.starts_with(before));
  std::string words = said.substr(before.size());
  std::vector<std::string> out;
  const std::string comma(s.l().comma());
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(comma, at), words.size());
    out.push_back(words.substr(at, end - at));
    at = end + comma.size();
  }
  return out;
}

}  // namespace

TEST_CASE("every word the search proposes finds something, in every language") {
  for (const char* language : {"fi", "sv", "en", "ru", "ar"}) {
    INFO(language);
    Stage s(language);
    open_search(s);
    const auto words = proposed(s);
    REQUIRE(words.size() == 3);
    const bool foreign = std::string(language) == "ru" || std::string(language) == "ar";
    const auto says_language = [&] {
      return s.shows("The instructions are not in your language yet. Search in this language: {language}.",
                     {{"language", s.l().name_of_language("en")}});
    };
    CHECK(says_language() == foreign);
    test::check_rules(*s.harness, language);
    test::keep_picture(*s.harness, std::string("search-") + language);
    for (const std::string& word : words) {
      INFO(word);
      s.set_text(s.l().t("Search"), word);
      CHECK_FALSE(s.harness->tree().find_all(ui::Role::list_item).empty());
    }
    s.set_text(s.l().t("Search"), "zzzz");
    CHECK(says_language() == foreign);
    CHECK(s.shows("Nothing was found"));
  }
}

TEST_CASE("who must search in another language gets its letters") {
  Stage s("ru");
  open_search(s);
  CHECK(s.harness->find(ui::Role::key, "q") != nullptr);
  CHECK(s.harness->find(ui::Role::key, "й") == nullptr);
}

TEST_CASE("content in the visitor's own language is searched in it") {
  Stage s("sv");
  open_search(s);
  s.set_text(s.l().t("Search"), "pass");
  CHECK_FALSE(s.harness->tree().find_all(ui::Role::list_item).empty());
  CHECK(s.harness->find(ui::Role::key, "å") != nullptr);
}
