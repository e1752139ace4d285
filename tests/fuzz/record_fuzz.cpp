// Records and feed pages as they come from the authority to a device. The first byte chooses the type; what
// is read strictly must come through JSON unchanged.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/lobby/record_codec.h"
#include "core/sync/answers.h"

using namespace vuoro;

namespace {

template <class Record>
void check(const json::value& value) {
  (void)decode<Record>(value, RecordMode::lenient);
  const auto record = decode<Record>(value, RecordMode::strict);
  if (!record) return;
  const auto again = decode<Record>(encode(*record), RecordMode::strict);
  if (!again || canonical_json(encode(*again)) != canonical_json(encode(*record))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto value = parse_json(text);
  int chosen = data[0] % 32;
#define VUORO_CHECK_RECORD(Type, Name, Scope) \
  if (chosen-- == 0 && value) check<Type>(*value);
  VUORO_RECORD_COLLECTIONS(VUORO_CHECK_RECORD)
#undef VUORO_CHECK_RECORD
  if (chosen-- == 0 && value) {
    const auto hours = decode<OpeningHours>(*value);
    if (hours && validate(*hours)) {
      const auto zone = TimeZone::create("Europe/Helsinki");
      (void)next_opening(*hours, *zone, from_unix_ms(1'774'746'000'000));
    }
  }
  const sync::Response response{200, text, std::nullopt, {}};
  (void)sync::decode_answer<protocol::ChangesPage>(response);
  (void)sync::decode_answer<protocol::LeaseAnswer>(response);
  (void)sync::decode_answer<protocol::EventAnswers>(response);
  (void)sync::error_of({500, text, std::nullopt, {}});
  return 0;
}
