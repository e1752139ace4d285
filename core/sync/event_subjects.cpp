#include "core/sync/event_subjects.h"

#include <algorithm>

#include "core/sync/site_protocol.h"

namespace vuoro::protocol {

Subjects subjects_of(const Event& event) {
  Subjects subjects;
  // A site server's news are one story.
  if (event.type == k_site_news) subjects.insert(event.type);
  const auto* payload = event.payload.if_object();
  for (const auto* name : {"ticket_id", "appointment_id", "feedback_id"}) {
    const auto* field = payload == nullptr ? nullptr : payload->if_contains(name);
    if (field != nullptr && field->is_string()) subjects.emplace(field->get_string());
  }
  return subjects;
}

bool meet(const Subjects& some, const Subjects& others) {
  return std::ranges::any_of(some, [&](const auto& one) { return others.contains(one); });
}

}  // namespace vuoro::protocol
