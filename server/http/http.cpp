#include "server/http/http.h"

#include "core/base/json.h"

namespace vuoro::http {

int status_of(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
    case Errc::parse:
      return 400;
    case Errc::unauthorized:
      return 401;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::unsupported:
      return 405;
    case Errc::conflict:
      return 409;
    case Errc::resync:
    case Errc::expired:
      return 410;
    case Errc::too_large:
      return 413;
    case Errc::closed:
    case Errc::exhausted:
      return 422;
    case Errc::too_many:
      return 429;
    case Errc::unavailable:
    case Errc::timeout:
    case Errc::disk_full:
    case Errc::cancelled:
      return 503;
    default:
      return 500;
  }
}

Response error_response(const Error& error) {
  Response response;
  response.status = status_of(error.code);
  // What went wrong inside is for the log, not for whoever asks.
  const std::string message = response.status == 500 ? "the server failed; see its log" : error.message;
  response.body =
      json::serialize(json::object{{"error", {{"code", name_of(error.code)}, {"message", message}}}});
  if (response.status == 429 || response.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response error_response(Errc code, std::string message) {
  return error_response(Error{code, std::move(message)});
}

}  // namespace vuoro::http
