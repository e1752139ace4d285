// Faults between the lobby and a person's eyes: what a careless change to the pages could bring.
#include <fmt/format.h>

#include "tests/sim/mutants.h"
#include "ui/tree.h"

namespace vuoro::test {

bool Mutant::changes_screens() const {
  return is(Mutation::screen_shut_offline) || is(Mutation::screen_number_stays) ||
         is(Mutation::screen_silent) || is(Mutation::screen_untranslated);
}

void Mutant::screen_is_seen(std::vector<ui::Node>& nodes, bool online) {
  std::string page;
  for (const auto& node : nodes) {
    if (node.role == ui::Role::page) page = node.key;
    if (page == "number" && node.key == "figure") last_number_ = node.label;
  }
  for (auto& node : nodes) {
    const bool words = page == "trouble" && node.role == ui::Role::text;
    if (words && is(Mutation::screen_silent)) node.label.clear();
    if (words && is(Mutation::screen_untranslated))
      node.label = "The fault is in this machine, not in anything you did.";
    if (!online && is(Mutation::screen_shut_offline) && node.actions.has(ui::Action::press))
      node.state.set(ui::State::disabled);
  }
  if (page == "home" && is(Mutation::screen_number_stays) && !last_number_.empty()) {
    ui::Node last;
    last.role = ui::Role::text;
    last.key = "last";
    last.label = last_number_;
    nodes.push_back(std::move(last));
  }
}

bool Mutant::answer_reaches_screen(std::string_view act) {
  if (!is(Mutation::screen_answer_lost) || act != "take_ticket") return true;
  return ++screen_answers_ % 4 != 0;
}

void Mutant::ticket_answered(Result<kiosk::IssuedTicket>& issued) {
  if (!is(Mutation::screen_invents_number) || issued) return;
  kiosk::IssuedTicket made;
  made.ticket.id = Uuid::v7(agenda_, agenda_.random());
  made.ticket.number = fmt::format("A{}", 900 + agenda_.below(90));
  issued = std::move(made);
}

}  // namespace vuoro::test
