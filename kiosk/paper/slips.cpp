#include "kiosk/paper/slips.h"

#include "core/base/text.h"
#include "kiosk/facts/matters.h"

namespace vuoro::kiosk {
namespace {

using drivers::Feed;
using drivers::QrItem;
using drivers::Rule;
using drivers::TextLine;

/// A receipt's line takes no control characters; a content text may hold newlines.
void add_lines(drivers::Receipt& out, const std::string& text, bool bold, drivers::Align align) {
  std::size_t from = 0;
  while (from <= text.size()) {
    std::size_t end = text.find('\n', from);
    if (end == std::string::npos) end = text.size();
    const std::string_view line = trim(std::string_view(text).substr(from, end - from));
    if (!line.empty()) {
      TextLine item;
      item.text = std::string(truncate_utf8(line, drivers::k_receipt_text_bytes_max));
      item.bold = bold;
      item.align = align;
      out.items.emplace_back(std::move(item));
    }
    from = end + 1;
  }
}

void add_part(drivers::Receipt& out, const std::string& title, const std::string& text) {
  if (text.empty()) return;
  out.items.emplace_back(Feed{12});
  add_lines(out, title, true, drivers::Align::left);
  add_lines(out, text, false, drivers::Align::left);
}

std::string moment(const Lobby& lobby, WallTime time) {
  const LocalDateTime at = lobby.local(time);
  return lobby.l().long_date(at.date) + " " + lobby.l().at_time(at.time);
}

}  // namespace

drivers::Receipt ticket_slip(const Lobby& lobby, const IssuedTicket& issued) {
  const Language& l = lobby.l();
  const Queue* queue = lobby.queue(issued.ticket.queue_id);
  const auto ahead = static_cast<std::int64_t>(issued.ahead);
  drivers::TicketWords words;
  words.language = l.tag();
  words.site = lobby.in(lobby.view().site.name);
  words.number_label = l.t("Queue number");
  words.number = issued.ticket.number;
  words.queue = queue == nullptr ? "" : lobby.in(queue->name);
  if (const std::string appointment = appointment_of(lobby, issued.ticket); !appointment.empty())
    words.appointment = l.t("Your appointment") + ": " + appointment;
  words.matters = matter_lines(lobby, issued.ticket);
  words.time = moment(lobby, issued.ticket.issued_at);
  if (lobby.knows_waiting()) {
    words.people_ahead = ahead == 0
                             ? l.t("Nobody is before you")
                             : l.n("{count} person is before you", "{count} people are before you", ahead);
  }
  words.where = queue == nullptr ? "" : lobby.in(queue->waiting_area);
  words.follow_url = issued.follow_url.size() <= drivers::k_receipt_qr_bytes_max ? issued.follow_url : "";
  words.follow_hint = words.follow_url.empty() ? ""
                      : issued.online          ? l.t("Follow your place on your phone")
                                      : l.t("Follow your place on your phone when the connection is back");
  words.closing = l.t("Your number is shown on the display and called out.");
  return drivers::make_ticket_receipt(words);
}

drivers::Receipt appointment_slip(const Lobby& lobby, const Appointment& appointment) {
  const Language& l = lobby.l();
  drivers::Receipt out;
  out.language = l.tag();
  add_lines(out, lobby.in(lobby.view().site.name), true, drivers::Align::center);
  add_lines(out, lobby.in(lobby.view().site.address), false, drivers::Align::center);
  out.items.emplace_back(Feed{24});
  if (const Service* service = lobby.service(appointment.service_id)) {
    TextLine name{lobby.in(service->name), 2, true, drivers::Align::center};
    out.items.emplace_back(std::move(name));
  }
  out.items.emplace_back(Feed{12});
  out.items.emplace_back(TextLine{moment(lobby, appointment.start), 1, true, drivers::Align::center});
  out.items.emplace_back(Feed{24});
  add_lines(out, l.t("Booking code"), false, drivers::Align::center);
  out.items.emplace_back(TextLine{spaced_code(appointment.code), 3, true, drivers::Align::center});
  out.items.emplace_back(QrItem{appointment.code, 0, drivers::Align::center});
  add_lines(out, l.t("When you come, show this code to the machine in the lobby."), false,
            drivers::Align::center);
  return out;
}

drivers::Receipt answer_slip(const Lobby& lobby, const Service& service) {
  const Language& l = lobby.l();
  drivers::Receipt out;
  out.language = l.tag();
  add_lines(out, lobby.in(lobby.view().site.name), false, drivers::Align::center);
  out.items.emplace_back(Rule{});
  out.items.emplace_back(TextLine{lobby.in(service.name), 2, true, drivers::Align::left});
  add_lines(out, lobby.in(service.summary), false, drivers::Align::left);
  add_part(out, l.t("What to do"), lobby.in(service.what_to_do));
  add_part(out, l.t("Bring with you"), lobby.in(service.bring));
  add_part(out, l.t("Price"), lobby.in(service.cost));
  for (const Uuid& id : service.channel_ids) {
    const auto found = lobby.view().content->channels.find(id);
    if (found == lobby.view().content->channels.end() || out.items.size() > drivers::k_receipt_items_max - 20)
      continue;
    const ServiceChannel& channel = found->second;
    std::string text;
    for (const std::string& line :
         {channel.phone, lobby.in(channel.address), lobby.in(channel.url), lobby.weekly(channel.hours)}) {
      if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
    }
    add_part(out, lobby.in(channel.name), text);
  }
  return out;
}

drivers::Receipt test_slip(const Lobby& lobby) {
  drivers::Receipt out;
  out.language = lobby.l().tag();
  add_lines(out, lobby.l().t("Printer test"), true, drivers::Align::center);
  add_lines(out, moment(lobby, lobby.now()), false, drivers::Align::center);
  out.items.emplace_back(Rule{});
  add_lines(out, "ÅÄÖ åäö é € č đ ŋ š ŧ ž Ж ї", false, drivers::Align::center);
  out.items.emplace_back(TextLine{"A123", 6, true, drivers::Align::center});
  out.items.emplace_back(QrItem{"vuoro:test", 0, drivers::Align::center});
  return out;
}

std::string paper_trouble_words(const Language& l, Errc why) {
  switch (why) {
    case Errc::paper_out:
      return l.t("The printer is out of paper.");
    case Errc::cover_open:
      return l.t("The printer's cover is open.");
    case Errc::cutter:
      return l.t("The printer is jammed.");
    default:
      return l.t("The printer does not work now.");
  }
}

}  // namespace vuoro::kiosk
