#include "server/authority/print_jobs.h"

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/lobby/ticket_life.h"
#include "server/authority/digest.h"
#include "server/authority/lost_box.h"
#include "server/authority/named_ticket.h"
#include "server/authority/site_authority.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

constexpr std::size_t k_jobs_looked_at = 500;

Result<void> keep(Context& context, PrintJob job) {
  VUORO_TRY(need_authority(context, job.site_id));
  // Nobody needs the visitor's code any more when the paper is there or given up.
  if (job.state != PrintJobState::waiting) job.follow_token.clear();
  auto revision = context.tx.put_record(scope_of_site(job.site_id), collection_of<PrintJob>(), job.id,
                                        json::serialize(encode(job)));
  if (!revision) return fail(revision.error());
  return index_job(context, job);
}

/// The ticket's job that a terminal may still begin.
Result<std::optional<PrintJob>> waiting_job(Context& context, const Uuid& ticket_id) {
  VUORO_ASSIGN(const auto waiting, context.tx.print_jobs_waiting(WallTime::max(), k_jobs_looked_at));
  for (const auto& id : waiting) {
    VUORO_ASSIGN(auto job, load<PrintJob>(context.tx, id));
    if (job.ticket_id == ticket_id) return std::optional(std::move(job));
  }
  return std::optional<PrintJob>();
}

Result<void> need_own_token(Context& context, const Ticket& ticket, const std::string& token) {
  VUORO_ASSIGN(const auto whose, context.tx.ticket_of_token(digest("follow", token)));
  if (whose == ticket.id) return {};
  return fail(Errc::invalid_argument, "follow_token: not this ticket's");
}

}  // namespace

Result<void> index_job(Context& context, const PrintJob& job) {
  return context.tx.index_time(collection_of<PrintJob>(), job.id, job.site_id, job.expires_at,
                               name_of(job.state));
}

Result<void> take_paper(Context& context, PrintJob theirs) {
  VUORO_ASSIGN(const auto ours, find<PrintJob>(context.tx, theirs.id));
  VUORO_ASSIGN(const auto word, context.tx.early_word(theirs.id, k_paper_told));
  if (word && !ours) {
    const auto value = parse_json(word->detail);
    if (!value) return unreadable("word of the paper of", theirs.id, value.error());
    const auto printed = protocol::decode<protocol::TicketPrinted>(*value, RecordMode::lenient);
    if (!printed) return unreadable("word of the paper of", theirs.id, printed.error());
    theirs.state = printed->outcome;
    theirs.why = printed->why;
  }
  const bool told = theirs.state == PrintJobState::printed || theirs.state == PrintJobState::nothing ||
                    theirs.state == PrintJobState::unknown;
  if (!told || (ours && ours->state != PrintJobState::waiting && ours->state != PrintJobState::expired))
    return {};
  return keep(context, std::move(theirs));
}

Result<json::value> print_ticket(Command& command) {
  auto& context = command.context;
  const Uuid ticket_id = command.fields.uuid("ticket_id");
  const Uuid device_id = command.fields.uuid("device_id");
  const auto token = command.fields.text_if("follow_token", limits::k_token_bytes_max);
  VUORO_TRY(command.fields.finish());
  VUORO_ASSIGN(const Ticket ticket, named_ticket(command, ticket_id, std::nullopt));
  if (is_over(ticket.state)) {
    return fail(Errc::conflict, fmt::format("ticket {} is {}", ticket.number, name_of(ticket.state)));
  }
  VUORO_ASSIGN(const auto device, find<Device>(context.tx, device_id));
  if (!device || device->site_id != ticket.site_id || device->role != DeviceRole::terminal ||
      device->revoked) {
    return fail(Errc::not_found, "device_id: no terminal of this site");
  }
  if (token) VUORO_TRY(need_own_token(context, ticket, *token));
  VUORO_ASSIGN(auto earlier, waiting_job(context, ticket.id));
  if (earlier && earlier->device_id == device_id && earlier->expires_at > context.now) {
    return json::value(json::object{{"print_job", encode(*earlier)}});
  }
  if (earlier) {
    earlier->state = PrintJobState::cancelled;
    VUORO_TRY(keep(context, *earlier));
  }
  PrintJob job;
  job.id = context.new_id();
  job.site_id = ticket.site_id;
  job.device_id = device_id;
  job.ticket_id = ticket.id;
  job.follow_token = token.value_or("");
  job.asked_at = context.now;
  job.expires_at = context.now + limits::k_print_job_life;
  VUORO_TRY(keep(context, job));
  return json::value(json::object{{"print_job", encode(job)}});
}

Result<void> note_printed(Context& context, const store::DeviceRow& device,
                          const protocol::TicketPrinted& printed) {
  const auto outcome = printed.outcome;
  if (outcome != PrintJobState::printed && outcome != PrintJobState::nothing &&
      outcome != PrintJobState::unknown) {
    return fail(Errc::invalid_argument, "payload.outcome: printed, nothing or unknown");
  }
  if (printed.why.size() > limits::k_print_why_bytes_max) {
    return fail(Errc::invalid_argument,
                fmt::format("payload.why: at most {} bytes", limits::k_print_why_bytes_max));
  }
  VUORO_ASSIGN(auto job, find<PrintJob>(context.tx, printed.print_job_id));
  if (!job) {
    auto kept = keep_word(context, device.site_id, printed.print_job_id, k_paper_told,
                          json::serialize(protocol::encode(printed)), "");
    if (kept || kept.error().code != Errc::not_found) return kept;
  }
  if (!job || job->device_id != device.id) {
    // A terminal that was away for days tells of a job that is forgotten: nobody waits for the answer.
    log::warn("print_job_unknown", {{"print_job_id", printed.print_job_id.to_string()}});
    return {};
  }
  job->state = outcome;
  job->why = outcome == PrintJobState::nothing ? printed.why : "";
  return keep(context, *std::move(job));
}

Result<void> expire_print_jobs(Context& context, std::size_t count_max) {
  if (context.memory.waits_for_word) return {};
  VUORO_ASSIGN(const auto late, context.tx.print_jobs_waiting(context.now, count_max));
  for (const auto& id : late) {
    VUORO_TRY(each_alone(context, [&]() -> Result<void> {
      VUORO_ASSIGN(auto job, load<PrintJob>(context.tx, id));
      job.state = PrintJobState::expired;
      return keep(context, std::move(job));
    }));
  }
  return {};
}

}  // namespace vuoro::authority
