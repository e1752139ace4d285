// The build's look at the translations: each kind of fault is found, with its place.
#include <catch2/catch.hpp>

#include "kiosk/i18n/catalogue.h"

using namespace vuoro::kiosk;

namespace {

const std::string k_head =
    "msgid \"\"\n"
    "msgstr \"\"\n"
    "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
    "\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n"
    "\n";

std::vector<std::string> findings(const std::string& messages, const std::string& file = "fi.po") {
  return read_catalogue(file, k_head + messages).findings;
}

std::string only(const std::vector<std::string>& all) {
  CHECK(all.size() == 1);
  return all.empty() ? "" : all.front();
}

}  // namespace

TEST_CASE("a good catalogue has nothing to say") {
  const Catalogue good = read_catalogue("fi.po", k_head +
                                                     "#, python-brace-format\n"
                                                     "msgid \"Number {number}\"\n"
                                                     "msgstr \"\"\n"
                                                     "\"Numero \"\n"
                                                     "\"{number}\"\n"
                                                     "\n"
                                                     "msgid \"{count} person\"\n"
                                                     "msgid_plural \"{count} people\"\n"
                                                     "msgstr[0] \"yksi ihminen\"\n"
                                                     "msgstr[1] \"{count} ihmistä\"\n");
  CHECK(good.findings.empty());
  REQUIRE(good.messages.size() == 2);
  CHECK(good.messages[0].texts.front() == "Numero {number}");
  CHECK(good.messages[0].line == 7);
  CHECK(good.language == "fi");
}

TEST_CASE("a bad translation is found, with its line") {
  CHECK(only(findings("msgid \"Back\"\nmsgstr \"\"\n")) == "fi.po:6: \"Back\": is not translated");
  CHECK(only(findings("#, fuzzy\nmsgid \"Back\"\nmsgstr \"Takaisin\"\n"))
            .starts_with("fi.po:7: \"Back\": is marked fuzzy"));
  CHECK(only(findings("msgid \"A {x}\"\nmsgstr \"A {y}\"\n")) ==
        "fi.po:6: \"A {x}\": \"A {y}\" names {y}, the original {x}");
  CHECK(only(findings("msgid \"A {x}\"\nmsgstr \"A\"\n")).find("names none, the original {x}") !=
        std::string::npos);
  CHECK(only(findings("msgid \"{count} a\"\nmsgid_plural \"{count} b\"\nmsgstr[0] \"{count}\"\n")) ==
        "fi.po:6: \"{count} a\": has 1 texts, not 2");
  CHECK(
      only(findings(
               "msgid \"{count} a\"\nmsgid_plural \"{count} b\"\nmsgstr[0] \"yksi\"\nmsgstr[1] \"monta\"\n"))
          .find("\"monta\" names none") != std::string::npos);
  CHECK(findings("msgid \"Back\"\nmsgstr \"Ta\xffkaisin\"\n").front() == "fi.po:7: not valid UTF-8");
  CHECK(only(findings("msgid \"Back\"\nmsgstr \"a\"\n\nmsgid \"Back\"\nmsgstr \"b\"\n")) ==
        "fi.po:9: \"Back\": is here twice");
  CHECK(only(findings("msgid \"Back\"\nmsgstr \"a\"\n\n#~ msgid \"x\"\n")) ==
        "fi.po:9: an obsolete message; delete it");
  CHECK(only(findings("msgid \"Back\"\nmsgstr \"\u202Ea\"\n")).find("direction controls") !=
        std::string::npos);
  CHECK(only(findings("msgid \"Back\"\nmsgstr \"a\"\nmsgstrange \"b\"\n")).starts_with("fi.po:"));
  CHECK(findings("msgid \"Back\"\nmsgstr \"a\n").front().starts_with("fi.po:7: "));
}

TEST_CASE("plural forms are those of the language") {
  CHECK(only(findings("msgid \"a\"\nmsgstr \"a\"\n", "ar.po")) ==
        "ar.po:1: 2 plural forms; the language has 6");
  CHECK(only(findings("msgid \"a\"\nmsgstr \"a\"\n", "tlh.po")).find("not known") != std::string::npos);
  const auto none = read_catalogue("fi.po",
                                   "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; "
                                   "charset=UTF-8\\n\"\n\nmsgid \"a\"\nmsgstr \"a\"\n");
  CHECK(only(none.findings) == "fi.po:1: the header has no Plural-Forms");
  CHECK(only(read_catalogue("fi.po", "").findings) == "fi.po:1: no message in it");
}

TEST_CASE("catalogues are compared with each other and with the code") {
  const Catalogue fi = read_catalogue(
      "fi.po", k_head + "msgid \"Back\"\nmsgstr \"Takaisin\"\n\nmsgid \"Old\"\nmsgstr \"Vanha\"\n");
  const Catalogue sv = read_catalogue("sv.po", k_head + "msgid \"Back\"\nmsgstr \"Tillbaka\"\n");
  const auto code =
      code_texts("a.cpp",
                 "// l.t(\"no\")\n"
                 "auto a = l.t(\"Ba\"\n"
                 "             \"ck\");\n"
                 "char c = '\"';\n"
                 "auto b = l.n(\n  \"New\", \"News\", 2); x = first(\"Other\"); y = R\"(\" t(\"raw)\";\n");
  REQUIRE(code.size() == 4);
  CHECK(code[0].text == "Back");
  CHECK(code[0].line == 2);
  CHECK(code[0].asked_for);
  CHECK(code[1].text == "New");
  CHECK(code[1].asked_for);
  CHECK_FALSE(code[3].asked_for);
  const auto found = compare({fi, sv}, code);
  CHECK(found == std::vector<std::string>{
                     "fi.po:9: \"Old\" is missing from sv.po", "fi.po:9: no code asks for \"Old\"",
                     "a.cpp:6: \"New\" is missing from fi.po", "a.cpp:6: \"New\" is missing from sv.po"});
  CHECK(compare({fi, fi}, {}).empty());
}
