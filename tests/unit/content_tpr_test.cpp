#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "core/content/content_text.h"
#include "core/content/csv_services.h"
#include "core/content/tpr.h"
#include "core/content/tpr_hours.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::content;

namespace {

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string times(std::string_view text) {
  static constexpr const char* k_names = "mtwtfss";
  const auto hours = parse_tpr_hours(text);
  if (!hours) return "unknown";
  std::string out;
  for (const auto& rule : hours->weekly) {
    for (const auto day : rule.days) out += k_names[static_cast<int>(day)];
    out += " " + rule.from + "-" + rule.to + ";";
  }
  return out;
}

}  // namespace

TEST_CASE("TPR: every one of the 478 errand services, in the languages it has", "[tpr]") {
  const auto data = test::shared_data_dir();
  if (!data) {
    WARN("the shared data folder is absent: the real errand services are not read");
    return;
  }
  const auto imported = read_tpr(slurp(*data / "helsinki-tpr/errandservices.json")).value();
  for (const auto& problem : imported.problems) UNSCOPED_INFO(problem.place << " " << problem.what);
  CHECK(imported.problems.empty());
  CHECK(imported.count("service") == 478);
  CHECK(imported.count("service_channel") == 713);  // 699 in Finnish, 14 that only Swedish or English lists
  std::map<std::string, int> names;
  std::map<ChannelKind, int> kinds;
  int phones = 0;
  int with_hours = 0;
  int with_steps = 0;
  int with_cost = 0;
  int with_channels = 0;
  for (const auto& entry : imported.records) {
    if (entry.collection == "service") {
      const auto service = decode<Service>(entry.record, RecordMode::strict).value();
      for (const auto& [language, name] : service.name) ++names[language];
      with_steps += service.what_to_do.contains("fi") ? 1 : 0;
      with_cost += service.cost.contains("fi") ? 1 : 0;
      CHECK(service.source == "tpr");
      with_channels += service.channel_ids.empty() ? 0 : 1;
    } else {
      const auto channel = decode<ServiceChannel>(entry.record, RecordMode::strict).value();
      ++kinds[channel.kind];
      phones += channel.phone.empty() ? 0 : 1;
      with_hours += hours_known(channel.hours) ? 1 : 0;
    }
  }
  CHECK(names == std::map<std::string, int>{{"fi", 478}, {"sv", 403}, {"en", 398}});
  CHECK(kinds[ChannelKind::phone] == 161);
  CHECK(kinds[ChannelKind::e_service] == 170);
  CHECK(kinds[ChannelKind::form] == 92);
  CHECK(phones == 160);
  CHECK(with_hours == 173);  // of 180 texts; 4 begin on a date, 2 have no end, 1 is closed always
  CHECK(with_steps == 90);
  CHECK(with_cost == 23);
  CHECK(with_channels == 469);
  // The same document again: the same ids and the same records, so nothing would change.
  const auto again = read_tpr(slurp(*data / "helsinki-tpr/errandservices.json")).value();
  CHECK(canonical_json(again.records.at(17).record) == canonical_json(imported.records.at(17).record));
}

TEST_CASE("TPR: a broken errand is told with its id and place, and none of it is kept", "[tpr]") {
  const auto imported = read_tpr(R"([
    {"id":1,"fi":{"name":"Hyvä","description":"Teksti.","channels":[{"id":5,"type":"TELEPHONE","phone":"09 1"}]},"sv":[],"en":[]},
    {"id":2,"fi":{"name":"Huono","channels":[{"id":6,"type":"TELEPHONE"},{"id":7,"type":"PIGEON"}]}},
    {"id":3,"fi":{"name":12}}, {"id":4,"fi":[]}, {"fi":{"name":"Tunnukseton"}}, "x"])")
                            .value();
  CHECK(imported.count("service") == 1);
  CHECK(imported.count("service_channel") == 1);
  REQUIRE(imported.problems.size() == 5);
  CHECK(imported.problems[0].source_id == "2");
  CHECK(imported.problems[0].what == "[1].fi.channels[1].type: not a channel type we know");
  CHECK(imported.problems[1].what == "[2].fi.name: expected a text");
  CHECK(imported.problems[2].what == "[3]: no name in any language");
  CHECK(imported.problems[3].source_id == "[4]");
  CHECK_FALSE(read_tpr("{}"));
  CHECK_FALSE(read_tpr("[\"\xff\"]"));
}

TEST_CASE("TPR: opening times in Finnish words", "[tpr]") {
  CHECK(times("Avoinna ma-pe 09-15") == "mtwtf 09:00-15:00;");
  CHECK(times("Avoinna ma-pe 09-11, ti, to 12-14") == "mtwtf 09:00-11:00;tt 12:00-14:00;");
  CHECK(times("Palvelu saatavilla joka päivä ympäri vuorokauden") == "mtwtfss 00:00-24:00;");
  CHECK(times("Avoinna joka päivä") == "mtwtfss 00:00-24:00;");
  CHECK(times("Avoinna ma-pe 08:15-16, Suljettu ti 13-14") ==
        "t 08:15-13:00;mwtf 08:15-16:00;t 14:00-16:00;");
  CHECK(times("Avoinna ma-ke 09-18, to-pe 09-15, Suljettu la-su ympäri vuorokauden") ==
        "tf 09:00-15:00;mtw 09:00-18:00;");
  for (const std::string_view unknown :
       {"Avoinna alkaen 16.8.2025 ma-pe 09-16", "Palvelu saatavilla joka päivä 00-", "ma-pe 09-15",
        "Avoinna pe-ma 09-15", "Avoinna ma 15-09", "Avoinna ma, ti", "",
        "Palvelu ei saatavilla joka päivä ympäri vuorokauden", "Avoinna ma 09-25"}) {
    INFO(unknown);
    CHECK(times(unknown) == "unknown");
  }
}

TEST_CASE("texts of outside content are tidied, summed up and taken apart", "[tpr]") {
  CHECK(tidy(" a\r\n\r\n\r\n\r\nb\xE2\x80\x8B \nc ") == "a\n\nb\nc");
  CHECK(first_sentence("Tämä on ensimmäinen lause. Ja toinen.") == "Tämä on ensimmäinen lause.");
  CHECK(first_sentence("Hae viimeistään 1.6.2025 esim. verkossa.") ==
        "Hae viimeistään 1.6.2025 esim. verkossa.");
  CHECK(first_sentence(std::string(100, 'a') + " " + std::string(300, 'b'), 150).size() <= 150);
  const Steps steps = split_steps("Näin teet:\n\n1. Kirjaudu.\n2. Täytä\nlomake.\n\nSaat vastauksen.");
  CHECK(steps.steps == "Kirjaudu.\nTäytä lomake.");
  CHECK(steps.explanation == "Näin teet:\n\nSaat vastauksen.");
  CHECK(split_steps("Soita.\nTule käymään 1.6.2025.").steps == "Soita.\nTule käymään 1.6.2025.");
  CHECK(split_list("a, b;c\n ,") == std::vector<std::string>{"a", "b", "c"});
  CHECK(web_address("https://a.fi/b c").empty());
  CHECK(web_address("ftp://a.fi").empty());
}

TEST_CASE("CSV services: quotes, broken rows, and the real 1,800", "[csv]") {
  const auto imported = read_services_csv(
                            "\xEF\xBB\xBFid,municipality_code,name_fi,summary_fi\r\n"
                            "x1,,\"Nimi, \"\"tarkka\"\"\",\"Kaksi\nriviä\"\r\n,,Tunnukseton,\r\nx2,,\"auki")
                            .value();
  REQUIRE(imported.records.size() == 1);
  const auto service = decode<Service>(imported.records[0].record, RecordMode::strict).value();
  CHECK(service.name.at("fi") == "Nimi, \"tarkka\"");
  CHECK(service.summary.at("fi") == "Kaksi\nriviä");
  CHECK(imported.problems.size() == 2);
  CHECK_FALSE(read_services_csv("a,b\n1,2\n"));
  CHECK_FALSE(read_services_csv(""));
  if (const auto data = test::shared_data_dir()) {
    const auto real = read_services_csv(slurp(*data / "services-fi/ptv_services_fi.csv")).value();
    CHECK(real.problems.empty());
    CHECK(real.count("service") == 1800);
  } else {
    WARN("the shared data folder is absent: the real CSV is not read");
  }
}
