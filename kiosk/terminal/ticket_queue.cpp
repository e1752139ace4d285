// Taking a number, second page: how long the queue is, further matters, and the number itself.
#include "core/base/log.h"
#include "kiosk/facts/matters.h"
#include "kiosk/terminal/no_number.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

class QueueScreen final : public Screen {
 public:
  QueueScreen(const Uuid& queue_id, std::optional<Uuid> service_id)
      : queue_id_(queue_id), service_id_(service_id) {}

  [[nodiscard]] bool busy() const override { return taking_; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Lobby lobby = t.lobby();
    const Queue* queue = lobby.queue(queue_id_);
    if (queue == nullptr) return t.back();  // the site took it away meanwhile
    const Service* service = service_id_ ? lobby.service(*service_id_) : nullptr;
    const QueueNow now = lobby.queue_now(*queue);
    // What is on its way is answered first.
    const bool none = now.open() && !refused_ && !taking_ && !gives_number(t, queue_id_, service_id_);
    const bool open = now.open() && !refused_ && !none;
    std::erase_if(*matters_, [&](const Errand& errand) { return lobby.queue(errand.queue_id) == nullptr; });
    const bool more = open && has_other_matters(t, queue_id_, *matters_);
    ui::PageSpec head = t.head(service != nullptr ? lobby.in(service->name) : lobby.in(queue->name));
    head.subtitle = service != nullptr ? lobby.in(queue->name) : lobby.in(queue->description);
    const int closed_ways = none ? 1 + count_other_ways(t, service_id_) : 3;
    head.footer_height = Terminal::footer_height(ui, !open ? closed_ways : more ? 2 : 1, open);
    head.reading = !open || matters_->empty();  // a matter is taken off by touch
    head.art = {.main = open   ? ui::Icon::people
                        : none ? ui::Icon::ticket
                               : ui::Icon::clock,
                .before = open ? ui::Icon::ticket : ui::Icon::none,
                .after = open ? ui::Icon::counter : ui::Icon::none};
    auto page = ui::page(ui, "queue", head);
    t.follow(page);
    if (open) {
      draw_open(ui, t, page, lobby, *queue, now, more);
    } else if (none) {
      draw_none(ui, t, page);
    } else {
      draw_closed(ui, t, page, lobby, *queue, now);
    }
    if (open && doubt_) draw_doubt(ui, t);
  }

 private:
  void draw_open(ui::Context& ui, Terminal& t, ui::PageScope& page, const Lobby& lobby, const Queue& queue,
                 const QueueNow& now, bool more) {
    const Language& l = t.language();
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "facts");
      if (!matters_->empty()) draw_matters(ui, lobby);
      if (!lobby.knows_waiting()) {
        auto card = ui::card(ui, "ahead", {.label = l.t("Before you")});
        ui::fact(ui, "value",
                 {.icon = ui::Icon::people,
                  .label = l.t("Before you"),
                  .value = l.t("Not known just now: the connection is down")});
      } else {
        auto row = ui::row(ui, {.parts = now.wait && ui.view().text_scale < 1.5f ? std::vector<float>{1, 1}
                                                                                 : std::vector<float>{1}});
        draw_figure(ui, "ahead", ui::Icon::people, l.t("Before you"),
                    now.ahead == 0
                        ? l.t("Nobody")
                        : l.n("{count} person", "{count} people", static_cast<std::int64_t>(now.ahead)));
        if (now.wait) draw_figure(ui, "wait", ui::Icon::clock, l.t("Expected wait"), l.wait(*now.wait));
      }
      if (const std::string where = lobby.in(queue.waiting_area); !where.empty()) {
        auto card = ui::card(ui, "place", {.label = l.t("Where to wait")});
        ui::fact(ui, "where", {.icon = ui::Icon::pin, .label = l.t("Where to wait"), .value = where});
      }
    }
    auto footer = page.footer();
    if (taking_) {
      ui::spinner(ui, "taking", l.t("One moment"));
    } else if (ui::button(ui, "take",
                          {.label = l.t("Take a queue number"), .icon = ui::Icon::ticket, .large = true})) {
      doubt_ = t.number_brake().doubt(queue_id_, t.clock().mono());
      doubt_ ? ui.redraw_now() : take(t);
    }
    if (more && !taking_ &&
        ui::button(ui, "more-matters",
                   {.label = l.t("I have another matter too"),
                    .icon = ui::Icon::plus,
                    .kind = ui::ButtonKind::secondary})) {
      t.go(make_matter_screen(queue_id_, matters_));
    }
  }

  /// All on one number, in their order; a further one can be taken off again.
  void draw_matters(ui::Context& ui, const Lobby& lobby) {
    const Language& l = lobby.l();
    {
      auto card = ui::card(ui, "matters", {.label = l.t("Your matters")});
      ui::text(ui, "first", l.t("First: {matter}", {{"matter", matter_name(lobby, queue_id_, service_id_)}}),
               {.style = ui::TextStyle::strong});
    }
    std::optional<std::size_t> removed;
    for (std::size_t i = 0; i < matters_->size(); ++i) {
      const Errand& errand = (*matters_)[i];
      if (ui::list_row(ui, "then-" + errand.queue_id.to_string(),
                       {.icon = ui::Icon::close,
                        .title = l.t("Then: {matter}",
                                     {{"matter", matter_name(lobby, errand.queue_id, errand.service_id)}}),
                        .subtitle = l.t("Remove this matter"),
                        .chevron = false,
                        .disabled = taking_})) {
        removed = i;
      }
    }
    if (!removed) return;
    matters_->erase(matters_->begin() + static_cast<std::ptrdiff_t>(*removed));
    ui.redraw_now();
  }

  /// Many numbers in a minute, and nobody who read them: a child, or somebody who did not see theirs.
  void draw_doubt(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    auto dialog =
        ui::dialog(ui, "doubt",
                   {.icon = ui::Icon::ticket,
                    .title = l.t("Did you already get a number?"),
                    .message = l.t("The last number given here is {number}.", {{"number", *doubt_}})});
    const ui::Response more = ui::button(ui, "more", {.label = l.t("I still need a number"), .large = true});
    const ui::Response has =
        ui::button(ui, "has", {.label = l.t("I have my number"), .kind = ui::ButtonKind::secondary});
    if (!more && !has && !dialog.dismissed()) return;
    doubt_.reset();
    if (more) take(t);
    if (has) t.home();
    ui.redraw_now();
  }

  static void draw_figure(ui::Context& ui, const char* key, ui::Icon icon, const std::string& label,
                          const std::string& value) {
    auto card = ui::card(ui, key, {.padding = ui::Space::xl, .label = label});
    ui::figure(ui, "value", {.label = label, .value = value, .icon = icon});
  }

  /// The terminal is alone, and has used its numbers of this queue.
  void draw_none(ui::Context& ui, Terminal& t, ui::PageScope& page) {
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "facts");
      draw_no_number(ui, t);
    }
    auto footer = page.footer();
    draw_other_ways(ui, t, service_id_);
    draw_other_queue(ui, t);
  }

  static void draw_other_queue(ui::Context& ui, Terminal& t) {
    if (ui::button(ui, "other", {.label = t.language().t("Another queue"), .kind = ui::ButtonKind::quiet}))
      t.back();
  }

  void draw_closed(ui::Context& ui, Terminal& t, ui::PageScope& page, const Lobby& lobby, const Queue& queue,
                   const QueueNow& now) {
    const Language& l = t.language();
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "facts");
      ui::banner(ui, "closed",
                 {.kind = ui::BannerKind::warning,
                  .title = l.t("This queue gives no numbers now"),
                  .text = lobby.closed_words(queue, now)});
      if (const std::string hours = lobby.weekly(lobby.hours_of(queue)); !hours.empty()) {
        ui::fact(ui, "hours", {.icon = ui::Icon::clock, .label = l.t("Opening hours"), .value = hours});
      }
      ui::heading(ui, "instead", l.t("What you can do instead"), ui::TextStyle::subtitle);
      ui::paragraph(
          ui, "instead-text",
          l.t("Book a time for another day. Advice shows the phone number and the online service."));
    }
    auto footer = page.footer();
    draw_booking_way(ui, t, service_id_);
    draw_advice_way(ui, t, service_id_, ui::ButtonKind::secondary);
    draw_other_queue(ui, t);
  }

  void take(Terminal& t) {
    taking_ = true;
    TakeTicket ask;
    ask.queue_id = queue_id_;
    ask.service_id = service_id_;
    ask.language = t.language().tag();
    ask.needs = t.visit().needs;
    ask.errands = *matters_;
    t.port().take_ticket(ask, while_here([this, &t](Result<IssuedTicket> issued) {
                           taking_ = false;
                           if (issued) {
                             t.number_brake().given(queue_id_, issued->ticket.number, t.clock().mono());
                             t.replace(make_number_screen(*issued, true));
                           } else {
                             refused(t, issued.error());
                           }
                           t.wake();
                         }));
  }

  void refused(Terminal& t, const Error& error) {
    log::warn("ticket_refused", {{"code", std::string(name_of(error.code))}, {"why", error.message}});
    const Language& l = t.language();
    if (error.code == Errc::closed) {
      refused_ = true;  // the authority knows better than the picture: this page says so
      return;
    }
    Trouble trouble;
    if (is_no_number(error.code)) {
      if (!gives_number(t, queue_id_, service_id_)) return;  // this page says so by now
      trouble = no_number_trouble(t, error.code);
    } else {
      trouble.icon = ui::Icon::ticket;
      trouble.title = l.t("The number could not be given");
      trouble.text = l.t("The fault is in this machine, not in anything you did.");
      trouble.instead = l.t("Please try again, or go to the information desk.");
    }
    trouble.action_label = l.t("Try again");
    trouble.action = [](Terminal& terminal) { terminal.back(); };
    t.go(make_trouble_screen(std::move(trouble)));
  }

  Uuid queue_id_;
  std::optional<Uuid> service_id_;
  /// After this one, in order; the page that chooses them shares it.
  std::shared_ptr<std::vector<Errand>> matters_ = std::make_shared<std::vector<Errand>>();
  bool taking_ = false;
  bool refused_ = false;
  std::optional<std::string> doubt_;  ///< the last number given, while it is asked whether that was theirs
};

}  // namespace

ScreenPtr make_queue_screen(const Uuid& queue_id, std::optional<Uuid> service_id) {
  return std::make_unique<QueueScreen>(queue_id, service_id);
}

}  // namespace vuoro::kiosk
