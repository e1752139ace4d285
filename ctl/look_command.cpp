// vuoroctl look, tap, act, type, key: a kiosk's screen from afar, through its local socket.
#include <charconv>
#include <ostream>

#include "core/base/file.h"
#include "ctl/commands.h"
#include "ctl/hand_client.h"

namespace vuoro::ctl {
namespace {

/// "540,900"
Result<kiosk::RemoteAsk::At> place_of(const std::string& text) {
  unsigned x = 0, y = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, x);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == ',') {
    const auto second = std::from_chars(first.ptr + 1, end, y);
    if (second.ec == std::errc() && second.ptr == end) {
      return kiosk::RemoteAsk::At{static_cast<double>(x), static_cast<double>(y)};
    }
  }
  return fail(Errc::invalid_argument, "--at: expected a place like 540,900");
}

}  // namespace

Result<Exit> run_look(const LookOptions& options, std::ostream& out) {
  VUORO_ASSIGN(HandClient hand, HandClient::connect(options.socket));
  if (!options.png.empty()) {
    VUORO_ASSIGN(const std::string picture, hand.picture());
    if (options.png == "-") {
      out.write(picture.data(), static_cast<std::streamsize>(picture.size()));
      out.flush();
      if (!out) return fail(Errc::io, "standard output takes no more");
    } else {
      VUORO_TRY(write_file_durably(options.png, picture, 0600));
    }
  } else if (options.as_json) {
    VUORO_ASSIGN(const json::array nodes, hand.nodes());
    out << json::serialize(nodes) << "\n";
  } else {
    VUORO_ASSIGN(const std::string tree, hand.tree());
    out << tree;
  }
  return Exit::done;
}

Result<Exit> run_hand(const HandOptions& options) {
  kiosk::RemoteAsk ask = options.ask;
  if (!options.at.empty()) {
    VUORO_ASSIGN(ask.at, place_of(options.at));
  }
  // What the kiosk would not understand is told before it is asked.
  VUORO_TRY(kiosk::parse_remote_ask(to_line(ask)));
  VUORO_ASSIGN(HandClient hand, HandClient::connect(options.socket));
  VUORO_TRY(hand.ask(ask));
  return Exit::done;
}

}  // namespace vuoro::ctl
