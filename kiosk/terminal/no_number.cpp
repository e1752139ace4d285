#include "kiosk/terminal/no_number.h"

#include <algorithm>

#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

bool can_book(const Terminal& t, const std::optional<Uuid>& service_id) {
  const Lobby lobby = t.lobby();
  return service_id ? !lobby.free_slots(*service_id).empty() : !lobby.bookable().empty();
}

}  // namespace

bool gives_number(const Terminal& t, const Uuid& queue_id, const std::optional<Uuid>& service_id) {
  SegmentAsk ask;
  ask.queue_id = queue_id;
  ask.service_id = service_id;
  ask.language = t.language().tag();
  ask.needs = t.visit().needs;
  return t.lobby().gives_number(std::move(ask));
}

bool gives_no_number(const Terminal& t) {
  if (t.view().connection.online) return false;
  const Lobby lobby = t.lobby();
  bool any_open = false;
  for (const Queue& queue : t.view().queues) {
    if (!lobby.queue_now(queue).open()) continue;
    any_open = true;
    if (gives_number(t, queue.id, std::nullopt)) return false;
  }
  return any_open;
}

std::string queue_words(const Terminal& t, const Lobby& lobby, const Queue& queue, const QueueNow& now,
                        const std::optional<Uuid>& service_id) {
  if (!now.open()) return lobby.closed_words(queue, now);
  if (!gives_number(t, queue.id, service_id)) return t.language().t("No number can be given just now");
  return lobby.open_words(queue, now);
}

bool is_no_number(Errc code) {
  return code == Errc::exhausted || code == Errc::unavailable;
}

Trouble no_number_trouble(const Terminal& t, Errc code) {
  const Language& l = t.language();
  Trouble out;
  out.icon = ui::Icon::ticket;
  out.title = l.t("No number can be given just now");
  out.text = code == Errc::exhausted && t.view().connection.online
                 ? l.t("All numbers of this queue have been given today.")
                 : l.t("The connection is down, and the numbers kept for such times have been used.");
  out.instead = l.t("Please go to the information desk. You will be served there.");
  return out;
}

void draw_no_number(ui::Context& ui, const Terminal& t) {
  const Trouble words = no_number_trouble(t, Errc::unavailable);
  ui::banner(ui, "none", {.kind = ui::BannerKind::warning, .title = words.title, .text = words.text});
  auto card = ui::card(ui, "card", {.padding = ui::Space::xl});
  ui::text(ui, "instead", words.instead, {.style = ui::TextStyle::title, .tone = ui::Tone::primary});
}

void draw_booking_way(ui::Context& ui, Terminal& t, const std::optional<Uuid>& service_id) {
  if (ui::button(ui, "book", {.label = t.language().t("Book a time"), .icon = ui::Icon::calendar}))
    t.go(make_booking_screen(service_id));
}

void draw_advice_way(ui::Context& ui, Terminal& t, const std::optional<Uuid>& service_id,
                     ui::ButtonKind kind) {
  if (ui::button(
          ui, "advice",
          {.label = t.language().t("Phone and online service"), .icon = ui::Icon::guidance, .kind = kind})) {
    t.go(service_id ? make_answer_screen(*service_id) : make_guidance_screen());
  }
}

void draw_other_ways(ui::Context& ui, Terminal& t, const std::optional<Uuid>& service_id) {
  const bool books = can_book(t, service_id);
  if (books) draw_booking_way(ui, t, service_id);
  draw_advice_way(ui, t, service_id, books ? ui::ButtonKind::secondary : ui::ButtonKind::primary);
}

int count_other_ways(const Terminal& t, const std::optional<Uuid>& service_id) {
  return can_book(t, service_id) ? 2 : 1;
}

}  // namespace vuoro::kiosk
