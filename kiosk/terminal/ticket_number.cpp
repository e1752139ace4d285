// The number: on the screen at once, on paper when there is some, on the phone by QR.
#include "kiosk/facts/matters.h"
#include "kiosk/paper/slips.h"
#include "kiosk/terminal/qr.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

class NumberScreen final : public Screen {
 public:
  NumberScreen(const IssuedTicket& issued, bool print, std::string note)
      : issued_(issued), note_(std::move(note)), wants_paper_(print), qr_(qr_matrix(issued.follow_url)) {}

  void leave(Terminal& t) override { t.number_brake().left(t.clock().mono()); }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    if (wants_paper_) print(t);
    ui::PageSpec head = t.last_head(l.t("Your queue number"));
    head.reading = true;
    head.footer_height = Terminal::footer_height(ui, 1 + (unknown_ ? 1 : 0), true);
    auto page = ui::page(ui, "number", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      if (!note_.empty()) ui::banner(ui, "note", {.title = note_});
      const std::string appointment = appointment_of(t.lobby(), issued_.ticket);
      draw_number(ui, t, is_away(t) || !appointment.empty());
      if (is_away(t)) draw_away(ui, l);
      draw_paper(ui, l);
      if (!appointment.empty()) draw_appointment(ui, l, appointment);
      draw_matters(ui, t);
      draw_facts(ui, t);
      ui::paragraph(ui, "called", l.t("Your number is shown on the display and called out."), ui::Tone::soft);
    }
    auto footer = page.footer();
    if (unknown_ && ui::button(ui, "again",
                               {.label = l.t("Nothing came out. Print again"),
                                .icon = ui::Icon::printer,
                                .kind = ui::ButtonKind::secondary})) {
      wants_paper_ = true;
    }
    if (ui::button(ui, "done", {.label = l.t("Done"), .icon = ui::Icon::check, .large = true})) t.home();
  }

 private:
  /// The number is one of those kept, and nobody else knows of it yet: also in the first seconds of a cut,
  /// when the line only keeps silent.
  [[nodiscard]] bool is_away(const Terminal& t) const {
    const ConnectionView& link = t.view().connection;
    return !issued_.online && (!link.online || link.outbox_waiting > 0);
  }

  static void draw_away(ui::Context& ui, const Language& l) {
    ui::banner(
        ui, "away",
        {.title = l.t("Your number does not follow the others"),
         .text = l.t("Your number is one of those kept for times when the connection does not work. Your "
                     "place in the queue is kept.")});
  }

  /// @param more  there is more to say, which fits below without scrolling
  void draw_number(ui::Context& ui, const Terminal& t, bool more) const {
    const Language& l = t.language();
    const bool wide = Terminal::wide(ui);
    auto card = ui::card(ui, "ticket", {.label = l.t("Your queue number")});
    if (!wide || qr_.side == 0) {
      // A standing screen has the room; large letters take it for themselves.
      const bool roomy = !wide && ui.view().text_scale < 1.5f;
      draw_figure(ui, t, ui.mm(wide ? 90 : roomy && !more ? 150 : 118));
      draw_qr(ui, t, ui.mm(!roomy ? 104 : more ? 150 : 168));
      return;
    }
    auto row = ui::row(ui, {.parts = {3, 2}});
    {
      auto left = ui::column(ui, {.gap = ui::Space::s});
      draw_figure(ui, t, ui.mm(88));
    }
    auto right = ui::column(ui, {.gap = ui::Space::s});
    draw_qr(ui, t, ui.mm(92));
  }

  void draw_figure(ui::Context& ui, const Terminal& t, float height) const {
    const ui::Rect line = ui::take(ui, height);
    ui::fit_text(ui, "figure", issued_.ticket.number, line,
                 {.tone = ui::Tone::primary, .live = ui::Live::assertive});
    if (const Queue* queue = t.lobby().queue(issued_.ticket.queue_id)) {
      ui::text(ui, "queue", t.lobby().in(queue->name),
               {.style = ui::TextStyle::title, .align = ui::Align::centre});
    }
  }

  void draw_qr(ui::Context& ui, const Terminal& t, float side) const {
    if (qr_.side == 0) return;
    const Language& l = t.language();
    ui::qr_code(ui, "qr", l.t("QR code of your place in the queue"), qr_, side);
    // The page behind the code knows the number when it has reached the authority.
    ui::text(ui, "qr-hint",
             is_away(t) ? l.t("Follow your place on your phone when the connection is back")
                        : l.t("Follow your place on your phone"),
             {.tone = ui::Tone::soft, .align = ui::Align::centre});
  }

  static void draw_appointment(ui::Context& ui, const Language& l, const std::string& appointment) {
    const std::string label = l.t("Your appointment");
    auto card = ui::card(ui, "appointment", {.label = label});
    ui::fact(ui, "when", {.icon = ui::Icon::calendar, .label = label, .value = appointment});
  }

  void draw_matters(ui::Context& ui, const Terminal& t) const {
    const auto lines = matter_lines(t.lobby(), issued_.ticket);
    if (lines.empty()) return;
    auto card = ui::card(ui, "matters", {.label = t.language().t("Your matters")});
    for (std::size_t i = 0; i < lines.size(); ++i) {
      ui::text(ui, "matter-" + std::to_string(i), lines[i],
               {.style = i + 1 < lines.size() ? ui::TextStyle::strong : ui::TextStyle::body});
    }
  }

  void draw_paper(ui::Context& ui, const Language& l) const {
    using Kind = ui::BannerKind;
    if (printing_) return ui::spinner(ui, "printing", l.t("Printing your number"));
    if (!printed_) return;
    switch (printed_->outcome) {
      case PrintOutcome::printed:
        ui::banner(ui, "paper", {.kind = Kind::success, .title = l.t("Take your number from the printer")});
        break;
      case PrintOutcome::nothing:
        ui::banner(
            ui, "paper",
            {.kind = Kind::warning,
             .title = l.t("The number was not printed"),
             .text = paper_trouble_words(l, printed_->why) + " " +
                     l.t("Your number is valid without paper. Remember it, or take it to your phone.")});
        break;
      case PrintOutcome::unknown:
        ui::banner(ui, "paper",
                   {.kind = Kind::warning,
                    .title = l.t("Did your number come out?"),
                    .text = l.t("The printer did not answer. Your number is valid without paper.")});
        break;
    }
  }

  void draw_facts(ui::Context& ui, const Terminal& t) const {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    const Queue* queue = lobby.queue(issued_.ticket.queue_id);
    const auto ahead = static_cast<std::int64_t>(issued_.ahead);
    const ui::FactSpec before{
        .icon = ui::Icon::people,
        .label = l.t("Before you"),
        .value = ahead == 0 ? l.t("Nobody") : l.n("{count} person", "{count} people", ahead)};
    const std::string where = queue == nullptr ? "" : lobby.in(queue->waiting_area);
    // Large letters want the whole width: one below the other.
    const bool large = ui.view().text_scale >= 1.5f;
    const bool one = large || !lobby.knows_waiting();
    auto row = ui::row(ui, {.parts = one ? std::vector<float>{1} : std::vector<float>{1, 1}});
    if (lobby.knows_waiting()) {
      auto card = ui::card(ui, "before", {.label = before.label});
      ui::fact(ui, "ahead", before);
    }
    if (!where.empty()) {
      auto card = ui::card(ui, "place", {.label = l.t("Where to wait")});
      ui::fact(ui, "where", {.icon = ui::Icon::pin, .label = l.t("Where to wait"), .value = where});
    }
  }

  /// The record is durable before this page exists; now it is printed, once, and the answer shown as it is.
  void print(Terminal& t) {
    wants_paper_ = false;
    unknown_ = false;
    if (!t.paper().has_printer()) return;
    printing_ = true;
    printed_.reset();
    t.paper().print(ticket_slip(t.lobby(), issued_), while_here([this, &t](PrintAnswer answer) {
                      printing_ = false;
                      printed_ = answer;
                      unknown_ = answer.outcome == PrintOutcome::unknown;
                      t.wake();
                    }));
  }

  IssuedTicket issued_;
  std::string note_;
  bool wants_paper_;
  bool printing_ = false;
  bool unknown_ = false;
  std::optional<PrintAnswer> printed_;
  ui::QrMatrix qr_;
};

}  // namespace

ScreenPtr make_number_screen(const IssuedTicket& issued, bool print, std::string note) {
  return std::make_unique<NumberScreen>(issued, print, std::move(note));
}

}  // namespace vuoro::kiosk
