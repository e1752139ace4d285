// Taking a number, first page: which errand, by name, by agency, or by search. The same page asks for one
// more matter on the same number.
#include <algorithm>
#include <cmath>

#include "kiosk/terminal/no_number.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

bool is_on(const Uuid& queue, const Uuid& first, const std::vector<Errand>& matters) {
  return queue == first || std::any_of(matters.begin(), matters.end(),
                                       [&](const Errand& errand) { return errand.queue_id == queue; });
}

class TicketChoiceScreen final : public Screen {
 public:
  TicketChoiceScreen() = default;
  TicketChoiceScreen(const Uuid& first, std::shared_ptr<std::vector<Errand>> matters)
      : first_(first), matters_(std::move(matters)) {}

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    // A further matter needs no number of its own.
    if (!matters_ && gives_no_number(t)) return draw_none(ui, t);
    const ui::PageSpec head =
        t.head(matters_ ? l.t("What is your other matter?") : l.t("What is your errand about?"));
    auto page = ui::page(ui, matters_ ? "matter" : "ticket", head);
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
  /// No queue that is open gives a number: said before one is chosen.
  static void draw_none(ui::Context& ui, Terminal& t) {
    ui::PageSpec head = t.head(t.language().t("Take a queue number"));
    head.footer_height = Terminal::footer_height(ui, count_other_ways(t, std::nullopt));
    head.reading = true;
    head.art = {.main = ui::Icon::ticket};
    auto page = ui::page(ui, "ticket", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "facts");
      draw_no_number(ui, t);
    }
    auto footer = page.footer();
    draw_other_ways(ui, t, std::nullopt);
  }

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

  void draw_queue_row(ui::Context& ui, Terminal& t, const Lobby& lobby, const Queue& queue,
                      float height) const {
    const QueueNow now = lobby.queue_now(queue);
    const std::string words = matters_ && now.open() ? lobby.open_words(queue, now)
                                                     : queue_words(t, lobby, queue, now, std::nullopt);
    if (ui::list_row(ui, queue.id.to_string(),
                     {.icon = now.open() ? ui::Icon::people : ui::Icon::clock,
                      .title = lobby.in(queue.name),
                      .subtitle = words,
                      .chevron = !matters_ || now.open(),
                      .disabled = matters_ && !now.open(),
                      .large = height > 0,
                      .height = height})) {
      choose(t, queue.id, std::nullopt);
    }
  }

  void choose(Terminal& t, const Uuid& queue, const std::optional<Uuid>& service) const {
    if (!matters_) return t.go(make_queue_screen(queue, service));
    matters_->push_back({queue, service});
    t.back();
  }

  /// Not yet on the number.
  [[nodiscard]] bool offers(const Queue& queue) const {
    return !matters_ || !is_on(queue.id, first_, *matters_);
  }

  void draw_queues(ui::Context& ui, Terminal& t, const Lobby& lobby) const {
    const float height = row_height(ui, t.view().queues.size() + 1);
    for (const Queue& queue : t.view().queues) {
      if (offers(queue)) draw_queue_row(ui, t, lobby, queue, height);
    }
    if (matters_) return;
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
  void draw_agencies(ui::Context& ui, Terminal& t, const Lobby& lobby) const {
    std::vector<std::string> headed;  // one heading an agency, though it keep several queues
    for (const Queue& first : t.view().queues) {
      const std::string agency = agency_of(lobby, first);
      if (std::find(headed.begin(), headed.end(), agency) != headed.end()) continue;
      headed.push_back(agency);
      std::vector<std::pair<const Service*, const Queue*>> errands;
      for (const Queue& queue : t.view().queues) {
        if (agency_of(lobby, queue) != agency || !offers(queue)) continue;
        if (matters_ && !lobby.queue_now(queue).open()) continue;
        for (const Service* service : lobby.services_of(queue)) errands.emplace_back(service, &queue);
      }
      if (errands.empty()) continue;
      std::sort(errands.begin(), errands.end(), [&](const auto& a, const auto& b) {
        return lobby.in(a.first->name) < lobby.in(b.first->name);
      });
      ui::heading(ui, "agency-" + first.prefix, agency, ui::TextStyle::subtitle);
      for (const auto& [service, queue] : errands) {
        const bool none =
            !matters_ && lobby.queue_now(*queue).open() && !gives_number(t, queue->id, service->id);
        if (ui::list_row(ui, service->id.to_string(),
                         {.title = lobby.in(service->name),
                          .subtitle = none ? lobby.l().t("No number can be given just now") : ""})) {
          choose(t, queue->id, service->id);
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
  Uuid first_;                                    ///< of another matter: the first one's queue
  std::shared_ptr<std::vector<Errand>> matters_;  ///< null: this is about the first matter
};

}  // namespace

ScreenPtr make_ticket_start(Terminal& t) {
  if (t.view().queues.size() == 1) return make_queue_screen(t.view().queues.front().id, std::nullopt);
  return std::make_unique<TicketChoiceScreen>();
}

ScreenPtr make_matter_screen(const Uuid& first, std::shared_ptr<std::vector<Errand>> matters) {
  return std::make_unique<TicketChoiceScreen>(first, std::move(matters));
}

bool has_other_matters(const Terminal& t, const Uuid& first, const std::vector<Errand>& matters) {
  const Lobby lobby = t.lobby();
  return matters.size() < k_more_matters_max &&
         std::any_of(t.view().queues.begin(), t.view().queues.end(), [&](const Queue& queue) {
           return !is_on(queue.id, first, matters) && lobby.queue_now(queue).open();
         });
}

}  // namespace vuoro::kiosk
