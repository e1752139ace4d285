#include "core/sync/site_protocol.h"

#include "core/sync/protocol_codec.h"

namespace vuoro {
BOOST_DESCRIBE_STRUCT(NumberRange, (), (first, last))
}

namespace vuoro::protocol {

BOOST_DESCRIBE_STRUCT(SiteRecord, (), (collection, id, deleted, record))
BOOST_DESCRIBE_STRUCT(SiteToken, (), (ticket_id, hash))
BOOST_DESCRIBE_STRUCT(SiteTicketLine, (),
                      (ticket_id, queue_id, act, from_state, to_state, counter_id, staff_id, device_id, time,
                       device_time, due, service_id, reason, service_day))
BOOST_DESCRIBE_STRUCT(SiteCounterLine, (),
                      (counter_id, act, staff_id, clerk_id, serving, queue_ids, profile_id, time, reason))
BOOST_DESCRIBE_STRUCT(SiteNote, (), (ticket_id, text, staff_name, time))
BOOST_DESCRIBE_STRUCT(SiteFeedback, (),
                      (id, device_id, question_id, score, choices, text, latitude, longitude, language, time))
BOOST_DESCRIBE_STRUCT(SiteContact, (), (id, kind, contact, expires_at))
BOOST_DESCRIBE_STRUCT(SiteSpare, (), (from, first, end))
BOOST_DESCRIBE_STRUCT(SiteCursor, (),
                      (queue_id, service_day, next_single, next_block, spare_single, spare_block, more_single,
                       more_block, range))
BOOST_DESCRIBE_STRUCT(SiteLease, (),
                      (id, device_id, kind, queue_id, slot_id, service_day, first, last, expires_at))
BOOST_DESCRIBE_STRUCT(SiteEvent, (),
                      (id, device_id, sequence, type, hash, accepted, code, message, device_time, time))
BOOST_DESCRIBE_STRUCT(SiteNews, (),
                      (epoch, again, last, told_until, current_day, records, unread, tokens, ticket_lines,
                       counter_lines, notes, feedback, contacts, cursors, leases, events))
BOOST_DESCRIBE_STRUCT(HandoverPart, (), (epoch, part, parts, news))
BOOST_DESCRIBE_STRUCT(SiteStaff, (),
                      (id, username, display_name, password_hash, roles, organizations, site_id))
BOOST_DESCRIBE_STRUCT(SiteDevice, (), (id, revoked))
BOOST_DESCRIBE_STRUCT(PutBack, (), (history, heard_until))
BOOST_DESCRIBE_STRUCT(SitePeople, (), (put_back, digest, same, staff, devices, device_ca_pem))

std::string said_of_turning(const std::string& from, const std::string& to) {
  return "Terminals, displays and desks do not follow by themselves: turn those that use " + from + " to " +
         to + " (its address and CA), or they stand still.";
}

#define VUORO_INSTANTIATE(Message)                      \
  template json::value encode<Message>(const Message&); \
  template Result<Message> decode<Message>(const json::value&, RecordMode, const std::string&);
VUORO_SITE_MESSAGES(VUORO_INSTANTIATE)
#undef VUORO_INSTANTIATE

}  // namespace vuoro::protocol
