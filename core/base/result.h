#pragma once
// Errors are values: every fallible function returns Result<T>. Exceptions stop at the library that throws.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace vuoro {

/// What went wrong, as far as a caller may want to act on it. What a visitor reads is another, translated text.
enum class Errc {
  invalid_argument,  ///< a value outside its range, a wrong type, an unknown field
  parse,             ///< outside bytes that are not of the form they claim
  too_large,         ///< over a limit of size or count
  too_many,          ///< over a rate; try again later
  not_found,
  conflict,          ///< the state it starts from is no longer so, or the same id with another content
  alive,             ///< what is to be declared lost was heard of just now: only by a second yes
  unauthorized,      ///< who are you?
  forbidden,         ///< you may not
  expired,           ///< a lease, code or session past its time
  exhausted,         ///< nothing left to give: no number, no slot
  closed,            ///< the queue or service is not open now
  timeout,
  unavailable,       ///< the other side cannot be reached or is busy; safe to try again
  resync,            ///< too far behind: start anew from the snapshot
  corrupt,           ///< stored data that cannot be trusted
  io,
  disk_full,
  paper_out,         ///< printer: nothing was printed
  cover_open,        ///< printer: nothing was printed
  cutter,            ///< printer: cutter error, nothing was printed
  offline,           ///< device not there or switched off: nothing was done
  unknown_outcome,   ///< it may have happened; never do it again by yourself
  unsupported,
  cancelled,
  internal,
};

/// The stable name of a code, as in logs and in the "code" of a JSON error.
[[nodiscard]] std::string_view name_of(Errc code);

struct Error {
  Errc code = Errc::internal;
  std::string message;  ///< for the log; English; never shown to a visitor, never personal data

  /// Puts `context` before the message: "context: message".
  [[nodiscard]] Error with(std::string_view context) const;
  /// "code: message"
  [[nodiscard]] std::string to_string() const;
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace vuoro

/// VUORO_TRY(expression): returns its error from this function, as it is.
#define VUORO_TRY(expression)                                                 \
  do {                                                                        \
    if (auto vuoro_try_result = (expression); !vuoro_try_result)              \
      return ::tl::unexpected<::vuoro::Error>(std::move(vuoro_try_result).error()); \
  } while (false)

#define VUORO_CONCAT_INNER(a, b) a##b
#define VUORO_CONCAT(a, b) VUORO_CONCAT_INNER(a, b)
/// VUORO_ASSIGN(auto x, expression): x is the value, or returns the error.
#define VUORO_ASSIGN(declaration, expression) \
  VUORO_ASSIGN_INNER(VUORO_CONCAT(vuoro_assign_, __LINE__), declaration, expression)
#define VUORO_ASSIGN_INNER(temporary, declaration, expression)                           \
  auto temporary = (expression);                                                         \
  if (!temporary) return ::tl::unexpected<::vuoro::Error>(std::move(temporary).error()); \
  declaration = std::move(*temporary)
