#pragma once
// Every delay, size and retry of the device's side of the synchronisation, each with its reason. Those of the
// connection itself, of renewal and of a display's pictures stand where they are used.

#include <cstddef>
#include <cstdint>

#include "core/base/clock.h"

namespace vuoro::sync {

// ---- Visitors wait for these
// ------------------------------------------------------------------------------------
// Nothing else that a visitor does waits for the network: the rest is written to the device's own disk and
// answered from there.

/// How long a visitor waits for the authority's next number before the block held is used. Under half a
/// second a touch still feels answered; a healthy authority needs some milliseconds.
inline constexpr Millis k_number_budget{400};

/// An answer that comes after the budget is still listened for, so that its number can be given back.
inline constexpr Millis k_number_timeout{5'000};

/// A place of a slot that this device does not hold in stock can be promised by the authority only: the
/// visitor sees "one moment" at most this long. Where there is one in stock, the budget is that of a number.
inline constexpr Millis k_hold_budget{5'000};

// ---- Up
// ---------------------------------------------------------------------------------------------------------

/// The authority takes at most this many events in one batch (docs/protocol.md).
inline constexpr std::size_t k_events_per_batch = 100;

/// Of those, acts on which the authority stumbles, while there are others to send. Without a bound a batch of
/// them would stop whoever comes after.
inline constexpr std::size_t k_left_per_batch = 20;

/// A whole batch on a slow mobile line, and the authority's commit.
inline constexpr Millis k_request_timeout{10'000};

/// Acts that may wait for the authority at a terminal: four weeks of twelve hours with sixty acts an hour,
/// some 10 MB. What comes after that is refused with a sentence, so that nobody fills the disk by touching a
/// face.
inline constexpr std::int64_t k_outbox_max = 20'000;

// ---- Down
// -------------------------------------------------------------------------------------------------------

/// The longest wait the authority allows; proxies on the way commonly cut idle requests at 30 s or 60 s.
inline constexpr std::chrono::seconds k_feed_wait{25};

/// A waiting request that comes back without news so early did not wait: the authority has no room for it.
inline constexpr Millis k_feed_wait_least{5'000};
inline constexpr Millis k_feed_early_rest{2'000};

/// Waiting request plus a line's round trips: after this the connection is dead, not quiet.
inline constexpr Millis k_feed_timeout{35'000};

/// A page holds at most 500 changes of records of at most some ten kilobytes each.
inline constexpr std::size_t k_answer_bytes_max = 16 << 20;

// ---- Failures
// ---------------------------------------------------------------------------------------------------

/// Full jitter: the wait before try n is uniform in [0, min(most, first × 2ⁿ)), so that a fleet that lost its
/// server together does not come back together.
inline constexpr Millis k_backoff_first{250};
inline constexpr Millis k_backoff_most{30'000};

/// The authority may ask for patience with Retry-After, and gets it from every lane: once to twice the time
/// asked for, since thousands are told the same in the same second. But no answer may silence a terminal for
/// a day.
inline constexpr Millis k_retry_after_most{120'000};

/// After this many failures in a row nobody is made to wait for the authority: visitors get numbers of the
/// block at once, and one request at a time tries whether it is back.
inline constexpr int k_breaker_failures = 3;
inline constexpr Millis k_breaker_rest{4'000};

/// A store that fails (full disk, damage being mended) is not asked again at once.
inline constexpr Millis k_store_error_rest{1'000};

/// A power cut starts every terminal of a city in the same second. Those that have a picture to show may be
/// some time in asking, and in sending what waits; one that was just enrolled has nothing and asks at once.
inline constexpr Millis k_start_jitter{2'000};

// ---- Leases
// -----------------------------------------------------------------------------------------------------

/// A block lasts this long at the present pace; between the two bounds. The authority gives at most 50 at
/// once.
inline constexpr std::chrono::minutes k_block_lasts{120};
inline constexpr std::int32_t k_block_least = 10;
inline constexpr std::int32_t k_block_most = 50;

/// The next block is asked for when the numbers held would last only this long, or fewer than this are left:
/// the line may go down at any time, and then the block is all there is.
inline constexpr std::chrono::minutes k_low_water_lasts{60};
inline constexpr std::int32_t k_low_water_least = 5;

/// For days that may begin without the server: of each queue the next one on which it opens, from the
/// afternoon on the two next ones. Further away nobody promises, so that what is changed in a queue's numbers
/// holds soon.
inline constexpr std::int32_t k_block_ahead = 20;
inline constexpr std::chrono::hours k_second_day_from{16};  // local time: who edits the queues has gone home
inline constexpr int k_days_ahead_most = 7;                 // the authority leases of no later day
/// A server that gives numbers of its own day only, or has none, is asked about later ones so often.
inline constexpr std::chrono::hours k_ahead_rest{4};

/// A queue whose block range is used up is asked about again after this long (others may have given theirs
/// back).
inline constexpr Millis k_exhausted_rest{300'000};

/// A lease is not used in its last moments: the event must reach the authority before others may get it.
inline constexpr Millis k_lease_margin{2'000};

/// Places of slots for the time without a connection: of each bookable service so many, at different times,
/// that there is a choice, and one more for each booking made here in the last day.
inline constexpr std::int32_t k_places_least = 4;
inline constexpr std::int32_t k_places_most = 16;
inline constexpr std::chrono::hours k_places_demand{24};

/// More places of a service are asked for when no more than this part of what is wanted is left.
inline constexpr std::int32_t k_places_low_water_percent = 75;

/// All services together: what a terminal holds, others cannot give. Four of each of two dozen services.
inline constexpr std::int32_t k_places_of_device_most = 96;

/// Over how many days with free times the places are spread: who cannot come on one day can on another.
inline constexpr std::size_t k_places_days = 3;

/// A time that begins so soon is not worth holding in stock.
inline constexpr std::chrono::minutes k_places_lead{20};

/// A visitor's time to confirm: a place in stock is offered only while this much of its lease is left.
inline constexpr std::chrono::minutes k_place_in_hand{5};

/// A share is renewed after this part of its time, so that most of it is left whenever the line goes down,
/// and so that the authority can take it back for others within that time; not more often than the second.
inline constexpr std::int32_t k_share_renewals = 8;
inline constexpr std::chrono::minutes k_share_renewal_least{10};

/// A slot of which the authority gives no share is asked about again after this long: its places are for
/// others.
inline constexpr Millis k_share_refused_rest{1'800'000};

/// The stock of places is planned again so often, and after each booking.
inline constexpr Millis k_places_every{20'000};

/// Places asked for whose answer was lost, to be found out and given back; older ones end by themselves.
inline constexpr std::size_t k_unsure_most = 32;

/// The authority takes at most so many leases back in one request.
inline constexpr std::size_t k_returns_per_request = 100;

/// The authority takes at most this many asks in one request.
inline constexpr std::size_t k_asks_per_request = 32;

// ---- Clock
// ------------------------------------------------------------------------------------------------------

/// The estimate is the least uncertain of the last samples; uncertainty is half the round trip, growing with
/// age as a cheap crystal drifts (100 parts in a million).
inline constexpr std::size_t k_clock_samples = 8;
inline constexpr double k_clock_drift = 100e-6;
/// Both ends tell whole milliseconds. Samples further apart than they may be are of a clock that was set.
inline constexpr Millis k_clock_grain{5};

// ---- Reports
// ----------------------------------------------------------------------------------------------------

inline constexpr Millis k_status_every{60'000};
/// Changes are reported soon, but a flapping printer does not become traffic.
inline constexpr Millis k_status_least{2'000};

}  // namespace vuoro::sync
