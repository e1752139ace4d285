#pragma once
// How strictly a record is read, and the limits that hold for every record.

#include <cstddef>
#include <cstdint>

namespace vuoro {

enum class RecordMode {
  strict,   ///< from outside into the authority: unknown and missing fields are errors
  newer,    ///< the same from a program one protocol version ahead: unknown fields are ignored, all else as strict
  lenient,  ///< from the authority to a device that may be one version apart: unknown ignored, missing = default
};

inline constexpr std::size_t k_record_text_bytes_max = 16'384;
inline constexpr std::size_t k_record_list_max = 2'000;
inline constexpr std::int64_t k_record_time_ms_max = 7'258'118'400'000;  // the year 2200

}  // namespace vuoro
