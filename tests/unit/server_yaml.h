#pragma once
// YAML as JSON, for reading the OpenAPI document.

#include <string>

#include "core/base/json.h"

namespace vuoro::test {

/// @return parse with the line.
[[nodiscard]] Result<json::value> read_yaml(const std::string& text);

}  // namespace vuoro::test
