#include "server/http/http.h"

#include <fmt/format.h>

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
    case Errc::alive:
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

Response error_response(const Error& error, std::string_view kind) {
  Response response;
  response.status = status_of(error.code);
  // What went wrong inside is for the log, not for whoever asks.
  const std::string message = response.status == 500 ? "the server failed; see its log" : error.message;
  json::object said{{"code", name_of(error.code)}, {"message", message}};
  if (!kind.empty()) said["kind"] = kind;
  response.body = json::serialize(json::object{{"error", std::move(said)}});
  if (response.status == 429 || response.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

std::string http_date(WallTime time) {
  // By hand: strftime would write the names in the process's language.
  static constexpr const char* k_days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* k_months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     k_days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                     k_months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

Response error_response(Errc code, std::string message) {
  return error_response(Error{code, std::move(message)});
}

}  // namespace vuoro::http
