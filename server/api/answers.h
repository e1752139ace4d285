#pragma once
// Common shapes of answers.

#include "core/base/json.h"
#include "server/http/http.h"

namespace vuoro::api {

[[nodiscard]] inline http::Response json_response(const json::value& value, int status = 200) {
  http::Response response;
  response.status = status;
  response.body = json::serialize(value);
  return response;
}

[[nodiscard]] inline http::Response empty_response() {
  http::Response response;
  response.status = 204;
  return response;
}

/// The value as JSON, or the error.
[[nodiscard]] inline http::Response answer_of(const Result<json::value>& result) {
  return result ? json_response(*result) : http::error_response(result.error());
}

}  // namespace vuoro::api
