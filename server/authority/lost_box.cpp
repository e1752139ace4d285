#include "server/authority/lost_box.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.h"
#include "core/lobby/ticket_life.h"
#include "server/authority/number_stock.h"
#include "server/authority/site_adopt.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"
#include "server/store/ticket_intervals.h"

namespace vuoro::authority {
namespace {

/// Nothing more will be told.
Result<void> close_waiting(Context& context, store::SiteAuthorityRow& row) {
  VUORO_TRY(end_histories(context, row.site_id, WallTime::max()));
  VUORO_TRY(context.tx.forget_early_words(row.site_id));
  row.untold_by.clear();
  row.untold_id.reset();
  row.untold_epoch = 0;
  return {};
}

/// Whether the history says it already; of one who waits again, or whether that is so no more.
Result<bool> is_told(Context& context, const store::EarlyWordRow& word,
                     const std::vector<store::TicketLogRow>& lines) {
  if (lines.empty()) return true;
  if (word.detail != name_of(TicketState::waiting)) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const auto& line) { return line.to_state == word.detail; });
  }
  VUORO_ASSIGN(const auto ticket, find<Ticket>(context.tx, word.subject_id));
  return !ticket || ticket->state != TicketState::waiting || lines.back().to_state == word.detail;
}

/// The act by which a ticket is as it is here, where the lost box said otherwise.
TicketAct act_into(TicketState state, bool moved) {
  switch (state) {
    case TicketState::waiting:
      return moved ? TicketAct::transfer : TicketAct::requeue;
    case TicketState::parked:
      return TicketAct::park;
    case TicketState::called:
      return TicketAct::call;
    case TicketState::serving:
      return TicketAct::start;
    case TicketState::finished:
      return TicketAct::finish;
    case TicketState::no_show:
      return TicketAct::no_show;
    case TicketState::cancelled:
      return TicketAct::cancel;
    case TicketState::expired:
      break;
  }
  return TicketAct::close_day;
}

/// Lines of the lost box come behind those of here, and would be the last word: who waits here would count as
/// one who did not come, or as waiting in another queue, or read as called.
Result<void> let_stand(Context& context, const Uuid& ticket_id) {
  VUORO_ASSIGN(const auto ticket, readable<Ticket>(context, ticket_id));
  VUORO_ASSIGN(const auto lines, context.tx.ticket_log(ticket_id));
  const auto intervals = store::intervals_of(lines);
  if (!ticket || intervals.empty()) return {};
  const auto& last = intervals.back();
  const bool over = is_over(ticket->state);
  const bool moved = !over && last.queue_id != ticket->queue_id;
  const bool absent = !over && last.to && last.ended_by == name_of(TicketAct::no_show);
  const auto told = ticket_state_named(lines.back().to_state);
  const bool waits =
      ticket->state == TicketState::waiting && told && *told != TicketState::waiting && !is_over(*told);
  if (!waits && !(last.to ? absent : over || moved)) return {};
  return context.tx.log_ticket(
      {ticket_id, ticket->site_id, ticket->queue_id, std::string(name_of(act_into(ticket->state, moved))),
       lines.back().to_state, std::string(name_of(ticket->state)), ticket->counter_id, std::nullopt,
       std::nullopt, context.now, std::nullopt, 0, ticket->due, ticket->service_id, "box_lost"});
}

}  // namespace

Result<void> keep_word(Context& context, const Uuid& site_id, const Uuid& subject_id, std::string_view word,
                       std::string detail, std::string message) {
  VUORO_ASSIGN(const auto row, authority_row(context.tx, site_id));
  if (!row.untold_id) return fail(Errc::not_found, std::move(message));
  VUORO_ASSIGN(const auto count, context.tx.early_word_count(site_id));
  if (count >= limits::k_early_words_max) return fail(Errc::not_found, std::move(message));
  log::info("early_word_kept", {{"word", word}, {"subject_id", subject_id.to_string()}});
  return context.tx.put_early_word({site_id, subject_id, std::string(word), context.now, std::move(detail)});
}

void note_lost(store::SiteAuthorityRow& row) {
  row.untold_by = row.holder_name;
  row.untold_id = row.holder_id;
  row.untold_epoch = row.epoch;
}

Result<void> need_heard_of(Context& context, store::SiteAuthorityRow& row, bool forget_lost) {
  if (!row.untold_id) return {};
  if (!forget_lost) {
    return fail(
        Errc::conflict,
        fmt::format("{} was declared lost and has not told yet what it did: let it be heard of first, "
                    "or say that it never will be (forget_lost)",
                    row.untold_by));
  }
  log::warn("lost_box_forgotten",
            {{"site_id", row.site_id.to_string()}, {"device_id", row.untold_id->to_string()}});
  return close_waiting(context, row);
}

Result<void> hear_last(Context& context, const Uuid& site_id, const Uuid& device_id,
                       const protocol::SiteNews& last) {
  VUORO_ASSIGN(auto row, authority_row(context.tx, site_id));
  // It may have joined anew since, by another name; a new machine, or one whose database was begun anew, says
  // the same of nothing.
  const bool it_is = last.epoch > 0 && (device_id == row.untold_id || last.epoch == row.untold_epoch);
  if (!row.untold_id) return end_histories(context, site_id, WallTime::max());
  if (!it_is || last.told_until.value_or(0) <= row.untold_epoch) return {};
  log::info("lost_box_has_told_all",
            {{"site_id", site_id.to_string()}, {"device_id", device_id.to_string()}});
  VUORO_TRY(free_stepped_over(context, last.cursors));
  VUORO_TRY(close_waiting(context, row));
  return put_authority(context, row);
}

Result<void> end_histories(Context& context, const Uuid& site_id, WallTime said_before) {
  VUORO_ASSIGN(const auto words, context.tx.early_words(site_id, k_ends));
  for (const auto& word : words) {
    if (word.time >= said_before) break;
    VUORO_TRY(context.tx.forget_early_word(word.subject_id, k_ends));
    VUORO_ASSIGN(const auto lines, context.tx.ticket_log(word.subject_id));
    VUORO_ASSIGN(const bool ended, is_told(context, word, lines));
    if (ended) continue;
    const auto state = ticket_state_named(word.detail).value_or(TicketState::expired);
    const bool by_the_loss = state == TicketState::expired || state == TicketState::waiting;
    store::TicketLogRow line = lines.back();
    line.act = name_of(act_into(state, false));
    line.from_state = line.to_state;
    line.to_state = word.detail;
    line.staff_id.reset();
    line.device_id.reset();
    line.device_time.reset();
    line.time = word.time;
    line.reason = by_the_loss ? "box_lost" : "";
    VUORO_TRY(context.tx.log_ticket(line));
  }
  VUORO_ASSIGN(const auto standing, context.tx.early_words(site_id, k_stands));
  for (const auto& word : standing) {
    if (word.time >= said_before) break;
    VUORO_TRY(context.tx.forget_early_word(word.subject_id, k_stands));
    VUORO_TRY(let_stand(context, word.subject_id));
  }
  return {};
}

}  // namespace vuoro::authority
