#pragma once
// The field list of every record, once. Included by the files that instantiate a codec or need enum names.

#include <boost/describe.hpp>

#include "core/lobby/content_records.h"
#include "core/lobby/lobby_records.h"

namespace vuoro {

BOOST_DESCRIBE_ENUM(Weekday, mon, tue, wed, thu, fri, sat, sun)
BOOST_DESCRIBE_ENUM(TopicKind, topic, life_event)
BOOST_DESCRIBE_ENUM(Expertise, standard, expert)
BOOST_DESCRIBE_ENUM(ChannelKind, phone, location, e_service, web, form)
BOOST_DESCRIBE_ENUM(QuestionKind, faces, choice, text)
BOOST_DESCRIBE_ENUM(Job, ticket, appointment, guidance, feedback)
BOOST_DESCRIBE_ENUM(TicketState, waiting, called, serving, parked, finished, no_show, cancelled, expired)
BOOST_DESCRIBE_ENUM(AppointmentState, booked, checked_in, cancelled, finished, missed)
BOOST_DESCRIBE_ENUM(Severity, info, warning)
BOOST_DESCRIBE_ENUM(DeviceRole, terminal, display, site_server)
BOOST_DESCRIBE_ENUM(AuthorityState, here, given, away, wanted_back, releasing)
BOOST_DESCRIBE_ENUM(DisplayLayout, calls_and_queues, calls, calls_and_announcements, one_queue, agencies)
BOOST_DESCRIBE_ENUM(ProfileOrder, due, listed)
BOOST_DESCRIBE_ENUM(TicketOrigin, terminal, desk, phone)
BOOST_DESCRIBE_ENUM(DueReason, arrival, appointment, late, priority, delayed)

BOOST_DESCRIBE_STRUCT(WeeklyHours, (), (days, from, to))
BOOST_DESCRIBE_STRUCT(HoursException, (), (from_date, to_date, closed, from, to, reason))
BOOST_DESCRIBE_STRUCT(OpeningHours, (), (weekly, exceptions))
BOOST_DESCRIBE_STRUCT(Organization, (), (id, name, short_name, order, source, source_key))
BOOST_DESCRIBE_STRUCT(Topic, (), (id, kind, name, icon, order, source, source_key))
BOOST_DESCRIBE_STRUCT(Service, (),
                      (id, organization_id, name, summary, description, what_to_do, bring, cost, keywords,
                       topic_ids, channel_ids, languages, queue_id, appointment, expertise, source,
                       source_key))
BOOST_DESCRIBE_STRUCT(ServiceChannel, (),
                      (id, organization_id, kind, name, description, phone, phone_cost, url, address,
                       latitude, longitude, hours, languages, source, source_key))
BOOST_DESCRIBE_STRUCT(QuestionOption, (), (key, text))
BOOST_DESCRIBE_STRUCT(FeedbackQuestion, (), (id, kind, text, options, order, source, source_key))
BOOST_DESCRIBE_STRUCT(Site, (),
                      (id, name, address, welcome, time_zone, languages, jobs, hours, latitude, longitude,
                       follow_url, phone_join, source_key))
BOOST_DESCRIBE_STRUCT(JoinCode, (), (id, site_id, url, until))
BOOST_DESCRIBE_STRUCT(Queue, (),
                      (id, site_id, organization_id, name, description, prefix, number_first, number_last,
                       target_wait_minutes, waiting_area, hours, order, calls_max, limit_by_closing,
                       source_key))
BOOST_DESCRIBE_STRUCT(SegmentRule, (),
                      (id, site_id, order, service_ids, organization_ids, from_queue_ids, languages, needs,
                       booked, queue_id, priority_minutes, source_key))
BOOST_DESCRIBE_STRUCT(QueueWait, (), (ahead, low_s, high_s))
BOOST_DESCRIBE_STRUCT(QueueStatus, (),
                      (id, closed_today, full, closed_day, waiting, counters_open, waits, full_lifted_day,
                       late_expected, alert))
BOOST_DESCRIBE_STRUCT(ProfileQueue, (), (queue_id, help_after_minutes))
BOOST_DESCRIBE_STRUCT(CounterProfile, (), (id, site_id, name, order, queues, source_key))
BOOST_DESCRIBE_STRUCT(Counter, (),
                      (id, site_id, name, location, queue_ids, profile_id, open, paused_at, staff_id,
                       staff_name, source_key))
BOOST_DESCRIBE_STRUCT(Errand, (), (queue_id, service_id))
BOOST_DESCRIBE_STRUCT(Ticket, (),
                      (id, site_id, number, service_day, queue_id, service_id, errands, appointment_id,
                       origin, state, language, needs, issued_at, first_arrival, due, due_reason,
                       priority_minutes, reserved_counter_id, reserved_staff_id, parked_until, counter_id,
                       first_called_at, called_at, served_at, calls, ended_at))
BOOST_DESCRIBE_STRUCT(Slot, (), (id, site_id, service_id, start, minutes, capacity, taken, leased))
BOOST_DESCRIBE_STRUCT(Appointment, (),
                      (id, site_id, service_id, slot_id, start, minutes, code, state, language, ticket_id,
                       over_capacity))
BOOST_DESCRIBE_STRUCT(Announcement, (),
                      (id, site_id, text, severity, from, to, display_ids, picture_id, seconds))
BOOST_DESCRIBE_STRUCT(DaySpan, (), (from, to))
BOOST_DESCRIBE_STRUCT(DisplaySettings, (),
                      (layout, queue_ids, languages, volume, chime_tests, counter_ids, quiet,
                       viewing_distance_m, night_blank, picture_asks))
BOOST_DESCRIBE_STRUCT(SiteAuthority, (),
                      (id, site_id, holder_id, holder_name, epoch, state, since, untold_by, unheard,
                       left_behind))
BOOST_DESCRIBE_ENUM(PrintJobState, waiting, printed, nothing, unknown, expired, cancelled)
BOOST_DESCRIBE_STRUCT(PrintJob, (),
                      (id, site_id, device_id, ticket_id, state, why, follow_token, asked_at, expires_at))
BOOST_DESCRIBE_STRUCT(Device, (), (id, site_id, name, role, revoked, display, certificate_fingerprint))

}  // namespace vuoro
