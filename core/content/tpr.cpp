#include "core/content/tpr.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/object_reader.h"
#include "core/content/content_text.h"
#include "core/content/tpr_hours.h"

namespace vuoro::content {
namespace {

constexpr std::string_view k_tpr = "tpr";
constexpr auto k_tpr_languages = std::to_array<std::string_view>({"fi", "sv", "en"});

/// Codes of target groups and life events, in words that people look for.
struct CodeWords {
  std::string_view code, fi, sv, en;
};
constexpr auto k_code_words = std::to_array<CodeWords>({
    {"INDIVIDUALS", "henkilöasiakkaat", "personkunder", "individuals"},
    {"ENTERPRISES", "yritykset", "företag", "companies"},
    {"ASSOCIATIONS", "yhdistykset", "föreningar", "associations"},
    {"YOUTH", "nuoret", "ungdomar", "young people"},
    {"CHILDREN_AND_FAMILIES", "lapset ja perheet", "barn och familjer", "children and families"},
    {"DISABLED", "vammaiset", "personer med funktionsnedsättning", "people with disabilities"},
    {"IMMIGRANTS", "maahanmuuttajat", "invandrare", "immigrants"},
    {"ELDERLY_PEOPLE", "ikääntyneet", "äldre", "older people"},
    {"BUILDING_HOME", "rakentaminen", "byggande", "building a home"},
    {"LOSING_JOB", "työttömyys", "arbetslöshet", "unemployment"},
    {"IMMIGRATING_TO_FINLAND", "muutto Suomeen", "flytt till Finland", "moving to Finland"},
    {"DIVORCE", "avioero", "skilsmässa", "divorce"},
    {"REHABILITATION", "kuntoutus", "rehabilitering", "rehabilitation"},
    {"HAVING_CHILD", "lapsen saaminen", "att få barn", "having a child"},
    {"GIVING_INFORMAL_CARE", "omaishoito", "närståendevård", "informal care"},
    {"BEGINNING_FULLTIME_STUDIES", "opiskelu", "studier", "studies"},
    {"FALLING_SERIOUSLY_ILL", "sairastuminen", "insjuknande", "falling ill"},
    {"ADOPTION", "adoptio", "adoption", "adoption"},
    {"RETIREMENT", "eläke", "pension", "retirement"},
    {"DEATH_OF_CLOSE_FAMILY_MEMBER", "läheisen kuolema", "närståendes död", "death of a family member"},
    {"BURDENED_BY_DEBT", "velkaantuminen", "skuldsättning", "debt"},
});

struct KindName {
  std::string_view type;
  ChannelKind kind;
};
/// E-mail, chat and post have no kind of their own: they are told in the channel's texts and address.
constexpr auto k_kinds = std::to_array<KindName>({{"TELEPHONE", ChannelKind::phone},
                                                  {"ESERVICE", ChannelKind::e_service},
                                                  {"WEBPAGE", ChannelKind::web},
                                                  {"CHAT", ChannelKind::web},
                                                  {"EMAIL", ChannelKind::web},
                                                  {"PRINTABLE_FORM", ChannelKind::form},
                                                  {"LOCAL", ChannelKind::location},
                                                  {"MAIL", ChannelKind::location}});

class ErrandReader {
 public:
  ErrandReader(const json::value& value, std::string place) : value_(value), place_(std::move(place)) {}

  Result<void> read() {
    const auto* object = value_.if_object();
    if (object == nullptr) return fail(Errc::invalid_argument, place_ + ": expected an object");
    ObjectReader reader(value_, place_, UnknownFields::ignore);
    const std::int64_t id = reader.integer("id", 1, INT32_MAX);
    VUORO_TRY(reader.finish());
    service_.id = id_of(k_tpr, "service", std::to_string(id));
    service_.source = k_tpr;
    service_.source_key = std::to_string(id);
    for (const auto language : k_tpr_languages) {
      const json::value* part = object->if_contains(language);
      if (part == nullptr || part->is_null() || (part->is_array() && part->as_array().empty())) continue;
      VUORO_TRY(read_language(*part, std::string(language)));
    }
    if (service_.name.empty()) return fail(Errc::invalid_argument, place_ + ": no name in any language");
    return {};
  }

  Service service_;
  std::vector<ServiceChannel> channels_;

 private:
  Result<void> read_language(const json::value& part, const std::string& language) {
    ObjectReader reader(part, place_ + "." + language, UnknownFields::ignore);
    put_text(service_.name, language, tidy_line(reader.text("name", 1000)));
    std::string description = optional_text(reader, "description");
    put_text(service_.summary, language, first_sentence(description));
    const Steps steps = split_steps(optional_text(reader, "process_description"));
    put_text(service_.what_to_do, language, steps.steps);
    add_paragraph(description, steps.explanation);
    for (const auto* field : {"information", "processing_time", "expiration_time"}) {
      add_paragraph(description, optional_text(reader, field));
    }
    put_text(service_.description, language, std::move(description));
    put_text(service_.cost, language, optional_text(reader, "costs"));
    for (auto& word : split_list(optional_text(reader, "name_synonyms"))) {
      put_word(service_.keywords, language, std::move(word));
    }
    for (const auto* field : {"target_groups", "life_events"}) {
      for (const auto& code : reader.texts(field, 100, 100, false)) add_code(code, language);
    }
    for (const auto& given : reader.texts("provided_languages", 50, 8, false)) {
      auto& list = service_.languages;
      if (std::find(list.begin(), list.end(), given) == list.end()) list.push_back(given);
    }
    const auto& channels = reader.array("channels", 200, false);
    VUORO_TRY(reader.finish());
    for (std::size_t i = 0; i < channels.size(); ++i) {
      VUORO_TRY(read_channel(channels[i], fmt::format("{}.{}.channels[{}]", place_, language, i), language));
    }
    return {};
  }

  void add_code(std::string_view code, const std::string& language) {
    for (const auto& words : k_code_words) {
      if (words.code != code) continue;
      put_word(service_.keywords, language,
               std::string(language == "fi"   ? words.fi
                           : language == "sv" ? words.sv
                                              : words.en));
    }
  }

  ServiceChannel& channel_of(std::int64_t id) {
    const Uuid channel_id = id_of(k_tpr, "service_channel", std::to_string(id));
    for (auto& channel : channels_) {
      if (channel.id == channel_id) return channel;
    }
    service_.channel_ids.push_back(channel_id);
    auto& channel = channels_.emplace_back();
    channel.id = channel_id;
    channel.source = k_tpr;
    channel.source_key = std::to_string(id);
    return channel;
  }

  Result<void> read_channel(const json::value& value, const std::string& place, const std::string& language) {
    ObjectReader reader(value, place, UnknownFields::ignore);
    const std::int64_t id = reader.integer("id", 1, INT32_MAX);
    const std::string type = reader.text("type", 64);
    const auto* kind =
        std::find_if(k_kinds.begin(), k_kinds.end(), [&](const KindName& k) { return k.type == type; });
    if (kind == k_kinds.end()) reader.fail_at("type", "not a channel type we know");
    if (!reader.ok()) return reader.finish();
    ServiceChannel& channel = channel_of(id);
    channel.kind = kind->kind;
    std::string name = tidy_line(optional_text(reader, "name"));
    if (name.empty()) name = tidy_line(optional_text(reader, "type_string"));
    put_text(channel.name, language, std::move(name));
    std::string description;
    for (const auto* field : {"information", "prerequisites", "process_description", "email"}) {
      add_paragraph(description, optional_text(reader, field));
    }
    if (channel.phone.empty()) channel.phone = tidy_line(optional_text(reader, "phone"));
    put_text(channel.phone_cost, language, tidy_line(optional_text(reader, "call_charge_info")));
    std::string address = tidy_line(optional_text(reader, "personal_service_street_addr"));
    const std::string city = tidy_line(optional_text(reader, "personal_service_postal_code") + " " +
                                       optional_text(reader, "personal_service_city"));
    if (!address.empty() && !city.empty()) address += ", " + city;
    put_text(channel.address, language, std::move(address));
    channel.languages = reader.texts("provided_languages", 50, 8, false);
    VUORO_TRY(read_links(reader, channel, language));
    read_hours(reader, channel, language, description);
    put_text(channel.description, language, std::move(description));
    return reader.finish();
  }

  static Result<void> read_links(ObjectReader& reader, ServiceChannel& channel, const std::string& language) {
    const auto& links = reader.array("links", 200, false);
    for (std::size_t i = 0; i < links.size(); ++i) {
      ObjectReader link(links[i], reader.path_of(fmt::format("links[{}]", i)), UnknownFields::ignore);
      const std::string url = web_address(link.text_or("url", 4000, ""));
      VUORO_TRY(link.finish());
      put_text(channel.url, language, url);
    }
    return {};
  }

  static void read_hours(ObjectReader& reader, ServiceChannel& channel, const std::string& language,
                         std::string& description) {
    std::string text = tidy_line(optional_text(reader, "availability_summary"));
    const auto& parts = reader.array("availabilities", 100, false);
    for (std::size_t i = 0; text.empty() && i < parts.size(); ++i) {
      ObjectReader part(parts[i], reader.path_of(fmt::format("availabilities[{}]", i)),
                        UnknownFields::ignore);
      text = tidy_line(part.text_or("availability_string", 1000, ""));
      reader.take(part.finish());
    }
    if (text.empty()) return;
    if (language == "fi") {
      if (auto hours = parse_tpr_hours(text)) channel.hours = std::move(*hours);
    }
    // Finnish comes first; where its text was not understood, each language tells the times in words.
    if (!hours_known(channel.hours)) add_paragraph(description, text);
  }

  const json::value& value_;
  std::string place_;
};

}  // namespace

Result<Imported> read_tpr(std::string_view document) {
  VUORO_ASSIGN(const json::value value, parse_json(document, k_content_limits));
  const auto* array = value.if_array();
  if (array == nullptr) return fail(Errc::parse, "expected an array of errand services");
  Imported out;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string place = fmt::format("[{}]", i);
    ErrandReader reader((*array)[i], place);
    auto read = reader.read();
    for (const auto& channel : reader.channels_) {
      if (read) read = check(channel);
    }
    if (read) read = check(reader.service_);
    if (!read) {
      const auto* object = (*array)[i].if_object();
      const auto* id = object == nullptr ? nullptr : object->if_contains("id");
      out.problems.push_back({id == nullptr ? place : json::serialize(*id), place, read.error().message});
      continue;
    }
    for (const auto& channel : reader.channels_) out.add(channel);
    out.add(reader.service_);
  }
  return out;
}

}  // namespace vuoro::content
