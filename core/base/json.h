#pragma once
// JSON from outside: always parsed with limits, always read strictly (see object_reader.h).

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vuoro {

namespace json = boost::json;

struct JsonLimits {
  std::size_t bytes_max = 1 << 20;
  std::size_t depth_max = 16;
};

/// Parses one whole document of valid UTF-8. @return too_large, or parse with the offset of the first bad byte.
[[nodiscard]] Result<json::value> parse_json(std::string_view text, const JsonLimits& limits = {});

/// The same document always gives the same text: objects sorted by key. For comparing contents.
[[nodiscard]] std::string canonical_json(const json::value& value);

}  // namespace vuoro
