#pragma once
// Every limit, delay and lifetime of the server, each with its reason. Outside input over a limit gets a JSON
// error.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vuoro::limits {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

// ---- HTTP
/// A browser's header with cookies is 1–2 KiB; a device's less.
inline constexpr std::size_t k_header_bytes_max = 16 * 1024;
/// A full event batch of 100 is about 80 KiB.
inline constexpr std::size_t k_body_bytes_max = 1024 * 1024;
/// An editor's content import, with a session of that role only: some thousands of services at once.
inline constexpr std::size_t k_import_body_bytes_max = 32 * 1024 * 1024;
inline constexpr std::size_t k_target_bytes_max = 2048;
/// A header that takes longer is a slow attack, not a slow line.
inline constexpr auto k_header_timeout = 10s;
/// 1 MiB over a poor mobile line.
inline constexpr auto k_body_timeout = 30s;
inline constexpr auto k_write_timeout = 30s;
/// Longer than the longest feed wait, so that a polling device keeps its connection.
inline constexpr auto k_idle_timeout = 60s;
inline constexpr auto k_handshake_timeout = 10s;
/// For the last bytes of TLS.
inline constexpr auto k_goodbye_timeout = 2s;
/// Of a body that is refused while it is still being sent: so much is read away, for so long, that its sender
/// comes to read why.
inline constexpr std::size_t k_discard_bytes_max = 32 * 1024 * 1024;
inline constexpr auto k_discard_timeout = 10s;
/// An answer that takes longer has been lost inside; the client may try again.
inline constexpr auto k_answer_timeout = 40s;
/// Sockets of one process; a lobby has some tens, a city some hundreds. Two thousand devices hold three each:
/// two that wait for changes, one for all else. As many as the system lets the process have, if those are
/// fewer.
inline constexpr std::size_t k_connections_max = 10'000;
/// Of the process's files and sockets so many are for databases, logs and pictures.
inline constexpr std::size_t k_other_files = 64;
/// Many browsers and phones may share one address.
inline constexpr std::size_t k_connections_per_address_max = 256;
/// Sustained and burst request rates of one address on the public port: a whole office behind one address.
inline constexpr double k_requests_per_second = 200;
inline constexpr double k_requests_burst = 1000;
/// Of one device on its port; a flushing outbox sends batches, so this is far above need.
inline constexpr double k_device_requests_per_second = 2000;
inline constexpr double k_device_requests_burst = 4000;
/// Addresses whose rates are remembered; the oldest are forgotten first.
inline constexpr std::size_t k_rate_entries_max = 10'000;

// ---- Feed
inline constexpr std::size_t k_changes_page_max = 500;
/// Below the 30 s after which many middleboxes drop a silent connection.
inline constexpr auto k_wait_max = 25s;
/// Some 1 KiB each, besides their connection.
inline constexpr std::size_t k_waiters_max = 8'000;
/// A device that was away longer than this loads the snapshot.
/// A site is given to a box that was heard of within this time: two of its statuses.
inline constexpr auto k_box_silence_max = 2min;
inline constexpr auto k_tombstone_life = 7 * 24h;

/// How old a backup of the central server may be so that a box tells all that is missing there; about 50
/// bytes an event.
inline constexpr auto k_told_life = 35 * 24h;

// ---- Events
inline constexpr std::size_t k_batch_events_max = 100;
inline constexpr std::size_t k_event_type_bytes_max = 40;
inline constexpr std::size_t k_ticket_number_bytes_max = 16;
/// No queue may give more numbers a day; a queue that could is refused, for its tickets would be.
inline constexpr std::int32_t k_ticket_number_value_max = 9'999'999;
/// By a clock that was ahead, at a box that is lost.
inline constexpr std::chrono::days k_unleased_day_ahead_max{60};
inline constexpr std::size_t k_language_bytes_max = 8;
inline constexpr std::size_t k_needs_max = 8;
inline constexpr std::size_t k_need_bytes_max = 40;
inline constexpr std::size_t k_token_bytes_min = 22;  ///< 132 bits
inline constexpr std::size_t k_token_bytes_max = 64;
inline constexpr std::size_t k_token_bytes = 24;  ///< of those that the authority makes
/// Nobody comes with more matters at once.
inline constexpr std::size_t k_errands_max = 5;
inline constexpr std::size_t k_feedback_text_bytes_max = 8000;
inline constexpr std::size_t k_feedback_choices_max = 20;
inline constexpr std::size_t k_choice_bytes_max = 60;
inline constexpr std::size_t k_contact_bytes_max = 200;

/// A booking whose slot is gone: a time that can have been confirmed.
inline constexpr std::int32_t k_slot_minutes_max = 24 * 60;
inline constexpr std::chrono::days k_slot_ahead_max{400};

/// What devices say of things that only a lost site server knows, until it has told of them: a lobby's acts
/// of days.
inline constexpr std::int64_t k_early_words_max = 10'000;
/// Histories of which a lost site server tells parts are not waited for longer.
inline constexpr auto k_history_patience = 12h;

// ---- Leases
inline constexpr std::size_t k_lease_asks_max = 40;
inline constexpr std::int32_t k_block_numbers_max = 50;
/// Time to print a ticket and deliver its event, with the outbox slow.
inline constexpr auto k_number_ttl = 2min;
/// Of so many days after today blocks are leased: a lobby that is closed for some days begins the next one
/// with numbers, also when its line went down before.
inline constexpr std::size_t k_lease_days_ahead = 7;
/// A block lives until its service day ends and a little longer, for a visitor at midnight.
inline constexpr auto k_block_grace = 1h;
/// A visitor's time to confirm a booking.
inline constexpr auto k_slot_hold = 5min;
/// A place is kept for a device so much longer than the device may promise it: a confirmation may be waiting
/// in its outbox for the line to come back, also over a night. What is not needed comes back by itself before
/// that; a device that is gone for good keeps its few places so long.
inline constexpr auto k_place_grace = 20h;
inline constexpr auto k_slot_hold_grace = k_place_grace;
/// How long a terminal may promise a place of its stock without hearing from us.
inline constexpr auto k_slot_share_ttl = 4h;
inline constexpr auto k_slot_share_grace = k_place_grace;
/// Of a slot that others book too, one in so many places (at least one) is never given into stock.
inline constexpr std::int32_t k_slot_share_kept_part = 4;
/// Of such a slot one device holds at most one in so many places (at least one).
inline constexpr std::int32_t k_slot_share_device_part = 3;
/// In stock at one device; it asks for fewer, see core/sync/limits.h, and a lost answer may leave some
/// unknown to it.
inline constexpr std::int64_t k_device_shares_max = 128;
/// A device where nobody booked a service for a week has no demand for it: people come on the same weekdays.
inline constexpr auto k_booking_demand_life = 7 * 24h;

// ---- Staff
inline constexpr auto k_session_life = 12h;  ///< one working day
inline constexpr std::size_t k_username_bytes_max = 64;
inline constexpr std::size_t k_password_bytes_max = 256;
inline constexpr std::size_t k_password_bytes_min = 10;
/// Free failures before log-in slows down; then 1 s, 2 s, 4 s … up to the longest.
inline constexpr int k_login_free_failures = 5;
inline constexpr auto k_login_delay_max = 15min;
inline constexpr auto k_login_memory = 30min;           ///< without failures, all is forgiven
inline constexpr std::size_t k_login_waiting_max = 32;  ///< password checks waiting; they are done one by one
/// Argon2id, OWASP's least (19 MiB, two passes) and a little more. A lobby's own server with 60 MB has room
/// for it.
inline constexpr std::size_t k_password_memory_bytes = 20 * 1024 * 1024;
inline constexpr unsigned long long k_password_passes = 3;
inline constexpr std::size_t k_note_bytes_max = 500;
/// A visitor is set aside for a part of a day.
inline constexpr auto k_park_max = 12h;
inline constexpr std::size_t k_announcement_bytes_max = 1000;
/// A terminal prints within seconds; a clerk and a visitor stand there and wait no longer than this.
inline constexpr auto k_print_job_life = 2min;
inline constexpr std::size_t k_print_why_bytes_max = 40;
/// A command's or lease's stored answer; a repeat after that has long given up.
inline constexpr auto k_answer_life = 7 * 24h;

// ---- Pictures; what one may be like is said in core/picture/picture.h
/// Being decoded or waiting for it, 1 MB each.
inline constexpr std::size_t k_pictures_waiting_max = 8;
/// A house has some slides at a time; those that no announcement shows any more go by themselves.
inline constexpr std::int64_t k_site_pictures_max = 100;
/// Time to finish the announcement that a picture was uploaded for.
inline constexpr auto k_unused_picture_life = 24h;
/// What a display shows, made smaller.
inline constexpr std::size_t k_shown_bytes_max = 300'000;
/// As kiosk/display/figures.h reads it.
inline constexpr double k_viewing_distance_min_m = 1;
inline constexpr double k_viewing_distance_max_m = 40;
inline constexpr std::size_t k_quiet_spans_max = 12;
inline constexpr std::int32_t k_slide_seconds_min = 5;
inline constexpr std::int32_t k_slide_seconds_max = 120;
/// Displays whose last picture is remembered.
inline constexpr std::size_t k_shown_max = 60;

// ---- Devices
inline constexpr auto k_enrol_code_life = 15min;
inline constexpr auto k_device_certificate_life = 90 * 24h;
inline constexpr std::size_t k_csr_bytes_max = 8 * 1024;
inline constexpr std::size_t k_device_name_bytes_max = 100;

// ---- Privacy
/// After an appointment its contact is of no use.
inline constexpr auto k_contact_life = 2 * 24h;
inline constexpr auto k_feedback_contact_life = 60 * 24h;
/// Ended tickets stay in the feed this many service days, for phones that still look at them.
inline constexpr int k_ticket_days = 2;

// ---- Expected wait
/// Rows of the tickets' log that teach at a start: some weeks of a lobby, some seconds of work at most.
inline constexpr std::int64_t k_wait_replay_rows = 40'000;
inline constexpr std::size_t k_wait_log_page = 1000;
/// A copy of what was learned is kept every so many rows of each site: so many teach anew after a commit that
/// failed.
inline constexpr std::size_t k_wait_lines_a_copy = 4;
/// Of the counters' history so far back is read at a start; some tens of lines a counter and day.
inline constexpr auto k_counter_replay_age = 28 * 24h;
/// A queue where somebody waits is looked at again after this, whether or not anything happened: time alone
/// makes visitors late.
inline constexpr auto k_queue_look_again = 30s;
/// Rows older than this are the past told quickly.
inline constexpr auto k_wait_replay_age = 10min;
/// A lobby's answer is played at most this often, however many calls a second there are …
inline constexpr auto k_wait_pause = 2s;
/// … and anew after this, for time passes though nothing happens.
inline constexpr auto k_wait_ages = 30s;
/// Lobbies played before one commit; each takes some tenths of a millisecond.
inline constexpr std::size_t k_wait_lobbies_at_once = 16;

// ---- Phones
/// The wall's code changes so often, and the ones before it hold so many steps longer: a photograph sent to a
/// friend is worthless after a quarter of an hour, and whoever reads slowly is not turned away.
inline constexpr auto k_wall_code_step = 5min;
inline constexpr std::int64_t k_wall_code_steps = 2;
/// Numbers taken by phones behind one address: a school class comes through one router at once, and more
/// steadily.
inline constexpr double k_joins_per_second = 0.2;
inline constexpr double k_joins_burst = 40;
/// And of one site, wherever they come from: faster than a lobby fills, slower than a prank hurts.
inline constexpr double k_site_joins_per_second = 0.5;
inline constexpr double k_site_joins_burst = 90;
/// Delays and leavings of one ticket, and of all behind one address. A repeat after a lost answer counts too.
inline constexpr double k_phone_acts_per_second = 0.2;
inline constexpr double k_phone_acts_burst = 6;
inline constexpr double k_address_phone_acts_per_second = 2;
inline constexpr double k_address_phone_acts_burst = 120;
/// A phone sends nothing larger.
inline constexpr std::size_t k_phone_body_bytes_max = 4096;

// ---- Import
inline constexpr std::size_t k_import_records_max = 50'000;

}  // namespace vuoro::limits
