#include "kiosk/service/panel.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "kiosk/paper/slips.h"
#include "kiosk/service/panel_words.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

class PanelScreen final : public Screen {
 public:
  [[nodiscard]] bool is_for_technician() const override { return true; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(l.t("Service panel"));
    head.subtitle = t.view().device.name;
    head.footer_height = Terminal::footer_height(ui, 2);
    auto page = ui::page(ui, "service", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      draw_troubles(ui, t);
      draw_connection(ui, t);
      draw_devices(ui, t);
    }
    auto footer = page.footer();
    draw_acts(ui, t);
    ui.redraw_at(t.clock().mono() + std::chrono::seconds(2));
  }

 private:
  static std::string moment(const Lobby& lobby, WallTime time) {
    const LocalDateTime at = lobby.local(time);
    return fmt::format("{} {}.{:02}", lobby.l().date(at.date), lobby.l().time(at.time), at.second.count());
  }

  /// "K Passport 40", a line each queue, by prefix.
  /// @param later_day  empty: today's
  /// @return empty: none are held
  static std::string numbers_by_queue(const Lobby& lobby, const std::string& later_day,
                                      const std::vector<HeldNumbersView>& held) {
    std::set<std::string> lines;
    for (const HeldNumbersView& one : held) {
      if (one.later_day != later_day) continue;
      const Queue* queue = lobby.queue(one.queue_id);
      const std::string name = queue == nullptr ? "?" : queue->prefix + " " + lobby.in(queue->name);
      lines.insert(fmt::format("{} {}", name, one.left));
    }
    return fmt::format("{}", fmt::join(lines, "\n"));
  }

  static void draw_numbers(ui::Context& ui, const Language& l, const Lobby& lobby,
                           const std::vector<HeldNumbersView>& held) {
    const std::string today = numbers_by_queue(lobby, "", held);
    ui::fact(ui, "leases",
             {.icon = ui::Icon::ticket,
              .label = l.t("Numbers kept for the time without a connection"),
              .value = today.empty() ? "0" : today});
    std::set<std::string> later_days;
    for (const HeldNumbersView& one : held) later_days.insert(one.later_day);
    for (const std::string& day : later_days) {
      const auto date = parse_iso_date(day);
      if (!date) continue;
      ui::fact(ui, "leases-" + day,
               {.icon = ui::Icon::ticket,
                .label = l.t("Numbers kept for {day}", {{"day", l.date(*date)}}),
                .value = numbers_by_queue(lobby, day, held)});
    }
  }

  /// "Passport 4 (5.3.2026 14.00.00)", a line each service: how many places, and until when they are held.
  static std::string places_held(const Lobby& lobby, const std::vector<HeldSlotView>& held) {
    std::map<std::string, std::pair<std::int32_t, WallTime>> by_service;
    for (const HeldSlotView& one : held) {
      const Service* service = lobby.service(one.service_id);
      auto& line = by_service[service == nullptr ? "?" : lobby.in(service->name)];
      line.first += one.places;
      line.second = std::max(line.second, one.until);
    }
    std::string out;
    for (const auto& [name, line] : by_service) {
      out +=
          fmt::format("{}{} {} ({})", out.empty() ? "" : "\n", name, line.first, moment(lobby, line.second));
    }
    return out;
  }

  static void draw_connection(ui::Context& ui, const Terminal& t) {
    const Language& l = t.language();
    const ConnectionView& link = t.view().connection;
    const Lobby lobby = t.lobby();
    auto card = ui::card(ui, "connection", {.label = l.t("Connection")});
    ui::fact(ui, "server",
             {.icon = link.online ? ui::Icon::check : ui::Icon::no_network,
              .label = l.t("Server"),
              .value = t.service().facts().server + "\n" +
                       (link.online     ? l.t("Connected")
                        : link.at_fault ? l.t("The server answers, but cannot do its work now.")
                                        : l.t("No connection")) +
                       " (" + moment(lobby, link.since) + ")"});
    ui::fact(ui, "sync",
             {.icon = ui::Icon::clock,
              .label = l.t("Last in step with the server"),
              .value = link.last_sync ? moment(lobby, *link.last_sync) : l.t("Never")});
    ui::fact(
        ui, "outbox",
        {.icon = ui::Icon::mail,
         .label = l.t("Waiting to be sent"),
         .value = fmt::format("{} ({} {})", link.outbox_waiting, l.t("refused:"), link.outbox_set_aside)});
    if (link.numbers_held) draw_numbers(ui, l, lobby, link.held_numbers);
    if (!link.held_slots.empty()) {
      ui::fact(ui, "places",
               {.icon = ui::Icon::calendar,
                .label = l.t("Times kept for booking without a connection"),
                .value = places_held(lobby, link.held_slots)});
    }
    ui::fact(ui, "offset",
             {.icon = ui::Icon::clock,
              .label = l.t("Clock difference to the server"),
              .value = link.clock_known ? fmt::format("{} ms", link.clock_offset.count())
                                        : l.t("Not known yet. This machine's clock: {time}",
                                              {{"time", moment(lobby, t.clock().wall())}})});
  }

  void draw_devices(ui::Context& ui, const Terminal& t) const {
    const Language& l = t.language();
    const MachineFacts facts = t.service().facts();
    auto card = ui::card(ui, "devices", {.label = l.t("Devices")});
    ui::fact(ui, "printer",
             {.icon = ui::Icon::printer,
              .label = l.t("Printer"),
              .value = device_words(l, facts.printer) + printed_});
    ui::fact(ui, "scanner",
             {.icon = ui::Icon::scan, .label = l.t("Code reader"), .value = device_words(l, facts.scanner)});
    ui::fact(ui, "keypad",
             {.icon = ui::Icon::keyboard, .label = l.t("Keypad"), .value = device_words(l, facts.keypad)});
    ui::fact(ui, "speech",
             {.icon = ui::Icon::speaker, .label = l.t("Speech"), .value = device_words(l, facts.speech)});
    ui::fact(ui, "version", {.icon = ui::Icon::info, .label = l.t("Version"), .value = facts.version});
  }

  static void draw_troubles(ui::Context& ui, const Terminal& t) {
    const Language& l = t.language();
    int index = 0;
    const auto show = [&](std::string title, const std::string& detail) {
      ui::banner(ui, "trouble-" + std::to_string(++index),
                 {.kind = ui::BannerKind::error, .title = std::move(title), .text = detail});
    };
    for (const TroubleView& trouble : t.view().connection.troubles)
      show(l.t(trouble.text.c_str(),
               {{"count", std::to_string(trouble.count)}, {"when", moment(t.lobby(), trouble.when)}}),
           trouble.detail);
    for (const std::string& trouble : t.service().facts().troubles)
      show(l.t("Something in this machine's configuration cannot be used."), trouble);
  }

  void draw_acts(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    using ui::ButtonKind;
    {
      auto row = ui::row(ui, {.parts = {1, 1}});
      if (ui::button(ui, "print",
                     {.label = l.t("Print a test"),
                      .icon = ui::Icon::printer,
                      .kind = ButtonKind::secondary,
                      .disabled = !t.paper().has_printer() || printing_})) {
        printing_ = true;
        t.paper().print(test_slip(t.lobby()), while_here([this, &t](PrintAnswer answer) {
                          printing_ = false;
                          printed_ = answer.outcome == PrintOutcome::printed
                                         ? " · " + t.language().t("Printed")
                                     : answer.outcome == PrintOutcome::unknown
                                         ? " · " + t.language().t("The printer did not answer")
                                         : " · " + paper_trouble_words(t.language(), answer.why);
                          t.wake();
                        }));
      }
      if (ui::button(
              ui, "speak",
              {.label = l.t("Speak a test"), .icon = ui::Icon::speaker, .kind = ButtonKind::secondary})) {
        t.service().say_test(l.t("This is a sound test."), l.tag());
      }
    }
    if (ui::button(ui, "restart",
                   {.label = sure_ ? l.t("Yes, restart now") : l.t("Restart the program"),
                    .kind = sure_ ? ButtonKind::danger : ButtonKind::quiet})) {
      if (sure_) t.service().restart();
      sure_ = true;
      ui.redraw_now();
    }
  }

  bool printing_ = false;
  bool sure_ = false;
  std::string printed_;
};

}  // namespace

ScreenPtr make_service_panel() {
  return std::make_unique<PanelScreen>();
}

}  // namespace vuoro::kiosk
