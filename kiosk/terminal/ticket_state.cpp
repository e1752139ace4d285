// A ticket held before the scanner: where it stands now.
#include "core/lobby/ticket_life.h"
#include "kiosk/facts/matters.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

class TicketStateScreen final : public Screen {
 public:
  explicit TicketStateScreen(const Uuid& ticket_id) : ticket_id_(ticket_id) {}

  [[nodiscard]] bool answers_scan() const override { return true; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    const Ticket* ticket = lobby.ticket(ticket_id_);
    const bool waits = ticket != nullptr && ticket->state == TicketState::waiting;
    ui::PageSpec head = t.head(l.t("Your place in the queue"));
    head.footer_height = Terminal::footer_height(ui, waits ? 2 : 1);
    head.art = {.main = ui::Icon::ticket, .before = ui::Icon::people, .after = ui::Icon::counter};
    auto page = ui::page(ui, "ticket-state", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      if (ticket == nullptr) {
        ui::banner(ui, "over",
                   {.title = l.t("This number is not in any queue now"),
                    .text = l.t("If you have not been served, please take a new number.")});
      } else {
        draw_ticket(ui, t, lobby, *ticket);
      }
      if (waits && failed_) {
        ui::banner(ui, "failed",
                   {.kind = ui::BannerKind::error,
                    .title = l.t("Your place could not be given up"),
                    .text = l.t("Please try again, or go to the information desk.")});
      }
    }
    auto footer = page.footer();
    if (ui::button(ui, "done", {.label = l.t("Done"), .icon = ui::Icon::check})) t.home();
    if (waits &&
        ui::button(ui, "leave",
                   {.label = cancelling_ ? l.t("Yes, give up my place") : l.t("I do not want to wait"),
                    .kind = cancelling_ ? ui::ButtonKind::danger : ui::ButtonKind::quiet})) {
      if (!cancelling_) {
        cancelling_ = true;
        ui.redraw_now();
      } else {
        failed_ = false;
        t.port().cancel_ticket(ticket_id_, while_here([this, &t](Result<void> cancelled) {
                                 failed_ = !cancelled;
                                 t.wake();
                               }));
      }
    }
  }

 private:
  static void draw_ticket(ui::Context& ui, const Terminal& t, const Lobby& lobby, const Ticket& ticket) {
    const Language& l = t.language();
    const Queue* queue = lobby.queue(ticket.queue_id);
    auto card = ui::card(ui, "ticket", {.label = l.t("Your queue number")});
    const ui::Rect line = ui::take(ui, ui.mm(Terminal::wide(ui) ? 50 : 80));
    ui::fit_text(ui, "figure", ticket.number, line, {.tone = ui::Tone::primary});
    if (queue != nullptr) {
      ui::text(ui, "queue", lobby.in(queue->name),
               {.style = ui::TextStyle::title, .align = ui::Align::centre});
    }
    const auto matters = matter_lines(lobby, ticket);
    for (std::size_t i = 0; i < matters.size(); ++i) {
      ui::text(ui, "matter-" + std::to_string(i), matters[i], {.align = ui::Align::centre});
    }
    const Counter* counter = ticket.counter_id ? lobby.counter(*ticket.counter_id) : nullptr;
    if ((ticket.state == TicketState::called || ticket.state == TicketState::serving) && counter != nullptr) {
      ui::banner(ui, "called",
                 {.kind = ui::BannerKind::success,
                  .title = l.t("It is your turn"),
                  .text = l.t("Go to counter {counter}.", {{"counter", counter->name}})});
    } else if (ticket.state == TicketState::waiting && queue != nullptr) {
      // It waits itself, and is counted too.
      const auto ahead = people_ahead(t.view().tickets, queue->id, ticket.due) - 1;
      ui::fact(ui, "ahead",
               {.icon = ui::Icon::people,
                .label = l.t("Before you"),
                .value = !lobby.knows_waiting() ? l.t("Not known just now: the connection is down")
                         : ahead == 0
                             ? l.t("Nobody")
                             : l.n("{count} person", "{count} people", static_cast<std::int64_t>(ahead))});
      ui::fact(
          ui, "where",
          {.icon = ui::Icon::pin, .label = l.t("Where to wait"), .value = lobby.in(queue->waiting_area)});
    } else if (ticket.state == TicketState::parked) {
      ui::paragraph(ui, "parked", l.t("Your number has been set aside. The staff will call you."));
    } else {
      ui::paragraph(ui, "ended", l.t("This number has been served or has ended."));
    }
  }

  Uuid ticket_id_;
  bool cancelling_ = false;
  bool failed_ = false;
};

}  // namespace

ScreenPtr make_ticket_state_screen(const Uuid& ticket_id) {
  return std::make_unique<TicketStateScreen>(ticket_id);
}

}  // namespace vuoro::kiosk
