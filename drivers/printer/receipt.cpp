#include "drivers/printer/receipt.h"

namespace vuoro::drivers {
namespace {

/// The largest scale at which the number stays on one line of a 58 mm paper (30 columns), and no larger than
/// a ticket needs to be read at arm's length.
int number_scale(const std::string& number) {
  const std::size_t length = number.size();
  if (length <= 4) return 8;
  if (length <= 6) return 5;  // 30 columns
  return length <= 10 ? 3 : 2;
}

}  // namespace

Receipt make_ticket_receipt(const TicketWords& words) {
  Receipt receipt;
  receipt.language = words.language;
  auto& items = receipt.items;
  const auto line = [&](const std::string& text, int scale, bool bold) {
    if (!text.empty()) items.emplace_back(TextLine{text, scale, bold, Align::center});
  };
  line(words.site, 1, true);
  items.emplace_back(Feed{12});
  items.emplace_back(Rule{});
  items.emplace_back(Feed{20});
  line(words.number_label, 1, false);
  items.emplace_back(Feed{8});
  line(words.number, number_scale(words.number), true);
  items.emplace_back(Feed{16});
  line(words.queue, 2, true);
  items.emplace_back(Feed{12});
  line(words.appointment, 1, true);
  if (!words.appointment.empty()) items.emplace_back(Feed{12});
  for (const std::string& matter : words.matters) line(matter, 1, true);
  if (!words.matters.empty()) items.emplace_back(Feed{12});
  line(words.people_ahead, 1, false);
  line(words.where, 1, false);
  items.emplace_back(Feed{20});
  if (!words.follow_url.empty()) {
    items.emplace_back(Rule{});
    items.emplace_back(Feed{24});
    items.emplace_back(QrItem{words.follow_url, 0, Align::center});
    items.emplace_back(Feed{16});
    line(words.follow_hint, 1, false);
    items.emplace_back(Feed{20});
  }
  items.emplace_back(Rule{});
  items.emplace_back(Feed{12});
  line(words.time, 1, false);
  line(words.closing, 1, true);
  return receipt;
}

}  // namespace vuoro::drivers
