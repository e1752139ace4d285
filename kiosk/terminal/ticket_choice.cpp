// Taking a number, first page: which errand, by name, by agency, or by search.
#include <algorithm>

#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

class TicketChoiceScreen final : public Screen {
 public:
  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    const ui::PageSpec head = t.head(l.t("What is your errand about?"));
    auto page = ui::page(ui, "ticket", head);
    t.follow(page);
    auto content = page.content();
    draw_ways(ui, l);
    auto list = ui::scroll(ui, "list", {.label = head.title});
    if (way_ == 0) {
      draw_queues(ui, t, lobby);
    } else {
      draw_agencies(ui, t, lobby);
    }
  }

 private:
  void draw_ways(ui::Context& ui, const Language& l) {
    const std::array<ui::ChoiceSpec, 2> ways = {
        ui::ChoiceSpec{.key = "queues", .label = l.t("Queues")},
        ui::ChoiceSpec{.key = "errands", .label = l.t("All errands")}};
    const int chosen = ui::segmented(ui, "ways", l.t("Show"), ways, way_);
    if (chosen >= 0 && chosen != way_) {
      way_ = chosen;
      ui.redraw_now();
    }
  }

  static void draw_queue_row(ui::Context& ui, Terminal& t, const Lobby& lobby, const Queue& queue) {
    const QueueNow now = lobby.queue_now(queue);
    if (ui::list_row(ui, queue.id.to_string(),
                     {.icon = now.open() ? ui::Icon::people : ui::Icon::clock,
                      .title = lobby.in(queue.name),
                      .subtitle = now.open() ? lobby.waiting(now) : lobby.closed_words(queue, now)})) {
      t.go(make_queue_screen(queue.id, std::nullopt));
    }
  }

  static void draw_queues(ui::Context& ui, Terminal& t, const Lobby& lobby) {
    for (const Queue& queue : t.view().queues) draw_queue_row(ui, t, lobby, queue);
    const Language& l = t.language();
    if (ui::list_row(ui, "unsure",
                     {.icon = ui::Icon::search,
                      .title = l.t("I do not know which"),
                      .subtitle = l.t("Search with your own words")})) {
      t.go(make_guidance_screen());
    }
  }

  /// Errands under the agency that does them.
  static void draw_agencies(ui::Context& ui, Terminal& t, const Lobby& lobby) {
    for (const Queue& queue : t.view().queues) {
      const auto services = lobby.services_of(queue);
      if (services.empty()) continue;
      const Organization* agency = lobby.organization(queue.organization_id);
      ui::heading(ui, "agency-" + queue.prefix,
                  agency == nullptr ? lobby.in(queue.name) : lobby.in(agency->name), ui::TextStyle::subtitle);
      for (const Service* service : services) {
        if (ui::list_row(ui, service->id.to_string(), {.title = lobby.in(service->name)})) {
          t.go(make_queue_screen(queue.id, service->id));
        }
      }
    }
  }

  int way_ = 0;
};

}  // namespace

ScreenPtr make_ticket_start(Terminal& t) {
  if (t.view().queues.size() == 1) return make_queue_screen(t.view().queues.front().id, std::nullopt);
  return std::make_unique<TicketChoiceScreen>();
}

}  // namespace vuoro::kiosk
