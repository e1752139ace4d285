#pragma once
// Reading the authority's answers.

#include "core/sync/limits.h"
#include "core/sync/protocol.h"
#include "core/sync/transport.h"

namespace vuoro::sync {

/// The body as JSON, within limits.
[[nodiscard]] Result<json::value> answer_json(const Response& response);

/// The message in an answer, whatever its status; nothing when it is none (no answer, an error object,
/// garbage).
template <class Message>
[[nodiscard]] std::optional<Message> decode_answer(const Response& response) {
  if (response.status == 0) return std::nullopt;
  const auto body = answer_json(response);
  if (!body || !body->is_object() || body->get_object().contains("error")) return std::nullopt;
  auto message = protocol::decode<Message>(*body, RecordMode::lenient);
  if (!message) return std::nullopt;
  return std::move(*message);
}

/// The authority has heard the request and answered it for good, whatever it said. Otherwise it may or may
/// not have had its effect, and is sent again as it was.
[[nodiscard]] inline bool is_certain(const Response& response) {
  return response.status >= 200 && response.status < 500 && response.status != 429;
}

/// What an answer outside 2xx says; unavailable when there was none.
[[nodiscard]] Error error_of(const Response& response);

/// The code of a name ("exhausted"); `otherwise` for a name this program does not know.
[[nodiscard]] Errc errc_of(std::string_view name, Errc otherwise);

}  // namespace vuoro::sync
