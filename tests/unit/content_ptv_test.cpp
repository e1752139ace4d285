#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/content/ptv.h"
#include "core/content/ptv_hours.h"
#include "core/content/tm35fin.h"
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

template <class Record>
Record only(const Imported& imported) {
  for (const auto& entry : imported.records) {
    if (entry.collection == collection_of<Record>())
      return decode<Record>(entry.record, RecordMode::strict).value();
  }
  FAIL("no " << collection_of<Record>());
  return {};
}

Result<OpeningHours> hours(const std::string& text) {
  const json::value value = parse_json(text).value();
  return read_ptv_hours(&value, "serviceHours");
}

constexpr const char* k_service = R"({"id":"11111111-2222-4333-8444-555555555555",
  "serviceNames":[{"language":"fi","value":"Vene","type":"Name"},{"language":"fi","value":"Paatti","type":"AlternativeName"},
                  {"language":"sv","value":"Båt","type":"Name"},{"language":"en","value":null,"type":"Name"}],
  "serviceDescriptions":[{"language":"fi","value":"Hae lupa.","type":"Summary"},
    {"language":"fi","value":"Pitkä teksti.","type":"Description"},{"language":"sv","value":"Allmän.","type":"GD_Description"},
    {"language":"fi","value":"1. Täytä lomake.\n2. Lähetä se.","type":"UserInstruction"},
    {"language":"fi","value":"Kaksi viikkoa.","type":"ProcessingTime"}],
  "serviceChargeType":"FreeOfCharge","languages":["fi","sv"],
  "keywords":[{"language":"fi","value":"satama"}],
  "ontologyTerms":[{"name":[{"language":"fi","value":"veneily"},{"language":"sv","value":"båtliv"}],"uri":"u"}],
  "serviceClasses":[{"name":[{"language":"fi","value":"Liikenne"}],"code":"P5"}],
  "lifeEvents":[{"name":[{"language":"fi","value":"Muutto"}],"code":"KE1"}],
  "organizations":[{"organization":{"id":"21111111-2222-4333-8444-555555555555","name":"Muu"},"roleType":"OtherResponsible"},
    {"organization":{"id":"31111111-2222-4333-8444-555555555555","name":"Satamalaitos"},"roleType":"Responsible"}],
  "serviceChannels":[{"serviceChannel":{"id":"41111111-2222-4333-8444-555555555555","name":"x"}}],
  "publishingStatus":"Published"})";

}  // namespace

TEST_CASE("PTV: a service with its languages, steps, words, topics, organisation and channels", "[ptv]") {
  const auto imported = read_ptv(k_service).value();
  CHECK(imported.problems.empty());
  const auto service = only<Service>(imported);
  CHECK(service.id.to_string() == "11111111-2222-4333-8444-555555555555");
  CHECK(service.source == "ptv");
  CHECK(service.name == LocalizedText{{"fi", "Vene"}, {"sv", "Båt"}});
  CHECK(service.summary == LocalizedText{{"fi", "Hae lupa."}});
  CHECK(service.description == LocalizedText{{"fi", "Pitkä teksti.\n\nKaksi viikkoa."}, {"sv", "Allmän."}});
  CHECK(service.what_to_do == LocalizedText{{"fi", "Täytä lomake.\nLähetä se."}});
  CHECK(service.cost.at("sv") == "Avgiftsfri");
  CHECK(service.keywords.at("fi") == std::vector<std::string>{"Paatti", "satama", "veneily"});
  CHECK(service.keywords.at("sv") == std::vector<std::string>{"båtliv"});
  CHECK(service.organization_id->to_string() == "31111111-2222-4333-8444-555555555555");
  CHECK(service.topic_ids.size() == 2);
  CHECK(service.channel_ids.size() == 1);
  CHECK(imported.count("topic") == 2);
  CHECK(imported.count("organization") == 2);
}

TEST_CASE("PTV: every envelope; drafts are counted; a broken record is left out whole with its place",
          "[ptv]") {
  const std::string service = k_service;
  std::string draft = service;
  draft.replace(draft.find("Published"), 9, "Draft");
  std::string broken = service;
  broken.replace(broken.find("\"sv\",\"value\":\"Båt\""), 19, "\"sv\",\"value\":7");
  for (const std::string& document :
       {"[" + service + "]", "{\"pageNumber\":1,\"itemList\":[" + service + "]}", service,
        "{\"some-id\":" + service + "}"}) {
    CHECK(read_ptv(document).value().count("service") == 1);
  }
  const auto mixed = read_ptv("[" + draft + "," + broken + ",5,{\"id\":3,\"name\":\"old\"}]").value();
  CHECK(mixed.records.empty());
  CHECK(mixed.unpublished == 1);
  REQUIRE(mixed.problems.size() == 3);
  CHECK(mixed.problems[0].source_id == "11111111-2222-4333-8444-555555555555");
  CHECK(mixed.problems[0].place == "[1]");
  CHECK(mixed.problems[0].what == "[1].serviceNames[2].value: expected a text");
  CHECK(mixed.problems[2].source_id == "3");
  CHECK_FALSE(read_ptv("{"));
  CHECK(read_ptv("7").value().problems.size() == 1);
}

TEST_CASE("PTV: channels of the five types", "[ptv]") {
  const auto channel = [](const std::string& type, const std::string& more) {
    const auto imported =
        read_ptv(R"({"id":"41111111-2222-4333-8444-555555555555","serviceChannelType":")" + type +
                 R"(","serviceChannelNames":[{"language":"fi","value":"N","type":"Name"}],)" + more + "}")
            .value();
    for (const auto& problem : imported.problems) FAIL(problem.what);
    return only<ServiceChannel>(imported);
  };
  const auto phone = channel("Phone", R"("phoneNumbers":[{"type":"Fax","number":"1","language":"fi"},
    {"type":"Phone","prefixNumber":"+358","number":"295 1","language":"fi","chargeDescription":"pvm"},
    {"type":"Phone","prefixNumber":"+358","number":"295 1","language":"sv","chargeDescription":"lna"}])");
  CHECK(phone.kind == ChannelKind::phone);
  CHECK(phone.phone == "+358 295 1");
  CHECK(phone.phone_cost == LocalizedText{{"fi", "pvm"}, {"sv", "lna"}});
  const auto form =
      channel("PrintableForm", R"("channelUrls":[{"language":"fi","value":"https://a.fi/l.pdf","type":"PDF"},
    {"language":"sv","value":"javascript:alert","type":"PDF"
}])");
  CHECK(form.kind == ChannelKind::form);
  CHECK(form.url == LocalizedText{{"fi", "https://a.fi/l.pdf"}});
  CHECK(channel("EChannel", R"("webPages":[{"language":"fi","url":"https://e.fi","value":"Asioi"}])")
            .url.at("fi") == "https://e.fi");
  CHECK(channel("WebPage", R"("webPages":[{"language":"fi","value":"http://old.fi"}])").url.at("fi") ==
        "http://old.fi");
  const auto place =
      channel("ServiceLocation", R"("addresses":[{"type":"Postal","streetAddress":{"street":[]}},
    {"type":"Location","streetAddress":{"street":[{"language":"fi","value":"Katu"},{"language":"sv","value":"Gatan"}],
    "streetNumber":"2 B","postalCode":"00100","postOffice":[{"language":"fi","value":"HELSINKI"}],
    "latitude":"6671860","longitude":"385700"}}],
    "serviceHours":[{"serviceHourType":"DaysOfTheWeek","isAlwaysOpen":true,"openingHour":[]}])");
  CHECK(place.kind == ChannelKind::location);
  CHECK(place.address ==
        LocalizedText{{"fi", "Katu 2 B, 00100 HELSINKI"}, {"sv", "Gatan 2 B, 00100 HELSINKI"}});
  CHECK(place.latitude.value() == Approx(60.17).margin(0.01));
  CHECK(place.longitude.value() == Approx(24.94).margin(0.01));
  CHECK(place.hours.weekly.at(0).days.size() == 7);
}

TEST_CASE("PTV hours: weekly spans, days in a row, exceptions, over midnight, seasons", "[ptv]") {
  const auto weekly = hours(R"([{"serviceHourType":"DaysOfTheWeek","openingHour":[
    {"dayFrom":"Monday","dayTo":"Wednesday","from":"08:00:00","to":"11:30:00"},
    {"dayFrom":"Monday","dayTo":"","from":"12:00","to":"16:00"},
    {"dayFrom":"Saturday","dayTo":"Sunday","from":"00:00","to":"00:00"}]}])")
                          .value();
  REQUIRE(weekly.weekly.size() == 3);
  CHECK(weekly.weekly[0].from == "00:00");
  CHECK(weekly.weekly[0].to == "24:00");
  CHECK(weekly.weekly[1].days == std::vector{Weekday::mon, Weekday::tue, Weekday::wed});
  CHECK(weekly.weekly[2].days == std::vector{Weekday::mon});

  const auto special =
      hours(R"([{"serviceHourType":"Exceptional","validFrom":"2018-12-23T22:00:00Z","isClosed":true,
      "additionalInformation":[{"language":"fi","value":"Jouluaatto"}]},
    {"serviceHourType":"Exceptional","validFrom":"2018-12-31T00:00:00","validTo":"2018-12-31T00:00:00",
      "openingHour":[{"dayFrom":"","from":"09:00:00","to":"12:00:00"},{"from":"13:00:00","to":"14:00:00"}]},
    {"serviceHourType":"OverMidnight","openingHour":[{"dayFrom":"Friday","dayTo":"Sunday","from":"20:00","to":"04:00"}]}])")
          .value();
  REQUIRE(special.exceptions.size() == 3);
  CHECK(special.exceptions[0].from_date == "2018-12-24");
  CHECK(special.exceptions[0].closed);
  CHECK(special.exceptions[0].reason.at("fi") == "Jouluaatto");
  CHECK(special.exceptions[2].from == std::string("13:00"));
  REQUIRE(special.weekly.size() == 3);  // Friday night, all Saturday, Sunday's small hours
  CHECK(special.weekly[0].to == "04:00");
  CHECK(special.weekly[0].days == std::vector{Weekday::sun});

  const auto season =
      hours(R"([{"serviceHourType":"DaysOfTheWeek","validFrom":"2026-06-01","validTo":"2026-06-07",
    "openingHour":[{"dayFrom":"Monday","dayTo":"Friday","from":"10:00","to":"14:00"}]}])")
          .value();
  CHECK(season.weekly.empty());
  REQUIRE(season.exceptions.size() == 7);
  CHECK_FALSE(season.exceptions[0].closed);
  CHECK(season.exceptions[6].closed);

  CHECK_FALSE(hours_known(
      hours(R"([{"serviceHourType":"DaysOfTheWeek","isReservation":true,"openingHour":[]}])").value()));
  for (const std::string bad :
       {R"([{"openingHour":[{"dayFrom":"Maanantai","from":"08:00","to":"16:00"}]}])",
        R"([{"openingHour":[{"dayFrom":"Monday","dayTo":"Friday","from":"16:00","to":"08:00"}]}])",
        R"([{"openingHour":[{"dayFrom":"Monday","from":"25:00","to":"26:00"}]}])",
        R"([{"serviceHourType":"Exceptional","isClosed":true}])", R"([{"openingHour":{}}])",
        R"([{"validFrom":"2026-01-01","validTo":"2027-12-31",
                                     "openingHour":[{"dayFrom":"Monday","from":"08:00","to":"16:00"}]}])"}) {
    INFO(bad);
    CHECK_FALSE(hours(bad));
  }
}

TEST_CASE("ETRS-TM35FIN to degrees, against points made by another formula", "[ptv]") {
  struct Point {
    double north, east, latitude, longitude;
  };
  // The first by the meridian arc alone (on the central meridian); the others forwards by Redfearn's series,
  // with the arc by Simpson's rule: Helsinki, Mikkeli, Oulu, Nuorgam, Loimaa's side.
  for (const auto& point : {
           Point{6651411.190, 500000.0, 60.0, 27.0},
           Point{6672118.3802, 385611.3167, 60.1699, 24.9384},
           Point{6839431.9820, 514476.8180, 61.6878, 27.2736},
           Point{7210711.3497, 427804.4438, 65.0124, 25.4682},
           Point{7755035.7737, 538352.6170, 69.9, 28.0},
           Point{6749671.4226, 244350.3253, 60.8, 22.3},
       }) {
    const auto degrees = from_tm35fin(point.north, point.east);
    REQUIRE(degrees);
    CHECK(std::abs(degrees->latitude - point.latitude) < 2e-8);  // two millimetres
    CHECK(std::abs(degrees->longitude - point.longitude) < 4e-8);
  }
  CHECK_FALSE(from_tm35fin(0, 0));
  CHECK_FALSE(from_tm35fin(std::nan(""), 500000));
}

TEST_CASE("PTV: the real records, counted", "[ptv]") {
  const auto data = test::shared_data_dir();
  if (!data) {
    WARN("the shared data folder is absent: real PTV records are not read");
    return;
  }
  const auto ptv = *data / "ptv";
  const auto service = read_ptv(slurp(ptv / "real_service_etalukio.json")).value();
  for (const auto& problem : service.problems) FAIL(problem.what);
  const auto lukio = only<Service>(service);
  CHECK(lukio.channel_ids.size() == 3);
  CHECK(lukio.organization_id->to_string() == "df0c2f24-d2bd-4ba7-bdcd-fcfc9f0d65a7");
  CHECK(lukio.cost.at("fi").size() > 3);
  CHECK(service.count("organization") == 2);

  const auto place = only<ServiceChannel>(read_ptv(slurp(ptv / "real_servicelocation_otava.json")).value());
  CHECK(place.address.at("fi") == "Otavantie 2 B, 50670 OTAVA");
  CHECK(place.phone == "+358 447943552");
  CHECK(place.latitude.value() == Approx(61.6455).margin(0.001));
  CHECK(place.longitude.value() == Approx(27.0733).margin(0.001));
  REQUIRE(place.hours.weekly.size() == 1);
  CHECK(place.hours.weekly[0].days.size() == 5);
  CHECK(place.hours.weekly[0].to == "16:00");

  const auto by_id = read_ptv(slurp(ptv / "real_services.json")).value();
  CHECK(by_id.problems.empty());
  CHECK(by_id.count("service") == 1);

  // The field skeletons hold every field of v11 with "string" for every text: read without a crash, and
  // refused (their status is "string") or told.
  std::size_t skeletons = 0;
  for (const auto& file : std::filesystem::directory_iterator(ptv)) {
    if (file.path().filename().string().rfind("v11-schema", 0) != 0) continue;
    ++skeletons;
    const auto read = read_ptv(slurp(file.path()));
    REQUIRE(read);
    CHECK(read->records.empty());
    CHECK(read->problems.size() + read->unpublished >= 1);
  }
  CHECK(skeletons == 15);

  // Other shapes than v11 (the catalogue of 2016, flattened search records) are told record by record.
  const std::map<std::string, std::size_t> others = {
      {"fakeptv_services.json", 165},     {"fakeptv_servicelocations.json", 89},
      {"fakeptv_phone_service.json", 28}, {"fakeptv_electronictransactionservices.json", 37},
      {"flattened_services.json", 2},     {"flattened_channels.json", 2}};
  for (const auto& [name, count] : others) {
    INFO(name);
    const auto read = read_ptv(slurp(ptv / name)).value();
    CHECK(read.records.empty());
    CHECK(read.problems.size() == count);
  }
}
