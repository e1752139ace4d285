// Taking a number, first page: which errand, by name, by agency, or by search.
#include <algorithm>
#include <cmath>

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

  /// Few queues on a standing screen: each may be high. @return 0 when rows are as high as they need.
  static float row_height(ui::Context& ui, std::size_t rows) {
    if (Terminal::wide(ui) || ui.view().text_scale >= 1.5f) return 0;
    const float gap = ui.space(ui::Space::m);
    const float each = (ui::remaining_height(ui) + gap) / static_cast<float>(rows) - gap;
    const float target = ui.mm(ui.theme().target_mm);
    return each < 2 * target ? 0 : std::floor(std::min(each, 3 * target));
  }

  static void draw_queue_row(ui::Context& ui, Terminal& t, const Lobby& lobby, const Queue& queue,
                             float height) {
    const QueueNow now = lobby.queue_now(queue);
    if (ui::list_row(ui, queue.id.to_string(),
                     {.icon = now.open() ? ui::Icon::people : ui::Icon::clock,
                      .title = lobby.in(queue.name),
                      .subtitle = now.open() ? lobby.waiting(now) : lobby.closed_words(queue, now),
                      .large = height > 0,
                      .height = height})) {
      t.go(make_queue_screen(queue.id, std::nullopt));
    }
  }

  static void draw_queues(ui::Context& ui, Terminal& t, const Lobby& lobby) {
    const float height = row_height(ui, t.view().queues.size() + 1);
    for (const Queue& queue : t.view().queues) draw_queue_row(ui, t, lobby, queue, height);
    const Language& l = t.language();
    if (ui::list_row(ui, "unsure",
                     {.icon = ui::Icon::search,
                      .title = l.t("I do not know which"),
                      .subtitle = l.t("Search with your own words"),
                      .large = height > 0,
                      .height = height})) {
      t.go(make_guidance_screen());
    }
  }

  /// Errands under the agency that does them.
  static void draw_agencies(ui::Context& ui, Terminal& t, const Lobby& lobby) {
    std::vector<std::string> headed;  // one heading an agency, though it keep several queues
    for (const Queue& first : t.view().queues) {
      const std::string agency = agency_of(lobby, first);
      if (std::find(headed.begin(), headed.end(), agency) != headed.end()) continue;
      headed.push_back(agency);
      std::vector<std::pair<const Service*, const Queue*>> errands;
      for (const Queue& queue : t.view().queues) {
        if (agency_of(lobby, queue) != agency) continue;
        for (const Service* service : lobby.services_of(queue)) errands.emplace_back(service, &queue);
      }
      if (errands.empty()) continue;
      std::sort(errands.begin(), errands.end(), [&](const auto& a, const auto& b) {
        return lobby.in(a.first->name) < lobby.in(b.first->name);
      });
      ui::heading(ui, "agency-" + first.prefix, agency, ui::TextStyle::subtitle);
      for (const auto& [service, queue] : errands) {
        if (ui::list_row(ui, service->id.to_string(), {.title = lobby.in(service->name)})) {
          t.go(make_queue_screen(queue->id, service->id));
        }
      }
    }
  }

  /// Who serves the queue; its own name when nobody is said to.
  static std::string agency_of(const Lobby& lobby, const Queue& queue) {
    const Organization* agency = lobby.organization(queue.organization_id);
    return agency == nullptr ? lobby.in(queue.name) : lobby.in(agency->name);
  }

  int way_ = 0;
};

}  // namespace

ScreenPtr make_ticket_start(Terminal& t) {
  if (t.view().queues.size() == 1) return make_queue_screen(t.view().queues.front().id, std::nullopt);
  return std::make_unique<TicketChoiceScreen>();
}

}  // namespace vuoro::kiosk
