// A number given at the desk, for somebody who cannot use the terminal.

#include <fmt/format.h>

#include <array>

#include "server/authority/print_jobs.h"
#include "server/authority/rights.h"
#include "server/authority/ticket_issue.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

std::vector<Errand> errands_of(ObjectReader& fields) {
  std::vector<Errand> errands;
  const auto& entries = fields.array("errands", limits::k_errands_max, false);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    ObjectReader entry(entries[i], fields.path_of(fmt::format("errands[{}]", i)));
    Errand errand{entry.uuid("queue_id"), entry.uuid_if("service_id")};
    fields.take(entry.finish());
    errands.push_back(errand);
  }
  return errands;
}

Result<json::value> issue(Command& command) {
  auto& context = command.context;
  auto& fields = command.fields;
  NewTicket wish;
  wish.queue_id = fields.uuid("queue_id");
  wish.service_id = fields.uuid_if("service_id");
  wish.language = fields.text("language", limits::k_language_bytes_max);
  wish.needs = fields.texts("needs", limits::k_needs_max, limits::k_need_bytes_max, false);
  wish.errands = errands_of(fields);
  VUORO_TRY(fields.finish());
  VUORO_ASSIGN(const Queue* queue, queue_of(context, wish.queue_id));
  VUORO_TRY(need_queue(command.staff, *queue));
  VUORO_ASSIGN(const auto given, give_ticket(context, wish, {command.staff.id, {}, {}}));
  json::object answer{{"ticket", encode(given.ticket)}, {"follow_token", given.follow_token}};
  if (!given.follow_url.empty()) answer["follow_url"] = given.follow_url;
  return json::value(std::move(answer));
}

constexpr auto k_issue_entries = std::to_array<CommandEntry>({
    {"ticket.issue", issue},
    {"ticket.print", print_ticket},
});

}  // namespace

std::span<const CommandEntry> issue_commands() {
  return k_issue_entries;
}

}  // namespace vuoro::authority
