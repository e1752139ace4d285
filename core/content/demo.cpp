#include "core/content/demo.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "core/base/file.h"
#include "core/base/object_reader.h"
#include "core/lobby/profiles.h"
#include "core/lobby/segmentation.h"

namespace vuoro::content {
namespace {

constexpr std::string_view k_source = "demo";

OpeningHours round_the_clock() {
  return {
      {{{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri, Weekday::sat, Weekday::sun},
        "00:00",
        "24:00"}},
      {}};
}

/// One record of a demo file, with its keys turned into ids; decoded strictly, so a misspelt field is found.
class Entry {
 public:
  Entry(const json::object& fields, std::string key) : fields_(fields), key_(std::move(key)) {}

  void drop(std::string_view field) { fields_.erase(field); }
  void set(std::string_view field, std::string_view text) { fields_[field] = json::string(text); }
  void set(std::string_view field, json::array ids) { fields_[field] = std::move(ids); }

  /// A key of another record becomes its id under the name `to`.
  void refer(std::string_view field, std::string_view collection, std::string_view to,
             const std::set<Uuid>& known) {
    const json::value* value = fields_.if_contains(field);
    if (value == nullptr || value->is_null()) return drop(field);
    if (const auto id = resolve(*value, field, collection, known)) {
      drop(field);
      set(to, id->to_string());
    }
  }
  void refer_all(std::string_view field, std::string_view collection, std::string_view to,
                 const std::set<Uuid>& known) {
    const json::value* value = fields_.if_contains(field);
    if (value == nullptr) return;
    const auto* keys = value->if_array();
    if (keys == nullptr) return fail_at(field, "expected an array of keys");
    json::array ids;
    for (const auto& key : *keys) {
      if (const auto id = resolve(key, field, collection, known))
        ids.emplace_back(json::string(id->to_string()));
    }
    drop(field);
    set(to, std::move(ids));
  }

  /// In an array of objects under `list`, each one's key becomes its id.
  void refer_each(std::string_view list, std::string_view field, std::string_view collection,
                  std::string_view to, const std::set<Uuid>& known) {
    json::value* value = fields_.if_contains(list);
    auto* entries = value == nullptr ? nullptr : value->if_array();
    if (entries == nullptr) return fail_at(list, "expected an array");
    for (std::size_t i = 0; i < entries->size(); ++i) {
      const std::string place = fmt::format("{}[{}]", list, i);
      auto* object = (*entries)[i].if_object();
      const json::value* key = object == nullptr ? nullptr : object->if_contains(field);
      if (key == nullptr) return fail_at(place, fmt::format("expected an object with \"{}\"", field));
      const auto id = resolve(*key, fmt::format("{}.{}", place, field), collection, known);
      if (!id) return;
      object->erase(field);
      (*object)[to] = json::string(id->to_string());
    }
  }

  /// The record, its absent fields at their defaults.
  template <class Record>
  Result<Record> as() const {
    if (!wrong_.empty()) return fail(Errc::invalid_argument, wrong_);
    json::value whole = encode(Record{});
    for (const auto& field : fields_) whole.as_object()[field.key()] = field.value();
    return decode<Record>(whole, RecordMode::strict);
  }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] const json::object& fields() const { return fields_; }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  void fail_at(std::string_view field, std::string_view what) {
    if (wrong_.empty()) wrong_ = fmt::format("{}: {}", field, what);
  }
  std::optional<Uuid> resolve(const json::value& key, std::string_view field, std::string_view collection,
                              const std::set<Uuid>& known) {
    const auto* text = key.if_string();
    if (text == nullptr) {
      fail_at(field, "expected a key");
      return std::nullopt;
    }
    const Uuid id = id_of(k_source, collection, {text->data(), text->size()});
    if (known.contains(id)) return id;
    fail_at(field,
            fmt::format("there is no {} \"{}\"", collection, std::string_view(text->data(), text->size())));
    return std::nullopt;
  }

  json::object fields_;
  std::string key_;
  std::string wrong_;
};

class DemoReader {
 public:
  DemoReader(std::filesystem::path folder, const DemoOptions& options)
      : folder_(std::move(folder)), options_(options) {}

  Result<DemoContent> read(LocalDate today) {
    VUORO_TRY(read_site());
    read_all<Organization>("organizations.json", {}, [](Entry& entry) { entry.drop("color"); });
    read_all<Topic>("topics.json", {}, [](Entry&) {});
    read_all<ServiceChannel>("channels.json", {}, [this](Entry& entry) { refer_organization(entry); });
    read_all<Queue>(
        "queues.json",
        [this](Queue& queue) {
          if (options_.always_open) queue.hours = round_the_clock();
          queues_.push_back(queue);
        },
        [this](Entry& entry) {
          refer_organization(entry);
          of_site(entry);
        });
    read_all<Service>(
        "services.json", [this](Service& service) { services_.push_back(service); },
        [this](Entry& entry) {
          refer_organization(entry);
          entry.refer_all("topics", "topic", "topic_ids", known_);
          entry.refer_all("channels", "service_channel", "channel_ids", known_);
          entry.refer("queue", "queue", "queue_id", known_);
        });
    if (has("counter_profiles.json")) read_profiles();
    read_all<Counter>("counters.json", {}, [this](Entry& entry) {
      entry.refer_all("queues", "queue", "queue_ids", known_);
      entry.refer("profile", "counter_profile", "profile_id", known_);
      of_site(entry);
    });
    if (has("segment_rules.json")) read_rules();
    read_all<FeedbackQuestion>("feedback_questions.json", {}, [](Entry&) {});
    read_all<Announcement>("announcements.json", {}, [this](Entry& entry) {
      entry.drop("source_key");
      of_site(entry);
    });
    read_staff();
    read_displays();
    read_slots(today);
    return std::move(out_);
  }

 private:
  Result<json::value> document(const std::string& file) const {
    VUORO_ASSIGN(const std::string text, read_file(folder_ / file, k_content_limits.bytes_max));
    auto value = parse_json(text, k_content_limits);
    if (!value) return fail(value.error().with(file));
    return value;
  }

  /// Files that not every lobby has use for.
  [[nodiscard]] bool has(const std::string& file) const { return std::filesystem::exists(folder_ / file); }

  /// {key, name, order, queues: [{queue, help_after_minutes?}]}
  void read_profiles() {
    read_all<CounterProfile>("counter_profiles.json", {}, [this](Entry& entry) {
      entry.refer_each("queues", "queue", "queue", "queue_id", known_);
      of_site(entry);
    });
  }

  /// {key, order, services, organizations, from_queues, languages, needs, booked, queue, priority_minutes}
  void read_rules() {
    read_all<SegmentRule>("segment_rules.json", {}, [this](Entry& entry) {
      entry.refer_all("services", "service", "service_ids", known_);
      entry.refer_all("organizations", "organization", "organization_ids", known_);
      entry.refer_all("from_queues", "queue", "from_queue_ids", known_);
      entry.refer("queue", "queue", "queue_id", known_);
      of_site(entry);
    });
  }

  Result<void> read_site() {
    VUORO_ASSIGN(const json::value value, document("site.json"));
    const auto* fields = value.if_object();
    const auto* key = fields == nullptr ? nullptr : fields->if_contains("key");
    if (key == nullptr || !key->is_string())
      return fail(Errc::parse, "site.json: expected an object with a key");
    Entry entry(*fields, json::value_to<std::string>(*key));
    out_.site_id = id_of(k_source, "site", entry.key());
    entry.drop("key");
    entry.set("id", out_.site_id.to_string());
    entry.set("source_key", entry.key());
    auto site = entry.as<Site>();
    if (!site) return fail(site.error().with("site.json"));
    if (options_.always_open) site->hours = round_the_clock();
    if (auto valid = validate(site->hours); !valid) return fail(valid.error().with("site.json: hours"));
    site_ = *site;
    out_.content.add(site_);
    return {};
  }

  /// Calls `each` with every object of an array file; what is not one is a problem.
  template <class Each>
  void each_entry(const std::string& file, const char* key_field, const Each& each) {
    const auto value = document(file);
    if (!value) return problem("", file, value.error().to_string());
    const auto* array = value->if_array();
    if (array == nullptr) return problem("", file, "expected an array");
    std::set<std::string> keys;
    for (std::size_t i = 0; i < array->size(); ++i) {
      const std::string place = fmt::format("{}[{}]", file, i);
      const auto* fields = (*array)[i].if_object();
      if (fields == nullptr) {
        problem(fmt::format("#{}", i), place, "expected an object");
        continue;
      }
      std::string key = fmt::format("#{}", i);
      if (key_field != nullptr) {
        const auto* found = fields->if_contains(key_field);
        if (found == nullptr || !found->is_string() || found->as_string().empty()) {
          problem(key, place, fmt::format("{}: missing", key_field));
          continue;
        }
        key = json::value_to<std::string>(*found);
        if (!keys.insert(key).second) {
          problem(key, place, "the same key twice");
          continue;
        }
      }
      Entry entry(*fields, key);
      each(entry, place);
    }
  }

  template <class Record>
  void read_all(const std::string& file, const std::function<void(Record&)>& change,
                const std::function<void(Entry&)>& prepare) {
    each_entry(file, "key", [&](Entry& entry, const std::string& place) {
      const Uuid id = id_of(k_source, collection_of<Record>(), entry.key());
      entry.drop("key");
      entry.set("id", id.to_string());
      entry.set("source_key", entry.key());
      if constexpr (requires(Record record) { record.source; }) entry.set("source", k_source);
      prepare(entry);
      auto record = entry.as<Record>();
      if (!record) return problem(entry.key(), place, record.error().message);
      if constexpr (requires(Record named) {
                      requires std::is_same_v<decltype(named.name), LocalizedText>;
                    }) {
        if (record->name.empty()) return problem(entry.key(), place, "name: there is none");
      }
      if constexpr (requires { record->hours; }) {
        if (auto valid = validate(record->hours); !valid) {
          return problem(entry.key(), place, "hours." + valid.error().message);
        }
      }
      if constexpr (requires { validate(*record, place); }) {
        if (auto valid = validate(*record, place); !valid) {
          return problem(entry.key(), place, valid.error().message.substr(place.size() + 1));
        }
      }
      if (change) change(*record);
      known_.insert(id);
      out_.content.add(*record);
    });
  }

  void read_staff() {
    each_entry("staff.json", "username", [&](Entry& entry, const std::string& place) {
      entry.refer_all("organizations", "organization", "organization_ids", known_);
      const json::value fields = entry.fields();
      ObjectReader reader(fields, "");
      DemoStaff person;
      person.username = reader.text("username", 64);
      person.display_name = reader.text("display_name", 200);
      person.roles = reader.texts("roles", 16, 64);
      person.organization_ids = reader.uuids("organization_ids", 100, false);
      finish(entry, place, reader, [&] { out_.staff.push_back(person); });
    });
  }

  void read_displays() {
    each_entry("displays.json", "key", [&](Entry& entry, const std::string& place) {
      entry.refer_all("queues", "queue", "queue_ids", known_);
      const json::value fields = entry.fields();
      ObjectReader reader(fields, "");
      DemoDisplay display;
      display.key = reader.text("key", 64);
      display.name = reader.text("name", 200);
      display.queue_ids = reader.uuids("queue_ids", 100, false);
      display.languages = reader.texts("languages", 8, 8);
      finish(entry, place, reader, [&] { out_.displays.push_back(display); });
    });
  }

  void read_slots(LocalDate today) {
    static constexpr auto k_days =
        std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
    each_entry("slots.json", nullptr, [&](Entry& entry, const std::string& place) {
      entry.refer("service", "service", "service_id", known_);
      const json::value fields = entry.fields();
      ObjectReader reader(fields, "");
      SlotRule rule;
      rule.service_id = reader.uuid("service_id");
      static_cast<void>(reader.text_or("counter", 64, ""));  // who gives it; slots belong to the service
      rule.from = reader.text("from", 5);
      rule.to = reader.text("to", 5);
      rule.minutes = static_cast<std::int32_t>(reader.integer("minutes", 5, 480));
      rule.capacity = static_cast<std::int32_t>(reader.integer("capacity", 1, 100));
      for (const auto& day : reader.texts("weekdays", 7, 3)) {
        const auto* found = std::find(k_days.begin(), k_days.end(), day);
        if (found == k_days.end()) reader.fail_at("weekdays", "not a weekday");
        rule.weekdays.push_back(static_cast<Weekday>(found - k_days.begin()));
      }
      finish(entry, place, reader, [&] {
        const auto slots = expand_slots(site_, queues_, services_, {rule}, today, options_);
        if (!slots) return problem(entry.key(), place, slots.error().message);
        rules_.push_back(rule);
      });
    });
    const auto slots = expand_slots(site_, queues_, services_, rules_, today, options_);
    if (!slots) return problem("", "slots.json", slots.error().message);
    for (const auto& slot : *slots) out_.content.add(slot);
  }

  template <class Keep>
  void finish(const Entry& entry, const std::string& place, ObjectReader& reader, const Keep& keep) {
    if (!entry.wrong().empty()) return problem(entry.key(), place, entry.wrong());
    if (const auto done = reader.finish(); !done) return problem(entry.key(), place, done.error().message);
    keep();
  }

  void refer_organization(Entry& entry) {
    entry.refer("organization", "organization", "organization_id", known_);
  }
  void of_site(Entry& entry) { entry.set("site_id", out_.site_id.to_string()); }
  void problem(std::string id, std::string place, std::string what) {
    out_.content.problems.push_back({std::move(id), std::move(place), std::move(what)});
  }

  std::filesystem::path folder_;
  DemoOptions options_;
  DemoContent out_;
  Site site_;
  std::vector<Queue> queues_;
  std::vector<Service> services_;
  std::vector<SlotRule> rules_;
  std::set<Uuid> known_;  ///< ids that other records may name
};

}  // namespace

Result<DemoContent> load_demo(const std::filesystem::path& folder, LocalDate today,
                              const DemoOptions& options) {
  return DemoReader(folder, options).read(today);
}

}  // namespace vuoro::content
