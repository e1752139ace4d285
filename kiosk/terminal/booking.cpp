// Booking: service → time. How to reach the visitor, and the promise itself, are in booking_confirm.cpp.
#include "kiosk/terminal/booking_steps.h"
#include "kiosk/terminal/no_number.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// A day with at least one free time.
struct FreeDay {
  LocalDate day;
  std::vector<const Slot*> slots;
};

std::vector<FreeDay> free_days(const Lobby& lobby, const Uuid& service_id) {
  std::vector<FreeDay> out;
  for (const Slot* slot : lobby.free_slots(service_id)) {
    const LocalDate day = lobby.local(slot->start).date;
    if (out.empty() || out.back().day != day) out.push_back({day, {}});
    // The same time at two counters is one choice; the first free place is taken.
    auto& slots = out.back().slots;
    if (slots.empty() || slots.back()->start != slot->start) slots.push_back(slot);
  }
  return out;
}

constexpr std::size_t k_days_shown = 10;

/// No time can be promised now: said before anything is chosen, with what can be done instead.
void draw_away(ui::Context& ui, Terminal& t) {
  const Language& l = t.language();
  const bool none = gives_no_number(t);
  ui::banner(ui, "away",
             {.kind = ui::BannerKind::warning,
              .title = l.t("Booking needs the connection"),
              .text = none ? l.t("Please go to the information desk. You will be served there.")
                           : l.t("The connection is down. Try again in a moment, or take a queue number.")});
  if (!none && ui::button(ui, "number", {.label = l.t("Take a queue number"), .icon = ui::Icon::ticket}))
    t.replace(make_ticket_start(t));
}

/// Without the authority only the times that this terminal holds can be promised: said where there are others
/// too.
void draw_fewer(ui::Context& ui, const Language& l) {
  ui::banner(ui, "fewer",
             {.title = l.t("These times can be booked now"),
              .text = l.t("There will be more times when the connection is back.")});
}

class TimeScreen final : public Screen {
 public:
  explicit TimeScreen(const Uuid& service_id) : service_id_(service_id) {}

  [[nodiscard]] bool busy() const override { return holding_; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    const Service* service = lobby.service(service_id_);
    ui::PageSpec head = t.head(l.t("When would you like to come?"));
    head.subtitle = service == nullptr ? "" : lobby.in(service->name);
    head.art = {.main = ui::Icon::calendar, .after = ui::Icon::clock};
    auto page = ui::page(ui, "time", head);
    t.follow(page);
    auto content = page.content();
    auto room = ui::scroll(ui, "times");
    std::vector<FreeDay> days = free_days(lobby, service_id_);
    if (days.size() > k_days_shown) days.resize(k_days_shown);
    // What is being held meanwhile is answered first.
    if (!t.view().connection.online && days.empty() && !holding_ && !lost_) return draw_away(ui, t);
    if (lost_) {
      const bool away = *lost_ == Errc::unavailable || *lost_ == Errc::timeout || *lost_ == Errc::offline;
      ui::banner(ui, "lost",
                 {.kind = ui::BannerKind::warning,
                  .title = l.t("That time could not be booked"),
                  .text = away ? l.t("The connection is down. Try again in a moment, or take a queue number.")
                               : l.t("Somebody may have been faster. Please choose another time.")});
    }
    if (!days.empty() && lobby.times_withheld(service_id_)) draw_fewer(ui, l);
    if (days.empty() && !t.view().connection.online) return;  // said above
    if (days.empty()) {
      ui::banner(ui, "none",
                 {.title = l.t("There are no free times now"),
                  .text = l.t("Take a queue number, or ask at the information desk.")});
      return;
    }
    day_ = std::min(day_, days.size() - 1);
    draw_days(ui, l, days);
    ui::space(ui, ui::Space::m);
    ui::heading(ui, "day", l.long_date(days[day_].day), ui::TextStyle::subtitle);
    if (holding_) return ui::spinner(ui, "holding", l.t("One moment"));
    draw_times(ui, t, lobby, days[day_]);
  }

 private:
  void draw_days(ui::Context& ui, const Language& l, const std::vector<FreeDay>& days) {
    std::vector<ui::DaySpec> chips;
    for (const FreeDay& one : days) {
      chips.push_back(
          {.key = to_iso(one.day),
           .weekday = l.weekday_short(one.day),
           .day = l.day_and_month(one.day),
           .label = l.long_date(one.day),
           .note = l.n("{count} free time", "{count} free", static_cast<std::int64_t>(one.slots.size()))});
    }
    const int per_line = Terminal::wide(ui) ? 7 : 5;
    const int chosen = ui::day_chips(ui, "days", l.t("Day"), chips, static_cast<int>(day_), per_line);
    if (chosen >= 0) {
      day_ = static_cast<std::size_t>(chosen);
      ui.redraw_now();
    }
  }

  void draw_times(ui::Context& ui, Terminal& t, const Lobby& lobby, const FreeDay& day) {
    std::vector<ui::TimeSpec> times;
    for (const Slot* slot : day.slots) {
      times.push_back({.key = slot->id.to_string(), .label = lobby.clock(slot->start)});
    }
    const int chosen = ui::time_slots(ui, "times", t.language().t("Time"), times, -1);
    if (chosen >= 0) hold(t, *day.slots[static_cast<std::size_t>(chosen)]);
  }

  /// The place is held before anything is promised; what comes next starts from the hold.
  void hold(Terminal& t, const Slot& slot) {
    holding_ = true;
    lost_.reset();
    t.port().hold_slot(slot.id, while_here([this, &t, slot](Result<Uuid> held) {
                         holding_ = false;
                         if (!held) lost_ = held.error().code;
                         if (held) t.go(make_contact_screen({service_id_, slot, *held}));
                         t.wake();
                       }));
  }

  Uuid service_id_;
  std::size_t day_ = 0;
  bool holding_ = false;
  std::optional<Errc> lost_;  ///< why the last choice could not be held
};

class BookingServiceScreen final : public Screen {
 public:
  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    auto page = ui::page(ui, "booking", t.head(l.t("What would you like to book?")));
    t.follow(page);
    auto content = page.content();
    auto list = ui::scroll(ui, "services");
    const auto services = lobby.bookable();
    if (!t.view().connection.online && services.empty()) return draw_away(ui, t);
    if (lobby.times_withheld(std::nullopt)) draw_fewer(ui, l);
    if (services.empty()) {
      ui::banner(ui, "none",
                 {.title = l.t("There are no free times now"),
                  .text = l.t("Take a queue number, or ask at the information desk.")});
    }
    for (const Service* service : services) {
      const auto free = lobby.free_slots(service->id);
      if (ui::list_row(
              ui, service->id.to_string(),
              {.icon = ui::Icon::calendar,
               .title = lobby.in(service->name),
               .subtitle = l.t("First free time {when}", {{"when", lobby.when(free.front()->start)}})})) {
        t.go(std::make_unique<TimeScreen>(service->id));
      }
    }
  }
};

}  // namespace

ScreenPtr make_booking_screen(std::optional<Uuid> service_id) {
  if (service_id) return std::make_unique<TimeScreen>(*service_id);
  return std::make_unique<BookingServiceScreen>();
}

}  // namespace vuoro::kiosk
