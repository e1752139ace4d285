#include "core/lobby/record_codec.h"

#include "core/base/described_json.h"
#include "core/lobby/record_describe.h"

namespace vuoro {

template <class Record>
json::value encode(const Record& record) {
  return described::write(record);
}

template <class Record>
Result<Record> decode(const json::value& value, RecordMode mode, const std::string& path) {
  return described::decode<Record>(value, mode, path);
}

#define VUORO_INSTANTIATE(Type, Name, Scope)        \
  template json::value encode<Type>(const Type&);   \
  template Result<Type> decode<Type>(const json::value&, RecordMode, const std::string&);
VUORO_RECORD_COLLECTIONS(VUORO_INSTANTIATE)
VUORO_INSTANTIATE(OpeningHours, "", site)
VUORO_INSTANTIATE(DisplaySettings, "", site)
#undef VUORO_INSTANTIATE

std::string_view name_of(TicketState state) { return boost::describe::enum_to_string(state, ""); }
std::string_view name_of(AppointmentState state) { return boost::describe::enum_to_string(state, ""); }
std::string_view name_of(PrintJobState state) { return boost::describe::enum_to_string(state, ""); }
std::string_view name_of(DeviceRole role) { return boost::describe::enum_to_string(role, ""); }
std::string_view name_of(AuthorityState state) { return boost::describe::enum_to_string(state, ""); }

}  // namespace vuoro
