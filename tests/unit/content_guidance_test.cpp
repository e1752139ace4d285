#include <catch2/catch.hpp>

#include "core/content/guidance_index.h"

using namespace vuoro;
using namespace vuoro::content;

namespace {

Service service(const std::string& key, LocalizedText name, LocalizedText summary = {},
                LocalizedWords keywords = {}) {
  Service out;
  out.id = Uuid::from_name(key);
  out.name = std::move(name);
  out.summary = std::move(summary);
  out.keywords = std::move(keywords);
  return out;
}

struct Fixture {
  PlainWordForms forms;
  sqlite::Database database = sqlite::Database::open(":memory:").value();
  GuidanceIndex index = GuidanceIndex::open(database, forms).value();

  void put(const Service& one) { REQUIRE(index.put(one)); }
  std::vector<std::string> names(std::string_view text, std::string_view language = "fi", int limit = 20) {
    const auto hits = index.search(text, language, limit);
    REQUIRE(hits);
    std::vector<std::string> out;
    for (const auto& hit : *hits) out.push_back(titles[hit.service_id]);
    return out;
  }
  void fill() {
    for (const auto& one : {
             service("passi", {{"fi", "Passi"}, {"sv", "Pass"}, {"en", "Passport"}},
                     {{"fi", "Hae uusi passi."}}),
             service("lapsen-passi",
                     {{"fi", "Lapsen passi"}, {"sv", "Barnets pass"}, {"en", "Child's passport"}}),
             service("ajokortti", {{"fi", "Ajokortti"}}, {{"fi", "Ajo-oikeus; passi mukaan."}}),
             service("aitiys", {{"fi", "Äitiysavustus"}, {"sv", "Moderskapsunderstöd"}}, {},
                     {{"fi", {"äitiyspakkaus", "vauva"}}}),
             service("saa", {{"fi", "Sää ja ilmasto"}}),
             service("saaminen", {{"fi", "Saaminen ja velka"}}),
             service("muutto", {{"fi", "Muuttoilmoitus"}, {"en", "Notice of move"}}, {},
                     {{"fi", {"osoitteenmuutos"}}, {"en", {"address change"}}}),
         }) {
      put(one);
      titles[one.id] = one.name.at("fi");
    }
  }
  std::map<Uuid, std::string> titles;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("guidance finds services while the words are typed, names first", "[guidance]") {
  Fixture f;
  f.fill();
  CHECK(f.names("passi") == Names{"Passi", "Lapsen passi", "Ajokortti"});
  CHECK(f.names("pa") == Names{"Passi", "Lapsen passi", "Ajokortti"});
  CHECK(f.names("p").front() == "Passi");
  CHECK(f.names("PASSI lap") == Names{"Lapsen passi"});
  CHECK(f.names("lap pas") == Names{"Lapsen passi"});
  CHECK(f.names("osoit") == Names{"Muuttoilmoitus"});
  CHECK(f.names("vauva") == Names{"Äitiysavustus"});
}

TEST_CASE("guidance: dots may be left out, but what is typed with dots is meant with dots", "[guidance]") {
  Fixture f;
  f.fill();
  CHECK(f.names("aitiys") == Names{"Äitiysavustus"});
  CHECK(f.names("äitiys") == Names{"Äitiysavustus"});
  CHECK(f.names("A\xCC\x88itiys") == Names{"Äitiysavustus"});  // a and a combining diaeresis
  CHECK(f.names("saa") == Names{"Saaminen ja velka", "Sää ja ilmasto"});
  CHECK(f.names("sää") == Names{"Sää ja ilmasto"});
}

TEST_CASE("guidance: when no service has all words, those with the rarest come", "[guidance]") {
  Fixture f;
  f.fill();
  CHECK(f.names("passi hakemusta") == Names{"Passi", "Lapsen passi", "Ajokortti"});
  CHECK(f.names("muuttoilmoitus xyzzy") == Names{"Muuttoilmoitus"});
  CHECK(f.names("xyzzy").empty());
}

TEST_CASE("guidance: another language's words and untranslated services are found too", "[guidance]") {
  Fixture f;
  f.fill();
  CHECK(f.names("pass", "sv") ==
        Names{"Passi", "Lapsen passi", "Ajokortti"});  // the last by its Finnish summary
  CHECK(f.names("passport", "en") == Names{"Passi", "Lapsen passi"});
  CHECK(f.names("address", "en") == Names{"Muuttoilmoitus"});
  CHECK(f.names("velka", "sv") == Names{"Saaminen ja velka"});  // shown in Finnish, found in Finnish
  CHECK(f.names("barnets", "en") == Names{"Lapsen passi"});     // nothing in English: Swedish
  CHECK(f.names("passi", "ru").front() == "Passi");
  CHECK(f.names("moderskap", "fi") == Names{"Äitiysavustus"});
  CHECK(f.index.title(Uuid::from_name("passi"), "en").value() == "Passport");
  CHECK(f.index.title(Uuid::from_name("saa"), "en").value() == "Sää ja ilmasto");
  CHECK(f.index.title(Uuid(), "fi").value().empty());
}

TEST_CASE("guidance: any bytes are a query", "[guidance]") {
  Fixture f;
  f.fill();
  for (const std::string text : {"\"", "passi\" OR \"", "name:passi", "*", "(", "NEAR(a b)", "-", "\xff\xfe",
                                 "^passi*", "{name keywords} : x", "' ; DROP TABLE guidance_fi; --"}) {
    INFO(text);
    CHECK(f.index.search(text, "fi"));
  }
  CHECK(f.names(std::string(1, '\0') + "passi") == f.names("passi"));
  CHECK(f.names(std::string(100'000, 'a')).empty());
  CHECK(f.names("").empty());
  CHECK(f.names("   ").empty());
  CHECK(f.names("passi", "fi", 1) == Names{"Passi"});
  CHECK(f.names("passi", "fi", 0).empty());
  CHECK(f.names("passi", "fi", -5).empty());
}

TEST_CASE("guidance follows changes and removals, in the caller's transaction", "[guidance]") {
  Fixture f;
  f.fill();
  Service passi = service("passi", {{"fi", "Matkustusasiakirja"}});
  {
    auto transaction = sqlite::Transaction::begin(f.database).value();
    REQUIRE(f.index.put(passi));
    CHECK(f.names("passi") == Names{"Lapsen passi", "Ajokortti"});
  }  // rolled back
  CHECK(f.names("passi") == Names{"Passi", "Lapsen passi", "Ajokortti"});

  f.put(passi);
  CHECK(f.names("pas") == Names{"Lapsen passi", "Ajokortti"});
  CHECK(f.names("mat") == Names{"Passi"});
  REQUIRE(f.index.remove(passi.id));
  REQUIRE(f.index.remove(passi.id));
  CHECK(f.names("mat").empty());
  CHECK(f.index.count().value() == 6);

  // Nothing of a removed service stays behind.
  for (const auto& [id, title] : f.titles) REQUIRE(f.index.remove(id));
  for (const std::string table : {"guidance_service", "guidance_title", "guidance_prefix", "guidance_fi"}) {
    auto rows = f.database.query("SELECT count(*) FROM " + table).value();
    REQUIRE(rows.step());
    INFO(table);
    CHECK(rows.integer(0) == 0);
  }
}

TEST_CASE("guidance: many put at once are as one by one", "[guidance]") {
  Fixture one_by_one;
  one_by_one.fill();
  Fixture at_once;
  std::vector<Service> services;
  for (int i = 0; i < 50; ++i) {
    services.push_back(service("s" + std::to_string(i),
                               {{"fi", std::string(static_cast<std::size_t>(50 - i), 'x') + " palvelu"}},
                               {{"fi", "teksti " + std::to_string(i)}}));
    one_by_one.put(services.back());
  }
  REQUIRE(at_once.index.put_all(services, [](const Service&) { return LocalizedWords{{"fi", {"Kela"}}}; }));
  CHECK(at_once.index.count().value() == 50);
  for (const std::string text : {"palvelu", "xx", "teksti 7"}) {
    const auto hits = at_once.index.search(text, "fi").value();
    CHECK_FALSE(hits.empty());
    CHECK(hits.front().service_id == one_by_one.index.search(text, "fi").value().front().service_id);
  }
  CHECK(at_once.index.search("kela", "fi").value().size() == 20);
  REQUIRE(at_once.index.rebuild(services));
  CHECK(at_once.index.search("kela", "fi").value().empty());
}

TEST_CASE("guidance writes nothing when nothing changed", "[guidance]") {
  Fixture f;
  f.fill();
  const auto before = sqlite3_total_changes64(f.database.handle());
  f.fill();
  CHECK(sqlite3_total_changes64(f.database.handle()) == before);
}

TEST_CASE("guidance: an index made with other word forms says so until it is rebuilt", "[guidance]") {
  class OtherForms final : public WordForms {
   public:
    [[nodiscard]] std::string_view name() const override { return "other"; }
    [[nodiscard]] std::vector<std::string> to_index(std::string_view word, std::string_view) const override {
      return word == "passin" ? std::vector<std::string>{"passin", "passi"}
                              : std::vector<std::string>{std::string(word)};
    }
    [[nodiscard]] std::vector<std::string> to_search(std::string_view word, std::string_view) const override {
      return {std::string(word), word == "passeja" ? "passi" : std::string(word)};
    }
  };
  Fixture f;
  f.fill();
  CHECK_FALSE(f.index.stale());
  const OtherForms other;
  auto index = GuidanceIndex::open(f.database, other).value();
  CHECK(index.stale());
  REQUIRE(index.rebuild({service("hakeminen", {{"fi", "Passin hakeminen"}})}));
  CHECK_FALSE(index.stale());
  CHECK(index.count().value() == 1);
  CHECK(index.search("passeja", "fi").value().size() == 1);  // the seam works both ways
  CHECK_FALSE(GuidanceIndex::open(f.database, other).value().stale());
}

TEST_CASE("guidance: a database without an index is said to have none", "[guidance]") {
  auto database = sqlite::Database::open(":memory:").value();
  const PlainWordForms forms;
  const auto index = GuidanceIndex::open_existing(database, forms);
  REQUIRE_FALSE(index);
  CHECK(index.error().code == Errc::not_found);
}

TEST_CASE("words are cut by characters and split at what is no letter", "[guidance]") {
  CHECK(split_words("e-Palvelu, ÄÄNI 24/7!", 10) == Names{"e", "palvelu", "ääni", "24", "7"});
  CHECK(split_words("a b c", 2) == Names{"a", "b"});
  CHECK(split_words("čájeh ŋoađđi", 9) == Names{"čájeh", "ŋoađđi"});
  CHECK(without_diacritics("čájeh") == "cajeh");
  CHECK(without_diacritics("ŋoađđi") == "noaddi");
  CHECK(without_diacritics("työttömyys") == "tyottomyys");
  CHECK(first_characters("äöå", 2) == "äö");
  CHECK(count_characters(split_words(std::string(500, 'x'), 1).front()) == 48);
}
