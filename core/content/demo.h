#pragma once
// Reads the demo content of assets/demo: one joint service point, its services, queues, slots and people.

#include <filesystem>
#include <string>
#include <vector>

#include "core/content/imported.h"
#include "core/lobby/time_zone.h"

namespace vuoro::content {

struct DemoOptions {
  /// Site and queues open 00:00–24:00 every day, and today's and tomorrow's slots round the clock, so that
  /// the demo can be tried at night and on a holiday.
  bool always_open = false;
  /// Slots are made for this many days from today on.
  int slot_days = 14;
};

struct DemoStaff {
  std::string username;
  std::string display_name;
  std::vector<std::string> roles;
  std::vector<Uuid> organization_ids;
};

struct DemoDisplay {
  std::string key;
  std::string name;
  std::vector<Uuid> queue_ids;
  std::vector<std::string> languages;
};

struct DemoContent {
  Imported content;  ///< records of every content and site collection, the site first, slots last
  Uuid site_id;
  std::vector<DemoStaff> staff;
  std::vector<DemoDisplay> displays;
};

/// Reads every file of the folder. A broken record is a problem and is left out with those that name it.
/// @param today  the local date from which slots are made.
/// @return not_found, parse: the folder, or site.json, cannot be read at all.
[[nodiscard]] Result<DemoContent> load_demo(const std::filesystem::path& folder, LocalDate today,
                                            const DemoOptions& options = {});

/// One rule of slots.json: a service is given on these days, in steps of `minutes`.
struct SlotRule {
  Uuid service_id;
  std::vector<Weekday> weekdays;
  std::string from;
  std::string to;
  std::int32_t minutes = 30;
  std::int32_t capacity = 1;
};

/// The slots of the rules within the opening hours of the site (and of the service's queue). Two rules that
/// meet in service, time and length add up their capacity.
/// @return invalid_argument: an unknown time zone, or a rule that is malformed.
[[nodiscard]] Result<std::vector<Slot>> expand_slots(const Site& site, const std::vector<Queue>& queues,
                                                     const std::vector<Service>& services,
                                                     const std::vector<SlotRule>& rules, LocalDate today,
                                                     const DemoOptions& options);

}  // namespace vuoro::content
