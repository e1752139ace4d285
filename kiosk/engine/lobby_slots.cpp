// The one path of a booking: a place of a slot by lease, from the authority or from the stock, made durable
// with its event, then shown.

#include <algorithm>

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/lobby/record_codec.h"
#include "kiosk/engine/lobby_core.h"

namespace vuoro::kiosk {
namespace {

/// What the authority takes at most of a phone number or an address.
constexpr std::size_t k_reach_bytes_max = 200;

/// Tickets of one moment are a little ahead of the clock, and clocks are corrected by so much.
constexpr std::chrono::minutes k_demand_ahead{1};

std::optional<std::string> reach(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const std::string clean = clean_text(*text);
  const std::string_view kept = trim(truncate_utf8(clean, k_reach_bytes_max));
  if (kept.empty()) return std::nullopt;
  return std::string(kept);
}

}  // namespace

// ---- The place
// --------------------------------------------------------------------------------------------------

void LobbyCore::hold_slot(const Uuid& slot_id, Answer<Uuid> answer) {
  const Slot* slot = picture_.slot(slot_id);
  if (slot == nullptr) return answer(fail(Errc::not_found, "no such slot"));
  if (slot->start <= now()) return answer(fail(Errc::expired, "the slot has begun"));
  auto wait = std::make_shared<SlotWait>();
  wait->slot_id = slot_id;
  // With a place in stock nobody waits for the authority longer than for a number.
  const bool in_stock = sync_.shares().stock().contains(slot_id);
  wait->deadline = clock_.mono() + (in_stock ? sync::k_number_budget : sync::k_hold_budget);
  wait->got = std::move(answer);
  if (!sync_.link().worth_asking())
    return from_stock(*wait, Error{Errc::unavailable, "the authority is away"});
  slot_waits_.push_back(wait);
  sync_.leases().ask_slot(slot_id,
                          [this, wait](const Result<protocol::Lease>& lease) { place_came(wait, lease); });
}

void LobbyCore::place_came(const std::shared_ptr<SlotWait>& wait, const Result<protocol::Lease>& lease) {
  if (wait->over) {
    // Too late: the visitor has another place. This one may be given to somebody else.
    if (lease) sync_.leases().give_back(lease->id);
    return;
  }
  if (lease) {
    wait->over = true;
    return wait->got(lease->id);
  }
  // The authority's word on the slot itself counts. That its other places are gone does not touch those held
  // here.
  const Errc why = lease.error().code;
  if (why == Errc::closed || why == Errc::not_found) {
    wait->over = true;
    return wait->got(fail(lease.error()));
  }
  from_stock(*wait, lease.error());
}

void LobbyCore::from_stock(SlotWait& wait, const Error& why) {
  wait.over = true;
  // A booking of a device that the authority has cast out would never arrive.
  if (sync_.link().refused()) return wait.got(fail(Errc::forbidden, "the server refuses this device"));
  auto place = sync_.shares().take(wait.slot_id);
  if (!place) return wait.got(fail(why));
  wait.got(*place);
}

void LobbyCore::end_slot_waits() {
  const MonoTime at = clock_.mono();
  const auto waits = slot_waits_;  // answers may begin new waits
  for (const auto& wait : waits) {
    if (wait->over || at < wait->deadline) continue;
    sync_.link().note_slow();
    from_stock(*wait, Error{Errc::timeout, "no answer from the authority"});
  }
  slot_waits_.remove_if([](const auto& wait) { return wait->over; });
}

void LobbyCore::release_slot(const Uuid& hold_id) {
  if (sync_.leases().hold(hold_id)) return sync_.leases().give_back(hold_id);
  sync_.shares().put_back(hold_id);
}

// ---- The booking
// ------------------------------------------------------------------------------------------------

void LobbyCore::book(const BookAppointment& ask, Answer<Appointment> answer) {
  auto hold = sync_.leases().hold(ask.hold_id);
  const bool from_stock = !hold;
  if (from_stock) hold = sync_.shares().in_hand(ask.hold_id);
  if (!hold) return answer(fail(hold.error()));
  const Slot* slot = picture_.slot(ask.slot_id);
  if (slot == nullptr) return answer(fail(Errc::not_found, "no such slot"));
  if (hold->lease.slot_id != ask.slot_id || slot->service_id != ask.service_id) {
    return answer(fail(Errc::invalid_argument, "the hold is of another slot"));
  }
  if (slot->start <= now()) return answer(fail(Errc::expired, "the slot has begun"));
  Appointment appointment;
  appointment.id = Uuid::v7(clock_, random_);
  appointment.site_id = options_.site_id;
  appointment.service_id = ask.service_id;
  appointment.slot_id = ask.slot_id;
  appointment.start = slot->start;
  appointment.minutes = slot->minutes;
  appointment.language = ask.language;
  do {
    appointment.code = random_.text(k_code_characters, k_readable_alphabet);
  } while (picture_.appointment_by_code(appointment.code) != nullptr);

  const protocol::AppointmentBooked message{
      appointment.id, ask.slot_id,      ask.service_id,   ask.hold_id,       appointment.code,
      ask.language,   reach(ask.phone), reach(ask.email), appointment.start, appointment.minutes};
  Act act;
  act.event = event("appointment.booked", protocol::encode(message));
  act.local.push_back({"appointment", appointment.id, encode(appointment)});
  act.spends_hold = ask.hold_id;
  act.books = ask.service_id;
  if (auto done = perform(std::move(act)); !done) return answer(fail(done.error()));
  if (from_stock) {
    sync_.shares().used(ask.hold_id);
  } else {
    sync_.leases().used(ask.hold_id);
  }
  booked_here_[ask.service_id].push_back(clock_.mono());
  plan_places_at_ = {};
  answer(appointment);
}

// ---- Demand
// -------------------------------------------------------------------------------------------------

Result<void> LobbyCore::load_demand() {
  const WallTime at = now();
  const MonoTime mono = clock_.mono();
  // What seems to come from later was written with a clock that is not ours now: nothing is known of its age.
  const auto when = [&](WallTime taken) { return mono - std::max(Millis(0), at - taken); };
  VUORO_ASSIGN(const auto numbers, store_.numbers_given(at - sync::k_block_lasts, at + k_demand_ahead));
  std::unordered_map<Uuid, std::deque<MonoTime>> taken;
  for (const auto& [queue_id, given] : numbers) taken[queue_id].push_back(when(given));
  sync_.leases().remember_demand(taken);
  VUORO_ASSIGN(const auto bookings, store_.bookings_made(at - sync::k_places_demand, at + k_demand_ahead));
  booked_here_.clear();
  for (const auto& [service_id, booked] : bookings) booked_here_[service_id].push_back(when(booked));
  return {};
}

// ---- The stock
// --------------------------------------------------------------------------------------------------

void LobbyCore::plan_places() {
  if (!options_.gives_numbers || clock_.mono() < plan_places_at_ || !picture_.zone()) return;
  plan_places_at_ = clock_.mono() + sync::k_places_every;
  sync::SlotStockAsk ask;
  ask.now = now();
  ask.zone = &*picture_.zone();
  ask.held = sync_.shares().places();
  ask.refused = sync_.shares().refused();
  for (const auto& [id, slot] : picture_.slots()) {
    if (slot.site_id == options_.site_id && slot.start > ask.now) ask.slots.push_back(&slot);
  }
  std::sort(ask.slots.begin(), ask.slots.end(), [](const Slot* a, const Slot* b) {
    return std::tie(a->start, a->id) < std::tie(b->start, b->id);
  });
  const MonoTime from = clock_.mono() - sync::k_places_demand;
  for (const auto& [id, service] : picture_.content().services) {
    if (!service.appointment) continue;
    auto& booked = booked_here_[id];
    while (!booked.empty() && booked.front() < from) booked.pop_front();
    ask.services.push_back({id, static_cast<std::int32_t>(booked.size())});
  }
  std::sort(ask.services.begin(), ask.services.end(),
            [](const auto& a, const auto& b) { return a.service_id < b.service_id; });
  sync_.shares().set_wishes(sync::wanted_places(ask));
}

std::vector<HeldSlotView> LobbyCore::held_slots() const {
  std::vector<HeldSlotView> out;
  for (const auto& [slot_id, stock] : sync_.shares().stock()) {
    const Slot* slot = picture_.slot(slot_id);
    if (slot == nullptr || slot->start <= now()) continue;
    out.push_back({slot_id, slot->service_id, stock.places, wall_at(stock.until)});
  }
  return out;
}

}  // namespace vuoro::kiosk
