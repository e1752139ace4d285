// Booking, last pages: how to reach the visitor (optional), confirm, and the code.
#include <utility>

#include "core/base/log.h"
#include "kiosk/paper/slips.h"
#include "kiosk/terminal/booking_steps.h"
#include "kiosk/terminal/qr.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// Shorter is no phone number anywhere; E.164 allows 15 digits.
constexpr std::size_t k_phone_digits_min = 5;
constexpr std::size_t k_phone_characters_max = 16;
/// A lying screen at least so high shows its code larger.
constexpr float k_high_screen_mm = 350;

/// The promise itself: the day over its time, large.
void draw_when(ui::Context& ui, const Language& l, const LocalDateTime& at) {
  ui::figure(ui, "when",
             {.label = l.t("Time"),
              .value = l.at_time(at.time),
              .above = l.long_date(at.date),
              .said = l.long_date(at.date) + " " + l.at_time(at.time),
              .style = ui::TextStyle::hero,
              .tone = ui::Tone::primary});
}

class ContactScreen final : public Screen {
 public:
  explicit ContactScreen(const HeldTime& held) : held_(held) {
    phone_.characters_max = k_phone_characters_max;
  }

  [[nodiscard]] bool busy() const override { return booking_; }
  void leave(Terminal& t) override {
    if (!booked_) t.port().release_slot(held_.hold_id);
  }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    ui::PageSpec head = t.head(l.t("Is this right?"));
    head.footer_height = Terminal::footer_height(ui, 1, true);
    head.art = {.main = ui::Icon::calendar, .before = ui::Icon::pin, .after = ui::Icon::clock};
    auto page = ui::page(ui, "confirm", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      // A lying screen has no height for the keys below the card: they stand beside it.
      const bool beside = wants_phone_ && Terminal::wide(ui) && ui.view().text_scale < 1.5f;
      auto row = ui::row(ui, {.parts = beside ? std::vector<float>{1, 1} : std::vector<float>{1}});
      // Low down there is little room: what is touched comes first, what was chosen scrolls after it.
      const bool low = ui.view().reach_top_px > 0 && !beside;
      if (!low) draw_time(ui, t, lobby);
      {
        auto phone = ui::column(ui);
        draw_phone(ui, l);
      }
      if (low) draw_time(ui, t, lobby);
    }
    auto footer = page.footer();
    if (booking_) {
      ui::spinner(ui, "booking", l.t("One moment"));
    } else if (ui::button(ui, "book",
                          {.label = l.t("Book this time"), .icon = ui::Icon::check, .large = true})) {
      book(ui, t);
    }
  }

 private:
  void draw_time(ui::Context& ui, const Terminal& t, const Lobby& lobby) const {
    const Language& l = t.language();
    const Service* service = lobby.service(held_.service_id);
    const LocalDateTime at = lobby.local(held_.slot.start);
    auto card = ui::card(ui, "time",
                         {.padding = ui::Space::xl, .gap = ui::Space::m, .label = l.t("Your appointment")});
    if (service != nullptr) {
      ui::text(ui, "service", lobby.in(service->name),
               {.style = ui::TextStyle::subtitle, .align = ui::Align::centre, .role = ui::Role::heading});
    }
    draw_when(ui, l, at);
    ui::fact(ui, "where",
             {.icon = ui::Icon::pin, .label = l.t("Place"), .value = lobby.in(t.view().site.address)});
  }

  void draw_phone(ui::Context& ui, const Language& l) {
    if (!wants_phone_) {
      if (ui::button(ui, "add-phone",
                     {.label = l.t("Add a phone number (optional)"),
                      .icon = ui::Icon::phone,
                      .kind = ui::ButtonKind::secondary})) {
        wants_phone_ = true;
        ui.redraw_now();
      }
      ui::paragraph(ui, "why", l.t("We call only if your appointment changes."), ui::Tone::soft);
      return;
    }
    ui::text_field(ui, "phone",
                   {.label = l.t("Phone number"), .icon = ui::Icon::phone, .personal = true, .error = wrong_},
                   phone_);
    const auto pad = ui::number_pad(ui, "pad", {.enter = false, .extra = "+"}, phone_);
    if (pad.changed) wrong_.clear();
  }

  void book(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    if (wants_phone_ && !phone_.text.empty() && phone_.text.size() < k_phone_digits_min) {
      wrong_ = l.t("The number is too short. You can also leave it empty.");
      return ui.redraw_now();
    }
    booking_ = true;
    BookAppointment ask;
    ask.slot_id = held_.slot.id;
    ask.service_id = held_.service_id;
    ask.hold_id = held_.hold_id;
    ask.language = l.tag();
    if (!phone_.text.empty()) ask.phone = phone_.text;
    t.port().book(
        ask, while_here([this, &t](Result<Appointment> made) {
          booking_ = false;
          if (made) {
            booked_ = true;
            t.replace(make_booked_screen(*made));
          } else {
            log::warn("booking_refused",
                      {{"code", std::string(name_of(made.error().code))}, {"why", made.error().message}});
            const Language& words = t.language();
            Trouble trouble;
            trouble.title = words.t("The time could not be booked");
            trouble.text =
                words.t("The time was kept for you only for a few minutes, or the connection is down.");
            trouble.instead = words.t("Please choose a time again, or take a queue number.");
            trouble.action_label = words.t("Choose a time again");
            const Uuid service_id = held_.service_id;
            trouble.action = [service_id](Terminal& terminal) {
              terminal.replace(make_booking_screen(service_id));
            };
            t.replace(make_trouble_screen(std::move(trouble)));
          }
          t.wake();
        }));
  }

  HeldTime held_;
  ui::TextEdit phone_;
  bool wants_phone_ = false;
  bool booking_ = false;
  bool booked_ = false;
  std::string wrong_;
};

class BookedScreen final : public Screen {
 public:
  explicit BookedScreen(const Appointment& appointment)
      : appointment_(appointment), qr_(qr_matrix(appointment.code)) {}

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    const Service* service = lobby.service(appointment_.service_id);
    const LocalDateTime at = lobby.local(appointment_.start);
    const bool paper = t.paper().has_printer();
    ui::PageSpec head = t.last_head(l.t("Your appointment is booked"));
    head.reading = true;
    head.footer_height = Terminal::footer_height(ui, paper ? 2 : 1);
    head.art = {.main = ui::Icon::calendar, .mark = ui::Icon::check};
    auto page = ui::page(ui, "booked", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      {
        auto card = ui::card(
            ui, "slip", {.padding = ui::Space::xl, .gap = ui::Space::m, .label = l.t("Your appointment")});
        if (Terminal::wide(ui) && ui.view().text_scale < 1.5f) {
          auto halves = ui::row(ui, {.parts = {3, 2}, .gap = ui::Space::l});
          draw_promise(ui, l, service == nullptr ? "" : lobby.in(service->name), at);
          draw_qr(ui, l, ui.mm(ui.screen().h > ui.mm(k_high_screen_mm) ? 110 : 84));
        } else {
          draw_promise(ui, l, service == nullptr ? "" : lobby.in(service->name), at);
          draw_qr(ui, l, ui.mm(ui.view().text_scale < 1.5f ? 132 : 110));
        }
      }
      draw_paper(ui, l);
      ui::text(ui, "hint",
               l.t("Take a picture of this with your phone. When you come, show the code to the machine."),
               {.tone = ui::Tone::soft, .align = ui::Align::centre});
    }
    auto footer = page.footer();
    if (paper && !printing_ && !printed_ &&
        ui::button(ui, "print",
                   {.label = l.t("Print"), .icon = ui::Icon::printer, .kind = ui::ButtonKind::secondary})) {
      printing_ = true;
      t.paper().print(appointment_slip(lobby, appointment_), while_here([this, &t](PrintAnswer answer) {
                        printing_ = false;
                        printed_ = answer;
                        t.wake();
                      }));
    }
    if (ui::button(ui, "done", {.label = l.t("Done"), .icon = ui::Icon::check})) t.home();
  }

 private:
  /// What it is, when, and the code that proves it.
  void draw_promise(ui::Context& ui, const Language& l, const std::string& service,
                    const LocalDateTime& at) const {
    auto column = ui::column(ui, {.gap = ui::Space::m});
    if (!service.empty()) {
      ui::text(ui, "service", service,
               {.style = ui::TextStyle::subtitle, .align = ui::Align::centre, .role = ui::Role::heading});
    }
    draw_when(ui, l, at);
    ui::text(ui, "code-label", l.t("Booking code"), {.tone = ui::Tone::soft, .align = ui::Align::centre});
    const ui::Rect line = ui::take(ui, ui.mm(Terminal::wide(ui) ? 24 : 34));
    ui::fit_text(ui, "code", spaced_code(appointment_.code), line, {.live = ui::Live::assertive});
    // Whoever knows the code can cancel the booking: it is the visitor's alone, on the screen and in the ear.
    ui::Node& code = ui.node(ui.last_index());
    code.value = std::exchange(code.label, {});
    code.state.set(ui::State::personal);
  }

  void draw_qr(ui::Context& ui, const Language& l, float side) const {
    ui::qr_code(ui, "qr", l.t("QR code of your booking"), qr_, side);
    ui.node(ui.last_index()).state.set(ui::State::personal);  // it is the same code
  }

  void draw_paper(ui::Context& ui, const Language& l) const {
    if (printing_) return ui::spinner(ui, "printing", l.t("Printing"));
    if (!printed_) return;
    const bool out = printed_->outcome == PrintOutcome::printed;
    ui::banner(
        ui, "paper",
        {.kind = out ? ui::BannerKind::success : ui::BannerKind::warning,
         .title = out ? l.t("Take your paper from the printer") : l.t("The paper may not have been printed"),
         .text =
             out ? "" : l.t("Your booking is valid without paper. Write the code down or take a picture.")});
  }

  Appointment appointment_;
  ui::QrMatrix qr_;
  bool printing_ = false;
  std::optional<PrintAnswer> printed_;
};

}  // namespace

ScreenPtr make_contact_screen(const HeldTime& held) {
  return std::make_unique<ContactScreen>(held);
}
ScreenPtr make_booked_screen(const Appointment& appointment) {
  return std::make_unique<BookedScreen>(appointment);
}

}  // namespace vuoro::kiosk
