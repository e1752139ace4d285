#pragma once
// A site server that was declared lost and has not told yet all that it did: the site goes to none until it
// has, and what is said meanwhile of things that only it knows is kept until they are heard of.

#include "core/sync/site_protocol.h"
#include "server/authority/context.h"

namespace vuoro::authority {

/// Kinds of early words.
inline constexpr std::string_view k_ticket_given_up = "ticket.cancelled";
inline constexpr std::string_view k_booking_given_up = "appointment.cancelled";
/// Of a booking; its detail is the ticket's id.
inline constexpr std::string_view k_checked_in_early = "checked_in";
/// Of a print job; its detail is the event's payload.
inline constexpr std::string_view k_paper_told = "ticket.printed";
/// Of a ticket of the lost box that is over, or waits again, by what was decided here; its detail is the
/// state. Its history, which comes behind it and perhaps in parts, ends with that.
inline constexpr std::string_view k_ends = "ends";
/// Of a ticket of which the lost box says something else than is so here, and here it stands.
inline constexpr std::string_view k_stands = "stands";

/// What is said of a thing that nobody here knows, when a lost box may tell of it yet.
/// @return not_found with this message when none may, or too much was said already.
[[nodiscard]] Result<void> keep_word(Context& context, const Uuid& site_id, const Uuid& subject_id,
                                     std::string_view word, std::string detail, std::string message);

/// Writes into the row that its holder is lost and has not told everything.
void note_lost(store::SiteAuthorityRow& row);

/// The site may go to a site server now.
/// @param forget_lost  a technician says that a lost box will never tell: nothing is waited for any more
/// @return conflict, naming the lost box.
[[nodiscard]] Result<void> need_heard_of(Context& context, store::SiteAuthorityRow& row, bool forget_lost);

/// A site server has told everything that it did until it heard that the site is in other hands.
/// @param last  its event that says so (told_until), with where its numbers stood
[[nodiscard]] Result<void> hear_last(Context& context, const Uuid& site_id, const Uuid& device_id,
                                     const protocol::SiteNews& last);

/// Ends the history of tickets that k_ends was said of before this time; that of those k_stands was said of
/// goes on as they are here, so that a day's figures and its tickets say the same.
[[nodiscard]] Result<void> end_histories(Context& context, const Uuid& site_id, WallTime said_before);

}  // namespace vuoro::authority
