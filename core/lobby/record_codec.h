#pragma once
// Records to and from JSON. The names of collections on the wire and in stores.

#include <array>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/record_mode.h"
#include "core/base/result.h"
#include "core/lobby/content_records.h"
#include "core/lobby/lobby_records.h"

namespace vuoro {

template <class Record>
[[nodiscard]] json::value encode(const Record& record);

/// @param path  put before the field's name in errors.
/// @return invalid_argument with the path of the first bad field.
template <class Record>
[[nodiscard]] Result<Record> decode(const json::value& value, RecordMode mode = RecordMode::lenient,
                                    const std::string& path = "");

/// The collection in which a record type lives: collection_of<Queue>() == "queue".
template <class Record>
[[nodiscard]] constexpr std::string_view collection_of();

#define VUORO_RECORD_COLLECTIONS(X)            \
  X(Organization, "organization", global)      \
  X(Topic, "topic", global)                    \
  X(Service, "service", global)                \
  X(ServiceChannel, "service_channel", global) \
  X(FeedbackQuestion, "feedback_question", global) \
  X(Site, "site", site)                        \
  X(JoinCode, "join_code", site)               \
  X(Queue, "queue", site)                      \
  X(QueueStatus, "queue_status", site)         \
  X(SegmentRule, "segment_rule", site)         \
  X(CounterProfile, "counter_profile", site)   \
  X(Counter, "counter", site)                  \
  X(Ticket, "ticket", site)                    \
  X(Slot, "slot", site)                        \
  X(Appointment, "appointment", site)          \
  X(Announcement, "announcement", site)        \
  X(Device, "device", site)                    \
  X(PrintJob, "print_job", site)               \
  X(SiteAuthority, "site_authority", site)

enum class ScopeKind { global, site };

struct CollectionInfo {
  std::string_view name;
  ScopeKind scope;
};

#define VUORO_COLLECTION_INFO(Type, Name, Scope) CollectionInfo{Name, ScopeKind::Scope},
inline constexpr auto k_collections = std::to_array<CollectionInfo>({VUORO_RECORD_COLLECTIONS(VUORO_COLLECTION_INFO)});
#undef VUORO_COLLECTION_INFO

#define VUORO_COLLECTION_OF(Type, Name, Scope)               \
  template <>                                                \
  constexpr std::string_view collection_of<Type>() {         \
    return Name;                                             \
  }                                                          \
  extern template json::value encode<Type>(const Type&);     \
  extern template Result<Type> decode<Type>(const json::value&, RecordMode, const std::string&);
VUORO_RECORD_COLLECTIONS(VUORO_COLLECTION_OF)
#undef VUORO_COLLECTION_OF

extern template json::value encode<OpeningHours>(const OpeningHours&);
extern template Result<OpeningHours> decode<OpeningHours>(const json::value&, RecordMode, const std::string&);
extern template json::value encode<DisplaySettings>(const DisplaySettings&);
extern template Result<DisplaySettings> decode<DisplaySettings>(const json::value&, RecordMode, const std::string&);

/// The name of a state as on the wire ("no_show").
[[nodiscard]] std::string_view name_of(TicketState state);
[[nodiscard]] std::string_view name_of(AppointmentState state);
[[nodiscard]] std::string_view name_of(DeviceRole role);
[[nodiscard]] std::string_view name_of(PrintJobState state);
[[nodiscard]] std::string_view name_of(AuthorityState state);

}  // namespace vuoro
