#pragma once
// HTTP/1 as text: a request read piece by piece, the head of an answer. No sockets; Beast's parser lives in
// the .cpp.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/http.h"

namespace vuoro::http {

/// One request. Feed it what comes until `ended`.
class RequestReader {
 public:
  enum class State { head, body, ended, failed };

  /// @param header_bytes_max, body_bytes_max  over them it fails with too_large.
  RequestReader(std::size_t header_bytes_max, std::size_t body_bytes_max);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Takes from the front of `bytes`; stops after the head and at the end of the request. @return how many it
  /// took.
  std::size_t feed(std::string_view bytes);
  [[nodiscard]] State state() const { return state_; }
  /// When failed: parse (not HTTP), too_large.
  [[nodiscard]] const Error& error() const { return error_; }

  // ---- Once the head is there.
  /// What the head says, into `request`.
  void read_head(Request& request) const;
  [[nodiscard]] unsigned version() const;  ///< 10, 11
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] std::optional<std::uint64_t> announced_bytes() const;
  /// A lower limit for this request's body.
  void limit_body(std::size_t bytes_max);
  /// When ended.
  [[nodiscard]] std::string take_body();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  State state_ = State::head;
  Error error_;
};

/// Status line and headers, the empty line included: those of the response, and those that every answer has.
/// @param version  10 or 11
[[nodiscard]] std::string head_text(const Response& response, unsigned version, bool keep_alive,
                                    WallTime now);
/// Whether an answer of this status never has a body.
[[nodiscard]] bool is_bodiless(int status);

}  // namespace vuoro::http
