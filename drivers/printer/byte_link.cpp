#include "drivers/printer/byte_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "drivers/printer/link_openers.h"

namespace vuoro::drivers {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<LinkOpener> tcp_opener(std::string_view address) {
  std::string host(address), port = "9100";
  const std::size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.back() != ']') {
    port = host.substr(colon + 1);
    host.resize(colon);
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const auto value = number(port);
  if (host.empty() || !value || *value < 1 || *value > 65535)
    return fail(Errc::invalid_argument, fmt::format("not a host and port: \"{}\"", address));
  return LinkOpener([host, port](const Deadline& deadline) { return open_tcp_link(host, port, deadline); });
}

Result<SerialSettings> serial_settings(std::string_view query) {
  SerialSettings settings;
  settings.baud = 9600;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view item = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    const std::size_t equals = item.find('=');
    const std::string_view name = item.substr(0, equals);
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : item.substr(equals + 1);
    if (name == "baud" && number(value) && is_serial_baud(*number(value)))
      settings.baud = *number(value);
    else if (name == "flow" && value == "none")
      settings.flow = SerialSettings::Flow::none;
    else if (name == "flow" && value == "rtscts")
      settings.flow = SerialSettings::Flow::rts_cts;
    else if (name == "flow" && value == "xonxoff")
      settings.flow = SerialSettings::Flow::xon_xoff;
    else
      return fail(Errc::invalid_argument, fmt::format("serial line: \"{}\"", item));
  }
  return settings;
}

}  // namespace

Millis Deadline::left() const {
  return std::max(end_ - clock_->mono(), Millis(0));
}

Deadline Deadline::within(Millis from_now) const {
  return Deadline(*clock_, std::min(left(), from_now));
}

Result<LinkOpener> make_link_opener(std::string_view uri) {
  const auto rest_of = [uri](std::string_view scheme) -> std::optional<std::string_view> {
    return uri.starts_with(scheme) ? std::optional(uri.substr(scheme.size())) : std::nullopt;
  };
  if (const auto address = rest_of("tcp://")) return tcp_opener(*address);
  if (const auto path = rest_of("file://"); path && path->starts_with('/'))
    return LinkOpener(
        [device = std::string(*path)](const Deadline&) { return open_device_link(device, {}); });
  if (const auto line = rest_of("serial://"); line && line->starts_with('/')) {
    const std::size_t question = line->find('?');
    const auto settings =
        serial_settings(question == std::string_view::npos ? std::string_view() : line->substr(question + 1));
    if (!settings) return fail(settings.error());
    return LinkOpener([device = std::string(line->substr(0, question)), serial = *settings](const Deadline&) {
      return open_device_link(device, serial);
    });
  }
  return fail(Errc::invalid_argument, fmt::format("\"{}\" is none of tcp://, file:///, serial:///", uri));
}

}  // namespace vuoro::drivers
