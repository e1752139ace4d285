#include "server/http/request_target.h"

#include <fmt/format.h>

#include <charconv>

#include "core/base/text.h"
#include "server/limits.h"

namespace vuoro::http {
namespace {

constexpr std::size_t k_query_fields_max = 16;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return fail(Errc::parse, "the address: an unfinished escape");
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return fail(Errc::parse, "the address: a bad escape");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return fail(Errc::parse, "the address: a control character");
    out += c;
  }
  if (!is_valid_utf8(out)) return fail(Errc::parse, "the address: not valid UTF-8");
  return out;
}

}  // namespace

Result<std::int64_t> Target::integer(const std::string& name, std::int64_t least, std::int64_t most,
                                     std::int64_t otherwise) const {
  const auto field = query.find(name);
  if (field == query.end()) return otherwise;
  std::int64_t value = 0;
  const char* end = field->second.data() + field->second.size();
  const auto [stopped, error] = std::from_chars(field->second.data(), end, value);
  if (error != std::errc() || stopped != end || value < least || value > most) {
    return fail(Errc::invalid_argument, fmt::format("{}: a whole number from {} to {}", name, least, most));
  }
  return value;
}

std::optional<std::string> Target::text(const std::string& name) const {
  const auto field = query.find(name);
  if (field == query.end()) return std::nullopt;
  return field->second;
}

Result<Target> parse_target(std::string_view target) {
  if (target.size() > limits::k_target_bytes_max) return fail(Errc::too_large, "the address: too long");
  if (target.empty() || target[0] != '/') return fail(Errc::parse, "the address: must begin with /");
  Target out;
  const std::size_t mark = target.find('?');
  VUORO_ASSIGN(out.path, decode(target.substr(0, mark)));
  if (mark == std::string_view::npos) return out;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view field = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (field.empty()) continue;
    const std::size_t equals = field.find('=');
    VUORO_ASSIGN(auto name, decode(field.substr(0, equals)));
    VUORO_ASSIGN(auto value,
                 decode(equals == std::string_view::npos ? std::string_view() : field.substr(equals + 1)));
    if (out.query.size() >= k_query_fields_max) return fail(Errc::too_large, "the address: too many fields");
    if (!out.query.emplace(std::move(name), std::move(value)).second) {
      return fail(Errc::parse, "the address: a field twice");
    }
  }
  return out;
}

std::optional<std::string> cookie_value(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = header.find(';');
    const std::string_view pair = trim(header.substr(0, end));
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
    if (pair.size() > name.size() && pair.substr(0, name.size()) == name && pair[name.size()] == '=') {
      return std::string(pair.substr(name.size() + 1));
    }
  }
  return std::nullopt;
}

}  // namespace vuoro::http
