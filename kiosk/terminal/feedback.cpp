// Feedback: one touch is a complete answer; then thanks, and more only if wished.
#include <algorithm>
#include <array>

#include "core/base/log.h"
#include "kiosk/terminal/feedback_more.h"
#include "kiosk/terminal/screens.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// Thanks at once, and the ways to say more. Every addition is sent as it is made.
class ThanksScreen final : public Screen {
 public:
  explicit ThanksScreen(std::shared_ptr<GivenFeedback> given) : given_(std::move(given)) {}

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(l.t("Thank you for your feedback!"));
    head.back.clear();
    head.footer_height = Terminal::footer_height(ui, 1);
    head.art = {.main = ui::Icon::feedback, .mark = given_->id ? ui::Icon::check : ui::Icon::none};
    auto page = ui::page(ui, "thanks", head);
    t.follow(page);
    {
      auto content = page.content(ui::Space::l);
      if (given_->failed) {
        ui::banner(ui, "failed",
                   {.kind = ui::BannerKind::error,
                    .title = l.t("Your feedback could not be saved"),
                    .text = l.t("Please tell it at the information desk.")});
      } else if (given_->id) {  // durable: only then is it said
        ui::banner(ui, "saved",
                   {.kind = ui::BannerKind::success, .title = l.t("Your answer has been saved")});
      }
      auto room = ui::scroll(ui, "all");
      ui::heading(ui, "more", l.t("Would you like to tell more?"), ui::TextStyle::subtitle);
      draw_ways(ui, t);
    }
    auto footer = page.footer();
    if (ui::button(ui, "done", {.label = l.t("Done"), .icon = ui::Icon::check})) t.home();
  }

 private:
  void draw_ways(ui::Context& ui, Terminal& t) {
    const Language& l = t.language();
    const auto done = [&](bool is) { return is && given_->all_saved() ? l.t("Added") : std::string(); };
    for (const FeedbackQuestion& question : t.view().content->questions) {
      if (question.kind != QuestionKind::choice) continue;
      const bool answered = given_->answered.contains(question.id);
      if (ui::list_row(
              ui, question.id.to_string(),
              {.icon = ui::Icon::feedback, .title = t.lobby().in(question.text), .badge = done(answered)})) {
        t.go(make_feedback_choice_screen(given_, question));
      }
    }
    if (ui::list_row(ui, "words",
                     {.icon = ui::Icon::keyboard,
                      .title = l.t("Write in your own words"),
                      .badge = done(given_->words)})) {
      t.go(make_feedback_words_screen(given_));
    }
    if (t.view().site.latitude && t.view().site.longitude &&
        ui::list_row(
            ui, "place",
            {.icon = ui::Icon::pin, .title = l.t("Show the place on a map"), .badge = done(given_->place)})) {
      t.go(make_feedback_map_screen(given_));
    }
    if (ui::list_row(ui, "contact",
                     {.icon = ui::Icon::mail,
                      .title = l.t("Leave your contact for a reply"),
                      .badge = done(given_->contact)})) {
      t.go(make_feedback_contact_screen(given_));
    }
  }

  std::shared_ptr<GivenFeedback> given_;
};

class FeedbackScreen final : public Screen {
 public:
  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const auto& questions = t.view().content->questions;
    const auto faces = std::find_if(questions.begin(), questions.end(),
                                    [](const FeedbackQuestion& q) { return q.kind == QuestionKind::faces; });
    const std::string asked =
        faces == questions.end() ? l.t("How did your visit go?") : t.lobby().in(faces->text);
    ui::PageSpec head = t.head(asked);
    head.art = {.main = ui::Icon::feedback, .before = ui::Icon::face_2, .after = ui::Icon::face_4};
    auto page = ui::page(ui, "feedback", head);
    t.follow(page);
    auto content = page.content(ui::Space::xl);
    if (Terminal::wide(ui)) ui::space_px(ui, ui::remaining_height(ui) * 0.1f);
    const std::array<std::string, 5> labels = {l.t("Very badly"), l.t("Badly"), l.t("So-so"), l.t("Well"),
                                               l.t("Very well")};
    const int score = ui::rating(ui, "faces", asked, labels, 0);
    ui::text(ui, "anonymous", l.t("Your answer is anonymous."),
             {.tone = ui::Tone::soft, .align = ui::Align::centre});
    if (score == 0) return;
    auto given = std::make_shared<GivenFeedback>();
    GiveFeedback ask;
    ask.score = score;
    ask.language = l.tag();
    if (faces != questions.end()) ask.question_id = faces->id;
    // The thanks do not wait; what is added later waits for the id inside GivenFeedback.
    give(t, given, std::move(ask));
    t.replace(std::make_unique<ThanksScreen>(given));
  }
};

}  // namespace

void give(Terminal& t, const std::shared_ptr<GivenFeedback>& given, GiveFeedback ask) {
  if (!given->id && (given->asked || !given->waiting.empty())) {
    given->waiting.push_back(std::move(ask));
    if (given->asked) return;
    // The first could not be saved: it is tried once more before what is added to it.
    ask = std::move(given->waiting.front());
    given->waiting.erase(given->waiting.begin());
  }
  given->asked = true;
  ask.feedback_id = given->id;
  ++given->on_the_way;
  t.port().give_feedback(ask, [&t, given, ask](Result<Uuid> answer) {
    --given->on_the_way;
    if (answer) {
      given->id = *answer;
      given->failed = false;
      for (GiveFeedback& next : std::exchange(given->waiting, {})) give(t, given, std::move(next));
    } else {
      given->failed = true;
      given->asked = false;
      given->waiting.insert(given->waiting.begin(), ask);
      log::error("feedback_not_saved", {{"why", answer.error().to_string()}});
    }
    t.wake();
  });
}

ScreenPtr make_feedback_screen() {
  return std::make_unique<FeedbackScreen>();
}

}  // namespace vuoro::kiosk
