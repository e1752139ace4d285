#include "server/authority/sight.h"

#include <algorithm>

#include "server/authority/context.h"
#include "server/authority/rights.h"

namespace vuoro::authority {
namespace {

std::string_view text_of(const json::value& record, std::string_view field) {
  const auto* object = record.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(field);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

}  // namespace

Sight::Sight(store::Reader& reader, const store::StaffRow& staff)
    : reader_(reader),
      staff_(staff),
      sees_all_(has_role(staff, k_supervisor) || staff.organizations.empty()) {}

Result<bool> Sight::of_own(std::string_view collection, std::string_view id_text) {
  const auto id = Uuid::parse(id_text);
  if (!id) return false;
  const auto remembered = known_.find(*id);
  if (remembered != known_.end()) return remembered->second;
  VUORO_ASSIGN(const auto text, reader_.record(collection, *id));
  bool own = false;
  if (text) {
    const auto record = parse_json(*text);
    if (!record) return unreadable(collection, *id, record.error());
    const auto organization = text_of(*record, "organization_id");
    // A queue of none is everybody's.
    own = organization.empty();
    if (const auto of = Uuid::parse(organization)) {
      own = std::find(staff_.organizations.begin(), staff_.organizations.end(), *of) !=
            staff_.organizations.end();
    }
  }
  known_.emplace(*id, own);
  return own;
}

Result<bool> Sight::sees_json(std::string_view collection, const Uuid& id, std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed) return unreadable(collection, id, parsed.error());
  const json::value& record = *parsed;
  if (collection == collection_of<PrintJob>()) {
    const auto ticket_id = Uuid::parse(text_of(record, "ticket_id"));
    return ticket_id ? sees_ticket(*ticket_id) : Result<bool>(false);
  }
  if (collection == collection_of<Ticket>()) {
    return of_own(collection_of<Queue>(), text_of(record, "queue_id"));
  }
  return of_own(collection_of<Service>(), text_of(record, "service_id"));
}

Result<bool> Sight::sees(const store::RecordRow& row) {
  if (sees_all_ || row.deleted) return true;
  if (row.collection != collection_of<Ticket>() && row.collection != collection_of<Appointment>() &&
      row.collection != collection_of<PrintJob>()) {
    return true;
  }
  return sees_json(row.collection, row.id, row.json);
}

Result<bool> Sight::sees_ticket(const Uuid& id) {
  if (sees_all_) return true;
  VUORO_ASSIGN(const auto text, reader_.record(collection_of<Ticket>(), id));
  if (!text) return false;
  return sees_json(collection_of<Ticket>(), id, *text);
}

}  // namespace vuoro::authority
