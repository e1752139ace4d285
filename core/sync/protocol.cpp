#include "core/sync/protocol.h"

#include "core/lobby/record_describe.h"
#include "core/sync/protocol_codec.h"

namespace vuoro::protocol {

BOOST_DESCRIBE_ENUM(EventStatus, accepted, repeated, conflict, rejected)
BOOST_DESCRIBE_ENUM(LeaseKind, number, number_block, slot, slot_share)
BOOST_DESCRIBE_STRUCT(Change, (), (collection, id, revision, deleted, record))
BOOST_DESCRIBE_STRUCT(ChangesPage, (), (scope, since, revision, more, server_time, changes, unread))
BOOST_DESCRIBE_STRUCT(Event, (), (id, sequence, type, time, payload))
BOOST_DESCRIBE_STRUCT(EventBatch, (), (events))
BOOST_DESCRIBE_STRUCT(EventAnswer, (), (id, status, code, message))
BOOST_DESCRIBE_STRUCT(EventAnswers, (), (answers, server_time))
BOOST_DESCRIBE_STRUCT(TicketIssued, (),
                      (ticket_id, queue_id, service_id, appointment_id, lease_id, number, number_value,
                       service_day, language, needs, errands, priority_minutes, follow_token))
BOOST_DESCRIBE_STRUCT(TicketCancelled, (), (ticket_id))
BOOST_DESCRIBE_STRUCT(TicketPrinted, (), (print_job_id, outcome, why))
BOOST_DESCRIBE_STRUCT(AppointmentBooked, (),
                      (appointment_id, slot_id, service_id, lease_id, code, language, contact_phone,
                       contact_email, start, minutes))
BOOST_DESCRIBE_STRUCT(AppointmentCancelled, (), (appointment_id))
BOOST_DESCRIBE_STRUCT(FeedbackPlace, (), (latitude, longitude))
BOOST_DESCRIBE_STRUCT(FeedbackGiven, (),
                      (feedback_id, question_id, score, choices, text, place, contact, language))
BOOST_DESCRIBE_STRUCT(LeaseAsk, (), (kind, queue_id, slot_id, count, lease_id, service_day))
BOOST_DESCRIBE_STRUCT(LeaseRequest, (), (request_id, asks))
BOOST_DESCRIBE_STRUCT(Lease, (), (id, kind, queue_id, slot_id, service_day, first, last, ttl_ms))
BOOST_DESCRIBE_STRUCT(LeaseOutcome, (), (lease, code))
BOOST_DESCRIBE_STRUCT(LeaseAnswer, (), (outcomes, server_time))
BOOST_DESCRIBE_STRUCT(LeaseReturn, (), (lease_ids))
BOOST_DESCRIBE_STRUCT(EnrolRequest, (), (code, csr_pem))
BOOST_DESCRIBE_STRUCT(EnrolAnswer, (), (device_id, site_id, role, name, certificate_pem, ca_pem, server_time))
BOOST_DESCRIBE_STRUCT(HeldNumbers, (), (queue_id, left, until, service_day))
BOOST_DESCRIBE_STRUCT(HeldPlaces, (), (service_id, places, until))
BOOST_DESCRIBE_STRUCT(StatusAnswer, (), (server_time))
BOOST_DESCRIBE_STRUCT(TroubleCode, (), (code, values))
BOOST_DESCRIBE_STRUCT(DeviceStatus, (),
                      (version, printer, outbox_waiting, revision, uptime_s, troubles, trouble_codes, numbers,
                       places, online_since, last_sync, clock_offset_ms))

std::string site_scope(const Uuid& site_id) {
  return "site:" + site_id.to_string();
}

void add_trouble(DeviceStatus& status, Trouble trouble) {
  status.troubles.push_back(std::move(trouble.text));
  status.trouble_codes.push_back(std::move(trouble.code));
}

#define VUORO_INSTANTIATE(Message)                      \
  template json::value encode<Message>(const Message&); \
  template Result<Message> decode<Message>(const json::value&, RecordMode, const std::string&);
VUORO_PROTOCOL_MESSAGES(VUORO_INSTANTIATE)
#undef VUORO_INSTANTIATE

}  // namespace vuoro::protocol
