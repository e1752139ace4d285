#include "core/content/ptv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "core/content/content_text.h"
#include "core/content/ptv_fields.h"
#include "core/content/ptv_hours.h"

namespace vuoro::content {
namespace {

using namespace ptv;

class RecordReader {
 public:
  RecordReader(const json::value& value, std::string place, Imported& out)
      : reader_(value, std::move(place), UnknownFields::ignore), out_(out) {}

  Result<void> service() {
    Service service;
    identify(service);
    read_names("serviceNames", service.name, [&](const std::string& language, std::string other) {
      put_word(service.keywords, language, std::move(other));
    });
    read_descriptions(service);
    read_cost(service);
    for (const auto& text : localized("keywords"))
      put_word(service.keywords, text.language, tidy_line(text.value));
    for (const auto& term : reader_.array("ontologyTerms", 200, false)) {
      for (const auto& name : localized_of(term, "name"))
        put_word(service.keywords, name.language, tidy_line(name.value));
    }
    std::vector<Topic> topics;
    read_topics("serviceClasses", TopicKind::topic, service, topics);
    read_topics("lifeEvents", TopicKind::life_event, service, topics);
    service.languages = languages();
    std::vector<Organization> organizations;
    read_organizations(service, organizations);
    for (const auto& link : reader_.array("serviceChannels", 1000, false)) {
      if (const auto id = nested_id(link, "serviceChannel")) service.channel_ids.push_back(*id);
    }
    VUORO_TRY(finish(service));
    Imported harvest;
    harvest.add(service);
    for (const auto& organization : organizations) harvest.add(organization);
    for (const auto& topic : topics) harvest.add(topic);
    out_.records.insert(out_.records.end(), std::make_move_iterator(harvest.records.begin()),
                        std::make_move_iterator(harvest.records.end()));
    return {};
  }

  Result<void> channel() {
    ServiceChannel channel;
    identify(channel);
    static constexpr auto k_types =
        std::to_array<std::string_view>({"Phone", "ServiceLocation", "EChannel", "WebPage", "PrintableForm"});
    channel.kind = static_cast<ChannelKind>(reader_.one_of("serviceChannelType", k_types));
    channel.organization_id = reader_.uuid_if("organizationId");
    read_names("serviceChannelNames", channel.name, [](const std::string&, const std::string&) {});
    std::vector<TypedText> summaries;
    for (auto& text : localized("serviceChannelDescriptions")) {
      if (text.type == "Description") put_text(channel.description, text.language, tidy(text.value));
      if (text.type == "Summary") summaries.push_back(std::move(text));
    }
    for (const auto& text : summaries) put_text(channel.description, text.language, tidy(text.value));
    read_phone(channel);
    for (const auto* field : {"channelUrls", "urls"}) {
      for (const auto& text : localized(field)) put_text(channel.url, text.language, web_address(text.value));
    }
    for (const auto& page : reader_.array("webPages", 200, false)) {
      ObjectReader reader = nested(page, "webPages");
      const std::string language = reader.text_or("language", 8, "");
      const std::string url = reader.text_if("url", 4000).value_or("");
      const std::string old_url =
          reader.text_if("value", 4000).value_or("");  // before version 8 the value was the URL
      put_text(channel.url, language, web_address(url.empty() ? old_url : url));
      reader_.take(reader.finish());
    }
    for (const auto& address : reader_.array("addresses", 100, false)) read_address(address, channel);
    channel.languages = languages();
    auto hours = read_ptv_hours(reader_.any_if("serviceHours"), reader_.path_of("serviceHours"));
    if (!hours) return fail(hours.error());
    channel.hours = std::move(*hours);
    VUORO_TRY(finish(channel));
    out_.add(channel);
    return {};
  }

  Result<void> organization() {
    Organization organization;
    identify(organization);
    read_names("organizationNames", organization.name, [&](const std::string& language, std::string other) {
      put_text(organization.short_name, language, std::move(other));
    });
    VUORO_TRY(finish(organization));
    out_.add(organization);
    return {};
  }

 private:
  template <class Record>
  void identify(Record& record) {
    record.id = reader_.uuid("id");
    record.source = "ptv";
    record.source_key = record.id.to_string();
  }
  template <class Record>
  Result<void> finish(const Record& record) {
    if (record.name.empty()) reader_.fail_at("names", "no name in any language");
    VUORO_TRY(reader_.finish());
    if (auto checked = check(record); !checked) return fail(checked.error().with(reader_.path()));
    return {};
  }

  std::vector<TypedText> localized(std::string_view field) {
    return read_typed_texts(reader_.array(field, 500, false), reader_.path_of(field), reader_);
  }
  std::vector<TypedText> localized_of(const json::value& object, std::string_view field) {
    ObjectReader reader = nested(object, field);
    auto texts = read_typed_texts(reader.array(field, 100, false), reader.path_of(field), reader);
    reader_.take(reader.finish());
    return texts;
  }
  ObjectReader nested(const json::value& value, std::string_view field) {
    return ObjectReader(value, reader_.path_of(field), UnknownFields::ignore);
  }
  std::vector<std::string> languages() { return reader_.texts("languages", 100, 16, false); }

  /// Name, or AlternativeName where displayNameType says so; the other one goes to `other`.
  void read_names(std::string_view field, LocalizedText& name,
                  const std::function<void(const std::string&, std::string)>& other) {
    std::vector<std::string> shown_by_alternative;
    for (const auto& entry : reader_.array("displayNameType", 50, false)) {
      ObjectReader reader = nested(entry, "displayNameType");
      const std::string type = reader.text_or("type", 64, "");
      const std::string language = reader.text_or("language", 8, "");
      reader_.take(reader.finish());
      if (type.starts_with("Alternat")) shown_by_alternative.push_back(language);
    }
    const auto texts = localized(field);
    for (const bool alternative_first : {true, false}) {
      for (const auto& text : texts) {
        const bool alternative = text.type.starts_with("Alternat");
        const bool wanted = std::find(shown_by_alternative.begin(), shown_by_alternative.end(),
                                      text.language) != shown_by_alternative.end();
        if (alternative_first == (alternative == wanted)) {
          if (!name.contains(text.language)) {
            put_text(name, text.language, tidy_line(text.value));
          } else if (name[text.language] != tidy_line(text.value)) {
            other(text.language, tidy_line(text.value));
          }
        }
      }
    }
  }

  void read_descriptions(Service& service) {
    const auto texts = localized("serviceDescriptions");
    // The general description (GD_…), shared by all who give the service, stands in where the own is missing.
    for (const std::string_view prefix : {"", "GD_"}) {
      for (const auto& text : texts) {
        const auto is = [&](std::string_view type) {
          return text.type == std::string(prefix) + std::string(type);
        };
        if (is("Summary") || is("ShortDescription"))
          put_text(service.summary, text.language, tidy_line(text.value));
        if (is("Description")) put_text(service.description, text.language, tidy(text.value));
        if (is("UserInstruction") || is("ServiceUserInstruction")) {
          put_text(service.what_to_do, text.language, one_a_line(text.value));
        }
        if (is("ChargeTypeAdditionalInfo")) put_text(service.cost, text.language, tidy(text.value));
      }
    }
    for (const auto& text : texts) {
      const bool more = text.type == "DeadLineAdditionalInfo" || text.type == "DeadLine" ||
                        text.type == "ValidityTime" || text.type == "ProcessingTime" ||
                        text.type == "ProcessingTimeAdditionalInfo";
      if (more && !tidy(text.value).empty())
        add_paragraph(service.description[text.language], tidy(text.value));
    }
    for (const auto& text : localized("requirements")) {
      if (!tidy(text.value).empty()) add_paragraph(service.description[text.language], tidy(text.value));
    }
  }

  /// Paragraphs as steps, one a line.
  static std::string one_a_line(std::string_view text) {
    const Steps steps = split_steps(text);
    return steps.explanation.empty() ? steps.steps : tidy(text);
  }

  void read_cost(Service& service) {
    const std::string type = reader_.text_if("serviceChargeType", 64).value_or("");
    if (type != "FreeOfCharge" && type != "Free") return;
    put_text(service.cost, "fi", "Maksuton");
    put_text(service.cost, "sv", "Avgiftsfri");
    put_text(service.cost, "en", "Free of charge");
  }

  void read_topics(std::string_view field, TopicKind kind, Service& service, std::vector<Topic>& topics) {
    for (const auto& value : reader_.array(field, 100, false)) {
      ObjectReader reader = nested(value, field);
      Topic topic;
      topic.kind = kind;
      topic.source = "ptv";
      topic.source_key = reader.text_if("code", 100).value_or("");
      if (topic.source_key.empty()) topic.source_key = reader.text_if("uri", 300).value_or("");
      for (const auto& name :
           read_typed_texts(reader.array("name", 50, false), reader.path_of("name"), reader)) {
        put_text(topic.name, name.language, tidy_line(name.value));
      }
      reader_.take(reader.finish());
      if (topic.source_key.empty() || topic.name.empty()) continue;
      topic.id = id_of("ptv", "topic", topic.source_key);
      service.topic_ids.push_back(topic.id);
      topics.push_back(std::move(topic));
    }
  }

  std::optional<Uuid> nested_id(const json::value& link, std::string_view field) {
    ObjectReader outer = nested(link, field);
    const json::value* inner = outer.any_if(field);
    std::optional<Uuid> id;
    if (inner != nullptr) {
      ObjectReader reader(*inner, outer.path_of(field), UnknownFields::ignore);
      id = reader.uuid_if("id");
      reader_.take(reader.finish());
    }
    reader_.take(outer.finish());
    return id;
  }

  void read_organizations(Service& service, std::vector<Organization>& organizations) {
    for (const auto& entry : reader_.array("organizations", 500, false)) {
      ObjectReader outer = nested(entry, "organizations");
      const std::string role = outer.text_or("roleType", 64, "");
      const json::value* inner = outer.any_if("organization");
      reader_.take(outer.finish());
      if (inner == nullptr) continue;
      ObjectReader reader = nested(*inner, "organizations.organization");
      Organization organization;
      organization.id = reader.uuid("id");
      organization.source = "ptv";
      organization.source_key = organization.id.to_string();
      put_text(organization.name, "fi", tidy_line(optional_text(reader, "name")));
      reader_.take(reader.finish());
      if (role == "Responsible" && !service.organization_id) service.organization_id = organization.id;
      const bool known = std::any_of(organizations.begin(), organizations.end(),
                                     [&](const Organization& other) { return other.id == organization.id; });
      if (!known && !organization.name.empty() && role != "Producer")
        organizations.push_back(std::move(organization));
    }
    const auto responsible = reader_.uuid_if("mainResponsibleOrganization");
    if (!service.organization_id) service.organization_id = responsible;
  }

  void read_phone(ServiceChannel& channel) {
    for (const auto* field : {"phoneNumbers", "supportPhones"}) {
      for (const auto& value : reader_.array(field, 200, false)) {
        ObjectReader reader = nested(value, field);
        const std::string type = reader.text_or("type", 32, "Phone");
        const std::string number = tidy_line(reader.text_if("number", 100).value_or(""));
        const std::string prefix = tidy_line(reader.text_if("prefixNumber", 16).value_or(""));
        const std::string language = reader.text_or("language", 8, "");
        const std::string cost = tidy_line(reader.text_if("chargeDescription", 2000).value_or(""));
        const std::string charge = reader.text_if("serviceChargeType", 64).value_or("");
        reader_.take(reader.finish());
        if (number.empty() || type == "Fax" || type == "Sms") continue;
        const std::string whole = prefix.empty() ? number : prefix + " " + number;
        if (channel.phone.empty()) channel.phone = whole;
        if (channel.phone != whole) continue;
        put_text(channel.phone_cost, language, cost);
        if (cost.empty() && charge == "FreeOfCharge") put_text(channel.phone_cost, "fi", "Maksuton");
      }
    }
  }

  void read_address(const json::value& value, ServiceChannel& channel) {
    ObjectReader outer = nested(value, "addresses");
    const std::string type = outer.text_or("type", 32, "");
    const json::value* street = outer.any_if("streetAddress");
    if (street == nullptr) street = outer.any_if("otherAddress");
    reader_.take(outer.finish());
    if (street == nullptr || type == "Postal" || !channel.address.empty()) return;
    ObjectReader reader = nested(*street, "addresses.streetAddress");
    const std::string number = tidy_line(reader.text_if("streetNumber", 100).value_or(""));
    const std::string postal_code = tidy_line(reader.text_if("postalCode", 32).value_or(""));
    LocalizedText streets;
    LocalizedText offices;
    read_localized(reader, "street", streets);
    read_localized(reader, "postOffice", offices);
    const auto north = coordinate(reader, "latitude");
    const auto east = coordinate(reader, "longitude");
    reader_.take(reader.finish());
    for (const auto& [language, name] : streets) {
      std::string line = number.empty() ? name : name + " " + number;
      const std::string office = tidy_line(postal_code + " " + text_in(offices, language));
      if (!office.empty()) line += ", " + office;
      put_text(channel.address, language, tidy_line(line));
    }
    if (!north || !east) return;
    if (const auto place = degrees_of(*north, *east)) {
      channel.latitude = place->latitude;
      channel.longitude = place->longitude;
    }
  }

  ObjectReader reader_;
  Imported& out_;
};

class DocumentReader {
 public:
  Imported read(const json::value& value) {
    if (const auto* array = value.if_array()) {
      for (std::size_t i = 0; i < array->size(); ++i) record((*array)[i], fmt::format("[{}]", i));
    } else if (const auto* object = value.if_object()) {
      const auto* items = object->if_contains("itemList");
      if (items != nullptr && items->is_array()) {
        for (std::size_t i = 0; i < items->as_array().size(); ++i) {
          record(items->as_array()[i], fmt::format("itemList[{}]", i));
        }
      } else if (object->contains("id")) {
        record(value, "record");
      } else {
        for (const auto& entry : *object) record(entry.value(), std::string(entry.key()));
      }
    } else {
      out_.problems.push_back({"", "document", "expected an object or an array"});
    }
    Imported whole;
    whole.merge(std::move(out_));  // the same organisation and topic is named by many services
    return whole;
  }

 private:
  void record(const json::value& value, const std::string& place) {
    const auto* object = value.if_object();
    const auto* id = object == nullptr ? nullptr : object->if_contains("id");
    const std::string source_id = id == nullptr     ? place
                                  : id->is_string() ? std::string(id->as_string().subview(0, 64))
                                                    : json::serialize(*id).substr(0, 64);
    if (object == nullptr) return out_.problems.push_back({source_id, place, "expected an object"});
    const auto* status = object->if_contains("publishingStatus");
    if (status != nullptr && status->is_string() && status->as_string() != "Published") {
      ++out_.unpublished;
      return;
    }
    RecordReader reader(value, place, out_);
    Result<void> read;
    if (object->contains("serviceNames")) {
      read = reader.service();
    } else if (object->contains("serviceChannelNames")) {
      read = reader.channel();
    } else if (object->contains("organizationNames")) {
      read = reader.organization();
    } else {
      read =
          fail(Errc::unsupported, place + ": neither a service nor a channel nor an organisation of PTV v11");
    }
    if (!read) out_.problems.push_back({source_id, place, read.error().message});
  }

  Imported out_;
};

}  // namespace

Result<Imported> read_ptv(std::string_view document) {
  VUORO_ASSIGN(const json::value value, parse_json(document, k_content_limits));
  return DocumentReader().read(value);
}

}  // namespace vuoro::content
