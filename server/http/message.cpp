#include "server/http/message.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

namespace vuoro::http {
namespace {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

/// On every answer. The console loads nothing from elsewhere and may not be framed.
constexpr std::string_view k_security_headers =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "Strict-Transport-Security: max-age=31536000\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Vuoro-Protocol: 1\r\n";

Error told(beast::error_code why) {
  if (why == bhttp::error::body_limit) return {Errc::too_large, "the body is larger than allowed"};
  if (why == bhttp::error::header_limit || why == bhttp::error::buffer_overflow) {
    return {Errc::too_large, "the header is larger than allowed"};
  }
  return {Errc::parse, "not HTTP: " + why.message()};
}

}  // namespace

struct RequestReader::Parser {
  bhttp::request_parser<bhttp::string_body> parser;
};

RequestReader::RequestReader(std::size_t header_bytes_max, std::size_t body_bytes_max)
    : parser_(std::make_unique<Parser>()) {
  parser_->parser.header_limit(static_cast<std::uint32_t>(header_bytes_max));
  parser_->parser.body_limit(body_bytes_max);
  parser_->parser.eager(false);
}
RequestReader::~RequestReader() = default;

std::size_t RequestReader::feed(std::string_view bytes) {
  auto& parser = parser_->parser;
  std::size_t taken = 0;
  const State began = state_;
  while (state_ == began && (state_ == State::head || state_ == State::body)) {
    beast::error_code why;
    const std::size_t now =
        parser.put(boost::asio::const_buffer(bytes.data() + taken, bytes.size() - taken), why);
    taken += now;
    if (why && why != bhttp::error::need_more) {
      state_ = State::failed;
      error_ = told(why);
    } else if (parser.is_done()) {
      state_ = State::ended;
    } else if (parser.is_header_done()) {
      state_ = State::body;
    }
    if (why || taken == bytes.size()) break;
  }
  return taken;
}

void RequestReader::read_head(Request& request) const {
  const auto& head = parser_->parser.get();
  request.method = std::string(head.method_string());
  request.target = std::string(head.target());
  request.cookie = std::string(head[bhttp::field::cookie]);
  request.csrf = std::string(head["X-CSRF-Token"]);
  request.content_type = std::string(head[bhttp::field::content_type]);
  request.if_none_match = std::string(head[bhttp::field::if_none_match]);
  request.protocol = std::string(head["Vuoro-Protocol"]);
}

unsigned RequestReader::version() const {
  return parser_->parser.get().version();
}
bool RequestReader::keep_alive() const {
  return parser_->parser.get().keep_alive();
}
bool RequestReader::expects_continue() const {
  return beast::iequals(parser_->parser.get()[bhttp::field::expect], "100-continue");
}
std::optional<std::uint64_t> RequestReader::announced_bytes() const {
  const auto bytes = parser_->parser.content_length();
  return bytes ? std::optional<std::uint64_t>(*bytes) : std::nullopt;
}
void RequestReader::limit_body(std::size_t bytes_max) {
  parser_->parser.body_limit(bytes_max);
}
std::string RequestReader::take_body() {
  return std::move(parser_->parser.get().body());
}

bool is_bodiless(int status) {
  return status == 204 || status == 304 || status < 200;
}

std::string head_text(const Response& response, unsigned version, bool keep_alive, WallTime now) {
  std::string out = version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
  out += std::to_string(response.status) + " ";
  out += std::string_view(bhttp::obsolete_reason(static_cast<bhttp::status>(response.status)));
  out += "\r\nServer: Vuoro\r\nDate: " + http_date(now) + "\r\n";
  out += k_security_headers;
  const bool bodiless = is_bodiless(response.status);
  if (!bodiless) out += "Content-Type: " + response.content_type + "\r\n";
  bool cached = false;
  for (const auto& [name, value] : response.headers) {
    out += name + ": " + value + "\r\n";
    cached = cached || name == "Cache-Control";
  }
  if (!cached) out += "Cache-Control: no-store\r\n";
  if (version == 10 && keep_alive) out += "Connection: keep-alive\r\n";
  if (version != 10 && !keep_alive) out += "Connection: close\r\n";
  if (!bodiless) out += "Content-Length: " + std::to_string(response.content().size()) + "\r\n";
  return out + "\r\n";
}

}  // namespace vuoro::http
