#pragma once
// The paper of a number that was given at the desk: printed once, at a terminal of the site that the clerk
// chose. The job is a record of the feed; what became of it is an event of the terminal.

#include "server/authority/command_table.h"

namespace vuoro::authority {

/// "ticket.print". An earlier job of the ticket that still waits at another terminal is cancelled; asked
/// again for the same terminal, it is the same job.
/// @return not_found: no terminal of this site; conflict: the ticket is over; invalid_argument: the token is
///         another ticket's.
[[nodiscard]] Result<json::value> print_ticket(Command& command);

/// What the terminal says of a job: the truth of the paper, whatever had become of the job meanwhile.
[[nodiscard]] Result<void> note_printed(Context& context, const store::DeviceRow& device,
                                        const protocol::TicketPrinted& printed);

/// By when it ends, so that it is found among those that wait.
[[nodiscard]] Result<void> index_job(Context& context, const PrintJob& job);
/// A server that does not act for the site any more tells of a paper: what came out there is true here too.
[[nodiscard]] Result<void> take_paper(Context& context, PrintJob theirs);

/// Ends jobs that no terminal answered in time.
[[nodiscard]] Result<void> expire_print_jobs(Context& context, std::size_t count_max);

}  // namespace vuoro::authority
