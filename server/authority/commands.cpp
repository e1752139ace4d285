#include "server/authority/commands.h"

#include "server/authority/command_table.h"
#include "server/authority/day_report.h"
#include "server/authority/digest.h"

namespace vuoro::authority {
namespace {

const CommandEntry* entry_of(std::string_view type) {
  for (const auto table : {ticket_commands(), ticket_move_commands(), issue_commands(), counter_commands(),
                           desk_commands(), fleet_commands()}) {
    for (const auto& entry : table) {
      if (entry.type == type) return &entry;
    }
  }
  return nullptr;
}

}  // namespace

Result<json::value> run_command(Context& context, const store::StaffRow& staff, const json::value& body) {
  ObjectReader fields(body, "");
  const Uuid id = fields.uuid("id");
  const std::string type = fields.text("type", 40);
  if (!fields.ok()) return fail(fields.finish().error());
  if (is_question(body)) return answer_question(context.tx, staff, body, context.now);
  const auto* entry = entry_of(type);
  if (entry == nullptr) return fail(Errc::invalid_argument, "type: not one of the known commands");
  const std::string hash = digest("command", canonical_json(body));
  VUORO_ASSIGN(const auto stored, context.tx.answer(id));
  if (stored) {
    if (stored->actor_id != staff.id || stored->hash != hash) {
      return fail(Errc::conflict, "id: used before with another content");
    }
    return stored_answer(*stored);
  }
  Command command{context, staff, type, fields};
  VUORO_ASSIGN(auto answer, entry->run(command));
  std::string subject;
  for (const std::string_view field :
       {"ticket_id", "counter_id", "queue_id", "announcement_id", "device_id", "profile_id", "site_id"}) {
    const auto* value = body.as_object().if_contains(field);
    if (value != nullptr && value->is_string()) {
      subject = std::string(field) + " " + std::string(value->get_string());
      break;
    }
  }
  VUORO_TRY(context.tx.audit({context.now, staff.id, type, subject, true}));
  VUORO_TRY(context.tx.put_answer({id, staff.id, hash, json::serialize(answer), context.now}));
  return answer;
}

}  // namespace vuoro::authority
