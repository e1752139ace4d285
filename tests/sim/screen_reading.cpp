// What a simulated terminal's screen says, read off its semantic tree: only this has been promised.
#include <algorithm>

#include "tests/sim/screen.h"

namespace vuoro::test {
namespace {

/// What is pressed to write, to look or to hear, and leads nowhere.
bool only_helps(const ui::Node& node) {
  if (node.role != ui::Role::button && node.role != ui::Role::list_item && node.role != ui::Role::link)
    return true;
  return node.key == "access" || node.key == "accessibility" || node.key == "service-door" ||
         node.key == "erase" || node.key == "add-phone" || node.key.starts_with("key-");
}

bool has(const Sight& sight, std::string_view key) {
  return std::any_of(sight.texts.begin(), sight.texts.end(),
                     [&](const ScreenText& one) { return one.key == key; });
}

std::string text_of(const Sight& sight, std::string_view key) {
  for (const auto& one : sight.texts) {
    if (one.key == key) return one.text;
  }
  return {};
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

}  // namespace

Sight SimScreen::sight() const {
  Sight sight;
  sight.device = terminal_.name();
  sight.run = run_;
  sight.visit = visit_;
  sight.from = sight.until = agenda_.wall();
  sight.language = look_.language;
  std::string dialog;  // what comes after it in the tree is in it
  for (const auto& node : nodes()) {
    if (node.role == ui::Role::page) sight.page = node.key;
    if (node.obscured) continue;
    if (node.role == ui::Role::dialog) {
      sight.dialog = node.key;
      dialog = node.key + "/";
    }
    if (node.role == ui::Role::progress) {
      if (node.state.has(ui::State::busy)) sight.waits.push_back(node.key);
      if (node.key == "left") continue;  // it counts down
    }
    if (can_press(node) && !only_helps(node)) sight.ways.push_back(dialog + node.key);
    for (const auto* text : {&node.label, &node.value, &node.description}) {
      if (!text->empty()) sight.texts.push_back({dialog + node.key, *text});
    }
  }
  return sight;
}

void SimScreen::read() {
  if (mutant_.changes_screens()) {
    changed_ = context_->tree().nodes();
    mutant_.screen_is_seen(changed_, view_->connection.online);
  }
  Sight now = sight();
  page_ = now.page;
  language_ = now.language;
  if (is_free() && !somebody_) now.visit = visit_ = -1;
  note(std::move(now));
  hear_promises();
  hear_paper();
}

void SimScreen::still() {
  if (!sight_) return;
  Sight& sight = told_.screens.sights[*sight_];
  sight.until = agenda_.wall();
  sight.untouched = std::max(sight.untouched, sight.until - touched_at_);
}

void SimScreen::note(Sight sight) {
  still();
  auto& sights = told_.screens.sights;
  if (sight_) {
    const Sight& last = sights[*sight_];
    if (last.page == sight.page && last.visit == sight.visit && last.language == sight.language &&
        last.ways == sight.ways && last.waits == sight.waits && last.texts == sight.texts)
      return;
  }
  sight.untouched = sight.from - touched_at_;
  sight_ = sights.size();
  sights.push_back(std::move(sight));
}

void SimScreen::hear_promises() {
  const Sight& sight = told_.screens.sights[*sight_];
  if (sight.page == "number") {
    const std::string number = text_of(sight, "figure");
    if (number.empty()) return;  // behind a dialog
    const auto given = std::find_if(tickets_.rbegin(), tickets_.rend(),
                                    [&](const auto& one) { return one.first.ticket.number == number; });
    if (given == tickets_.rend()) {
      // Nobody gave it: whoever reads it holds it for theirs all the same.
      tickets_.emplace_back(kiosk::IssuedTicket{}, false);
      tickets_.back().first.ticket.number = number;
      note_item(number);
      return hear_promises();
    }
    if (std::exchange(given->second, true)) return;  // known to the person already
    told_.tickets.push_back({given->first, terminal_.name(), agenda_.wall(), terminal_.knows_time()});
    if (!given->first.online) ++told_.offline;
    agenda_.note(terminal_.name(), "shows", number);
  } else if (sight.page == "booked") {
    const std::string code = without_spaces(text_of(sight, "code"));
    const auto made = std::find_if(bookings_.begin(), bookings_.end(),
                                   [&](const Appointment& one) { return one.code == code; });
    if (made == bookings_.end()) return;
    told_.bookings.push_back(*made);
    agenda_.note(terminal_.name(), "books", code);
    bookings_.erase(made);
  } else if (sight.page == "thanks" && feedback_ && has(sight, "saved")) {
    told_.feedback.push_back(*std::exchange(feedback_, std::nullopt));
  } else if (sight.page == "cancel" && cancelling_ && pressable("done") != nullptr) {
    told_.taken_back.insert(*std::exchange(cancelling_, std::nullopt));
  } else if (sight.page == "ticket-state" && cancelling_ && (has(sight, "ended") || has(sight, "over"))) {
    told_.given_up.insert(*std::exchange(cancelling_, std::nullopt));
  }
}

void SimScreen::hear_paper() {
  const Sight& sight = told_.screens.sights[*sight_];
  auto& prints = told_.prints;
  if (std::exchange(print_begins_, false)) {
    print_.reset();
    if (sight.page == "number" && !tickets_.empty()) {
      const auto& ticket = tickets_.back().first.ticket;
      print_ = prints.size();
      prints.push_back({terminal_.name(), ticket.number, ticket.service_day, std::nullopt});
    }
  }
  const std::string said = text_of(sight, "paper");
  if (!print_ || sight.page != "number" || said.empty()) return;
  const auto& words = sim_words().of(sight.language);
  auto& told = prints[*print_].told;
  if (said == words.t("Take your number from the printer")) told = kiosk::PrintOutcome::printed;
  if (said == words.t("The number was not printed")) told = kiosk::PrintOutcome::nothing;
  if (said == words.t("Did your number come out?")) told = kiosk::PrintOutcome::unknown;
}

}  // namespace vuoro::test
