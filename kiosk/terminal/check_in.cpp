// Checking in with a code, and cancelling a booking.
#include <algorithm>

#include "core/base/log.h"
#include "core/base/random.h"
#include "core/lobby/check_in.h"
#include "kiosk/terminal/check_in_words.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// Typing a code: only characters that can be in one are offered.
class CodeScreen final : public Screen {
 public:
  explicit CodeScreen(bool cancel) : cancel_(cancel) { code_.characters_max = k_code_characters; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(cancel_ ? l.t("Which appointment do you want to cancel?")
                                       : l.t("Show your booking code to the scanner, or type it"));
    head.footer_height = Terminal::footer_height(ui, 1);
    auto page = ui::page(ui, "code", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      // The page's name says as much where there is little room for what is touched.
      if (!Terminal::wide(ui) && ui.view().reach_top_px == 0) {
        auto card = ui::card(ui, "scan", {.padding = ui::Space::l});
        ui::icon(ui, "sign", ui::Icon::scan, ui.mm(44), ui::Tone::primary);
        ui::text(ui, "how", l.t("Hold the QR code before the scanner, or type the code below."),
                 {.style = ui::TextStyle::subtitle, .align = ui::Align::centre});
      }
      ui::text_field(ui, "code",
                     {.label = l.t("Booking code"),
                      .hint = "ABCD 2345",
                      .icon = ui::Icon::key,
                      .personal = true,
                      .error = wrong_},
                     code_);
      draw_pad(ui, l);
    }
    auto footer = page.footer();
    if (ui::button(ui, "go", {.label = l.t("Continue"), .disabled = code_.text.size() < k_code_characters}))
      go_on(ui, t);
  }

 private:
  void draw_pad(ui::Context& ui, const Language& l) {
    const bool wide = Terminal::wide(ui);
    {
      auto grid =
          ui::grid(ui, {.columns = wide ? 10 : 6, .gap = ui::Space::s, .cell_height = wide ? 0 : ui.mm(36)});
      for (const char letter : k_readable_alphabet) {
        const std::string text(1, letter);
        if (ui::button(ui, "key-" + text, {.label = text, .kind = ui::ButtonKind::secondary})) {
          code_.insert(text);
          wrong_.clear();
          ui.redraw_now();
        }
      }
    }
    if (ui::button(ui, "erase",
                   {.label = l.t("Delete"), .icon = ui::Icon::backspace, .kind = ui::ButtonKind::quiet})) {
      code_.erase_before();
      ui.redraw_now();
    }
  }

  void go_on(ui::Context& ui, Terminal& t) {
    const std::string code = normal_code(code_.text);
    if (code.empty()) {
      wrong_ = t.language().t("This is not a booking code. Please check it.");
      return ui.redraw_now();
    }
    if (!cancel_) return t.go(make_check_in_screen(code));
    const auto& bookings = t.view().appointments;
    const auto found =
        std::find_if(bookings.begin(), bookings.end(), [&](const Appointment& a) { return a.code == code; });
    if (found == bookings.end() || found->state != AppointmentState::booked) {
      wrong_ = t.language().t("No booking to cancel was found with this code.");
      return ui.redraw_now();
    }
    t.go(make_cancel_booking_screen(*found));
  }

  bool cancel_;
  ui::TextEdit code_;
  std::string wrong_;
};

class CheckInScreen final : public Screen {
 public:
  explicit CheckInScreen(std::string code) : code_(std::move(code)) {}

  [[nodiscard]] bool busy() const override { return asking_; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    if (!asked_) ask(t);
    ui::PageSpec head = t.head(l.t("Checking in"));
    head.art = {.main = ui::Icon::scan};
    if (asking_) head.back = head.home = "";
    auto page = ui::page(ui, "check-in", head);
    t.follow(page);
    auto content = page.content();
    ui::spinner(ui, "asking", l.t("One moment"));
  }

 private:
  void ask(Terminal& t) {
    asked_ = asking_ = true;
    t.port().check_in(
        code_, t.language().tag(), while_here([this, &t](Result<CheckedIn> checked) {
          asking_ = false;
          if (!checked) {
            log::warn("check_in_refused", {{"code", std::string(name_of(checked.error().code))}});
            Trouble trouble = check_in_error(t, checked.error().code);
            if (!trouble.action) {
              trouble.action = [code = code_](Terminal& terminal) {
                terminal.replace(make_check_in_screen(code));
              };
            }
            t.replace(make_trouble_screen(std::move(trouble)));
          } else if (checked->ticket) {
            const bool again = checked->verdict == CheckIn::already_done;
            t.replace(make_number_screen(*checked->ticket, !again, check_in_note(t, checked->verdict)));
          } else {
            t.replace(make_trouble_screen(check_in_answer(t, *checked)));
          }
          t.wake();
        }));
  }

  std::string code_;
  bool asked_ = false;
  bool asking_ = false;
};

class CancelScreen final : public Screen {
 public:
  explicit CancelScreen(const Appointment& appointment) : appointment_(appointment) {}

  [[nodiscard]] bool busy() const override { return asking_; }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const Lobby lobby = t.lobby();
    const Service* service = lobby.service(appointment_.service_id);
    const LocalDateTime at = lobby.local(appointment_.start);
    ui::PageSpec head =
        t.head(done_ ? l.t("Your appointment is cancelled") : l.t("Cancel this appointment?"));
    head.footer_height = Terminal::footer_height(ui, done_ ? 1 : 2);
    head.art = {.main = ui::Icon::calendar, .mark = done_ ? ui::Icon::check : ui::Icon::none};
    auto page = ui::page(ui, "cancel", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      auto card = ui::card(ui, "time", {.label = l.t("Your appointment")});
      if (service != nullptr) ui::heading(ui, "service", lobby.in(service->name), ui::TextStyle::title);
      ui::fact(ui, "when",
               {.icon = ui::Icon::calendar,
                .label = l.t("Time"),
                .value = l.long_date(at.date) + " " + l.at_time(at.time)});
      if (failed_) {
        ui::banner(ui, "failed",
                   {.kind = ui::BannerKind::error,
                    .title = l.t("The appointment could not be cancelled"),
                    .text = l.t("Please try again, or go to the information desk.")});
      }
    }
    auto footer = page.footer();
    if (done_) {
      if (ui::button(ui, "done", {.label = l.t("Done"), .icon = ui::Icon::check})) t.home();
      return;
    }
    if (ui::button(ui, "yes",
                   {.label = l.t("Yes, cancel it"), .kind = ui::ButtonKind::danger, .disabled = asking_})) {
      cancel(t);
    }
    if (ui::button(ui, "no",
                   {.label = l.t("No, keep it"), .kind = ui::ButtonKind::secondary, .disabled = asking_})) {
      t.home();
    }
  }

 private:
  void cancel(Terminal& t) {
    asking_ = true;
    t.port().cancel_appointment(appointment_.id, while_here([this, &t](Result<void> cancelled) {
                                  asking_ = false;
                                  done_ = cancelled.has_value();
                                  failed_ = !done_;
                                  t.wake();
                                }));
  }

  Appointment appointment_;
  bool asking_ = false, done_ = false, failed_ = false;
};

}  // namespace

ScreenPtr make_code_screen(bool cancel) {
  return std::make_unique<CodeScreen>(cancel);
}
ScreenPtr make_check_in_screen(const std::string& code) {
  return std::make_unique<CheckInScreen>(code);
}
ScreenPtr make_cancel_booking_screen(const Appointment& appointment) {
  return std::make_unique<CancelScreen>(appointment);
}

}  // namespace vuoro::kiosk
