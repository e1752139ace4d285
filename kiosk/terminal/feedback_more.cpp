// More feedback, if wished: choices, words, contact.
#include "kiosk/terminal/feedback_more.h"

#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

using Given = std::shared_ptr<GivenFeedback>;

constexpr std::size_t k_words_max = 500;
constexpr std::size_t k_contact_max = 80;

class ChoiceScreen final : public Screen {
 public:
  ChoiceScreen(Given given, FeedbackQuestion question)
      : given_(std::move(given)), question_(std::move(question)), chosen_(question_.options.size(), false) {}

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(t.lobby().in(question_.text));
    head.footer_height = Terminal::footer_height(ui, 1);
    auto page = ui::page(ui, "feedback-choice", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "options");
      for (std::size_t i = 0; i < question_.options.size(); ++i) {
        if (ui::checkbox(ui, question_.options[i].key, t.lobby().in(question_.options[i].text), chosen_[i])) {
          chosen_[i] = !chosen_[i];
          ui.redraw_now();
        }
      }
    }
    auto footer = page.footer();
    if (!ui::button(ui, "send", {.label = l.t("Send"), .icon = ui::Icon::check})) return;
    GiveFeedback ask;
    ask.question_id = question_.id;
    ask.language = l.tag();
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      if (chosen_[i]) ask.choices.push_back(question_.options[i].key);
    }
    if (!ask.choices.empty()) {
      give(t, given_, std::move(ask));
      given_->answered.insert(question_.id);
    }
    t.back();
  }

 private:
  Given given_;
  FeedbackQuestion question_;
  std::vector<bool> chosen_;
};

/// One text, written on the screen's keyboard: own words, or a contact.
class WritingScreen final : public Screen {
 public:
  WritingScreen(Given given, bool contact) : given_(std::move(given)), contact_(contact) {
    edit_.characters_max = contact ? k_contact_max : k_words_max;
  }

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(contact_ ? l.t("How can we reach you?") : l.t("What would you like to say?"));
    head.footer_height = Terminal::footer_height(ui, 1);
    auto page = ui::page(ui, contact_ ? "feedback-contact" : "feedback-words", head);
    t.follow(page);
    {
      auto content = page.content();
      const bool low = Terminal::wide(ui);  // a lying screen has no height to give away
      ui::text_field(ui, "text",
                     {.label = contact_ ? l.t("E-mail or phone number") : l.t("Your feedback"),
                      .hint = contact_ ? "" : l.t("Please do not write personal identity codes."),
                      .show_label = !low,
                      .personal = true,
                      .lines = contact_ || low || ui.view().reach_top_px > 0 ? 1
                               : ui.view().text_scale < 1.5f                 ? 9
                                                                             : 4},
                     edit_);
      if (contact_ && !low) ui::paragraph(ui, "why", l.t("It is used only for the reply."), ui::Tone::soft);
      const ui::KeyboardSpec keys{.enter = false,
                                  .capital_first = !contact_,
                                  .kind = contact_ ? ui::KeyboardKind::email : ui::KeyboardKind::text,
                                  .digits = contact_ && !low && ui.view().reach_top_px == 0};
      const float gap = ui::remaining_height(ui) - ui::keyboard_height(ui, keys);
      if (gap > 0) ui::space_px(ui, gap);
      if (ui::keyboard(ui, "keyboard", keys, edit_).changed) ui.redraw_now();
    }
    auto footer = page.footer();
    if (!ui::button(ui, "send",
                    {.label = l.t("Send"), .icon = ui::Icon::check, .disabled = edit_.text.empty()}))
      return;
    GiveFeedback ask;
    ask.language = l.tag();
    if (contact_) {
      ask.contact = edit_.text;
      given_->contact = true;
    } else {
      ask.text = edit_.text;
      given_->words = true;
    }
    give(t, given_, std::move(ask));
    t.back();
  }

 private:
  Given given_;
  bool contact_;
  ui::TextEdit edit_;
};

}  // namespace

ScreenPtr make_feedback_choice_screen(Given given, const FeedbackQuestion& question) {
  return std::make_unique<ChoiceScreen>(std::move(given), question);
}
ScreenPtr make_feedback_words_screen(Given given) {
  return std::make_unique<WritingScreen>(std::move(given), false);
}
ScreenPtr make_feedback_contact_screen(Given given) {
  return std::make_unique<WritingScreen>(std::move(given), true);
}

}  // namespace vuoro::kiosk
