#pragma once
// What may be added to an answer that is complete already.

#include <memory>
#include <set>
#include <vector>

#include "kiosk/terminal/screens.h"

namespace vuoro::kiosk {

/// One visitor's feedback as it grows; shared by its pages, gone with the last of them.
struct GivenFeedback {
  bool asked = false;      ///< the first answer is on its way to disk
  std::optional<Uuid> id;  ///< it is durable
  bool failed = false;
  int on_the_way = 0;                 ///< to disk, the first and what was added to it
  std::vector<GiveFeedback> waiting;  ///< additions made before the id was known, and what could not be saved
  std::set<Uuid> answered;
  bool words = false, place = false, contact = false;

  /// All that was given is durable.
  [[nodiscard]] bool all_saved() const { return id && !failed && on_the_way == 0 && waiting.empty(); }
};

/// Sends an answer, or an addition to it.
void give(Terminal& t, const std::shared_ptr<GivenFeedback>& given, GiveFeedback ask);

ScreenPtr make_feedback_choice_screen(std::shared_ptr<GivenFeedback> given, const FeedbackQuestion& question);
ScreenPtr make_feedback_words_screen(std::shared_ptr<GivenFeedback> given);
ScreenPtr make_feedback_contact_screen(std::shared_ptr<GivenFeedback> given);
ScreenPtr make_feedback_map_screen(std::shared_ptr<GivenFeedback> given);

}  // namespace vuoro::kiosk
