#pragma once
// The path and the query of a request line.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vuoro::http {

struct Target {
  std::string path;                          ///< decoded, begins with '/'
  std::map<std::string, std::string> query;  ///< decoded

  /// @return invalid_argument naming the field when it is no whole number within the bounds.
  [[nodiscard]] Result<std::int64_t> integer(const std::string& name, std::int64_t least, std::int64_t most,
                                             std::int64_t otherwise) const;
  [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
};

/// @return parse: not of the form /path?name=value&…, bad escapes, control characters, a name twice;
/// too_large.
[[nodiscard]] Result<Target> parse_target(std::string_view target);

/// The value of one cookie in a Cookie header, or nothing.
[[nodiscard]] std::optional<std::string> cookie_value(std::string_view header, std::string_view name);

}  // namespace vuoro::http
