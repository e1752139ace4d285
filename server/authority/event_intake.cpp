#include "server/authority/event_intake.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.h"
#include "core/sync/event_subjects.h"
#include "server/authority/digest.h"
#include "server/authority/event_effects.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

using protocol::EventAnswer;
using protocol::EventStatus;

/// The ids of the batch, or what is wrong with its envelope.
Result<std::vector<std::pair<Uuid, const json::value*>>> open_envelope(const json::value& body,
                                                                       RecordMode reading) {
  const auto* object = body.if_object();
  if (object == nullptr) return fail(Errc::invalid_argument, "the body: expected an object");
  for (const auto& member : *object) {
    if (member.key() != "events" && reading == RecordMode::strict) {
      return fail(Errc::invalid_argument, std::string(member.key().substr(0, 64)) + ": unknown field");
    }
  }
  const auto* field = object->if_contains("events");
  const auto* events = field == nullptr ? nullptr : field->if_array();
  if (events == nullptr) return fail(Errc::invalid_argument, "events: expected an array");
  if (events->size() > limits::k_batch_events_max) {
    return fail(Errc::too_large, fmt::format("events: at most {} entries", limits::k_batch_events_max));
  }
  std::vector<std::pair<Uuid, const json::value*>> out;
  for (std::size_t i = 0; i < events->size(); ++i) {
    const auto* event = (*events)[i].if_object();
    const auto* id = event == nullptr ? nullptr : event->if_contains("id");
    const auto* text = id == nullptr ? nullptr : id->if_string();
    const auto parsed =
        text == nullptr ? Result<Uuid>(fail(Errc::parse, "")) : Uuid::parse({text->data(), text->size()});
    if (!parsed) return fail(Errc::invalid_argument, fmt::format("events[{}].id: expected a UUID", i));
    out.emplace_back(*parsed, &(*events)[i]);
  }
  return out;
}

EventAnswer answer_of(const store::EventRow& row, EventStatus accepted_as) {
  EventAnswer answer;
  answer.id = row.id;
  answer.status = row.accepted ? accepted_as : EventStatus::rejected;
  if (!row.accepted) {
    answer.code = row.code;
    answer.message = row.message;
  }
  return answer;
}

void note_sequence(store::DeviceRow& device, std::int64_t sequence) {
  if (sequence != device.sequence_max + 1) ++device.out_of_order;
  device.sequence_max = std::max(device.sequence_max, sequence);
}

void tell_left(Context& context, const store::DeviceRow& device, const protocol::Event& event,
               const Error& why) {
  if (is_own_fault(why)) context.memory.troubles.note(why, context.clock.mono());
  if (!context.memory.troubles.note_event(event.id, context.clock.mono())) return;
  log::error("event_waits", {{"event_id", event.id.to_string()},
                             {"device_id", device.id.to_string()},
                             {"type", event.type.substr(0, limits::k_event_type_bytes_max)},
                             {"error", why.to_string()}});
}

/// @param waiting  what the events of this batch that were left are about; grows. Later ones about the same
///                 wait for them.
/// @return none: this server is at fault, or too old to know what it is. The event waits at its device, and
/// is sent again.
Result<std::optional<EventAnswer>> take_one(Context& context, store::DeviceRow& device, const Uuid& id,
                                            const json::value& raw, RecordMode reading,
                                            protocol::Subjects& waiting) {
  const std::string hash = digest("event", canonical_json(raw));
  VUORO_ASSIGN(const auto known, context.tx.event(id));
  if (known) {
    if (known->device_id != device.id || known->hash != hash) {
      log::warn("event_conflict", {{"event_id", id.to_string()}, {"device_id", device.id.to_string()}});
      return std::optional(
          EventAnswer{id, EventStatus::conflict, "conflict", "this id was used before with another content"});
    }
    return std::optional(answer_of(*known, EventStatus::repeated));
  }
  store::EventRow row;
  row.id = id;
  row.device_id = device.id;
  row.hash = hash;
  row.accepted = true;
  row.time = context.now;
  Result<void> effect;
  auto event = protocol::decode<protocol::Event>(raw, reading);
  if (!event) {
    effect = fail(event.error());
  } else {
    row.sequence = event->sequence;
    row.type = event->type.substr(0, limits::k_event_type_bytes_max);
    row.device_time = event->time;
    const auto subjects = protocol::subjects_of(*event);
    if (protocol::meet(subjects, waiting)) {
      waiting.insert(subjects.begin(), subjects.end());
      return std::optional<EventAnswer>();
    }
    if (event->sequence < 1) {
      effect = fail(Errc::invalid_argument, "sequence: out of range");
    } else {
      effect = context.tx.nested([&] { return have_effect(context, device, *event, reading); });
      const auto is_too_new = [&] {
        return reading == RecordMode::newer && effect.error().code == Errc::unsupported;
      };
      if (!effect && (is_own_fault(effect.error()) || is_too_new())) {
        context.memory.forget_records();
        tell_left(context, device, *event, effect.error());
        waiting.insert(subjects.begin(), subjects.end());
        return std::optional<EventAnswer>();
      }
      note_sequence(device, event->sequence);
      context.memory.troubles.forget_event(id);
    }
  }
  if (!effect) {
    if (!is_rejection(effect.error().code)) return fail(effect.error());
    row.accepted = false;
    row.code = name_of(effect.error().code);
    row.message = effect.error().message.substr(0, 500);
    log::warn("event_rejected", {{"event_id", id.to_string()},
                                 {"device_id", device.id.to_string()},
                                 {"type", row.type},
                                 {"code", row.code},
                                 {"reason", row.message}});
  }
  VUORO_TRY(context.tx.put_event(row));
  return std::optional(answer_of(row, EventStatus::accepted));
}

}  // namespace

bool is_rejection(Errc code) {
  return code == Errc::invalid_argument || code == Errc::not_found || code == Errc::conflict ||
         code == Errc::parse || code == Errc::too_large || code == Errc::forbidden ||
         code == Errc::unsupported;
}

Result<protocol::EventAnswers> take_events(Context& context, const store::DeviceRow& sender,
                                           const json::value& body, RecordMode reading) {
  VUORO_ASSIGN(const auto events, open_envelope(body, reading));
  VUORO_TRY(begin_day(context, sender.site_id));
  store::DeviceRow device = sender;
  protocol::EventAnswers answers;
  answers.server_time = context.now;
  protocol::Subjects waiting;
  for (const auto& [id, raw] : events) {
    VUORO_ASSIGN(auto answer, take_one(context, device, id, *raw, reading, waiting));
    if (answer) answers.answers.push_back(*std::move(answer));
  }
  if (device.sequence_max != sender.sequence_max || device.out_of_order != sender.out_of_order) {
    VUORO_TRY(context.tx.put_device(device));
  }
  return answers;
}

}  // namespace vuoro::authority
