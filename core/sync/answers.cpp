#include "core/sync/answers.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace vuoro::sync {

Result<json::value> answer_json(const Response& response) {
  return parse_json(response.body, JsonLimits{k_answer_bytes_max, 32});
}

Errc errc_of(std::string_view name, Errc otherwise) {
  for (int code = 0; code <= static_cast<int>(Errc::internal); ++code) {
    if (name_of(static_cast<Errc>(code)) == name) return static_cast<Errc>(code);
  }
  return otherwise;
}

Error error_of(const Response& response) {
  if (response.status == 0)
    return {Errc::unavailable, response.failure.empty() ? "no answer" : response.failure};
  Error error{response.status >= 500 ? Errc::unavailable : Errc::invalid_argument,
              fmt::format("HTTP {}", response.status)};
  const auto body = answer_json(response);
  const json::object* object = body ? body->if_object() : nullptr;
  const json::value* inner = object == nullptr ? nullptr : object->if_contains("error");
  const json::object* said = inner == nullptr ? nullptr : inner->if_object();
  if (said == nullptr) return error;
  if (const auto* code = said->if_contains("code"); code != nullptr && code->is_string()) {
    error.code = errc_of(code->get_string(), error.code);
  }
  if (const auto* message = said->if_contains("message"); message != nullptr && message->is_string()) {
    constexpr std::size_t k_said_bytes_max = 300;
    const auto& text = message->get_string();
    error.message += ": " + clean_text(truncate_utf8({text.data(), text.size()}, k_said_bytes_max));
  }
  return error;
}

}  // namespace vuoro::sync
