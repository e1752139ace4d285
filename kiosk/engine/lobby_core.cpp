#include "kiosk/engine/lobby_core.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.h"

namespace vuoro::kiosk {
namespace {

/// How often hours and the date are looked at, in case nothing else happens.
constexpr Millis k_look_every{20'000};

/// Promises are kept this many days for "already done" answers and a technician's questions.
constexpr int k_issued_days = 3;

/// A technician has a week to look at a damaged database.
constexpr int k_aside_days = 7;
/// So long a technician can look at an act that the server refused for good.
constexpr int k_refused_days = 28;

/// A damaged database that could not be mended is tried again this often.
constexpr Millis k_mend_every{3'000};
/// Whoever deletes the database of a running terminal is met before its next promise in any case.
constexpr Millis k_look_at_files_every{3'000};

/// An offset that moved less than this is not worth a commit.
constexpr Millis k_offset_step{1'000};

/// For a lobby where nothing changes for hours: how much too old the picture may say it is after a start.
constexpr std::chrono::minutes k_current_step{10};

TroubleView trouble_of_store(const Error& error) {
  if (error.code == Errc::disk_full) return {"The disk is full: no ticket can be given."};
  return {"The database fails.", std::string(name_of(error.code))};
}

/// For the technician who reads it at the server.
protocol::Trouble told_of_store(const Error& error) {
  const TroubleView shown = trouble_of_store(error);
  if (shown.detail.empty()) return {shown.text, {"disk_full"}};
  return {fmt::format("{} ({})", shown.text, shown.detail), {"cannot_write", {{"why", shown.detail}}}};
}

}  // namespace

LobbyCore::LobbyCore(const Clock& clock, Random& random, sync::Transport& transport, Store& store,
                     const CoreOptions& options)
    : clock_(clock),
      random_(random),
      store_(store),
      options_(options),
      sync_(clock, random, transport, store, {options.site_id, options.gives_numbers}),
      picture_(options.device_id, options.site_id),
      started_(clock.mono()) {}

Result<std::unique_ptr<LobbyCore>> LobbyCore::create(const Clock& clock, Random& random,
                                                     sync::Transport& transport, Store& store,
                                                     const CoreOptions& options) {
  const auto begin = [&]() -> Result<std::unique_ptr<LobbyCore>> {
    std::unique_ptr<LobbyCore> core(new LobbyCore(clock, random, transport, store, options));
    VUORO_TRY(core->start());
    return core;
  };
  auto core = begin();
  if (core || core.error().code != Errc::corrupt) return core;
  // Its pages are sound and a record in them is not: as with damage that is found later.
  VUORO_TRY(store.recover());
  return begin();
}

Result<void> LobbyCore::start() {
  VUORO_ASSIGN(const auto offset, store_.meta("clock_offset_ms"));
  if (offset) {
    remembered_offset_ = Millis(std::strtoll(offset->c_str(), nullptr, 10));
    sync_.link().server_clock().remember(remembered_offset_);
  }
  VUORO_TRY(store_.follow_server(options_.server));
  VUORO_ASSIGN(current_kept_, store_.current_at(sync_.site_feed().scope()));
  VUORO_TRY(picture_.load(store_));
  VUORO_TRY(load_tokens());
  VUORO_TRY(load_demand());
  VUORO_TRY(sync_.start());
  connect_hooks();
  refresh_counts();
  new_day_or_hours();
  VUORO_TRY(tell_of_broken_prints());
  return {};
}

void LobbyCore::connect_hooks() {
  sync_.on_connection = [this] { view_changed_ = true; };
  sync_.leases().on_blocks = [this] { view_changed_ = true; };
  sync_.shares().on_change = [this] { view_changed_ = true; };
  sync_.on_store_error = [this](const Error& error) { note_store_error(error); };
  const auto changed = [this](const Result<void>& result) {
    view_changed_ = true;
    look_again_ = {};
    if (!result) note_store_error(result.error());
  };
  for (auto* feed : {&sync_.global_feed(), &sync_.site_feed()}) {
    const bool content = feed == &sync_.global_feed();
    feed->on_applied = [this, changed, content](const protocol::ChangesPage& page) {
      if (page.changes.empty()) return;
      note_store_well();
      picture_.apply(page);
      if (content && on_content) on_content(&page);
      changed(picture_.has_local() ? picture_.load_local(store_) : Result<void>());
    };
    feed->on_switched = [this, changed, content] {
      note_store_well();
      changed(picture_.load(store_));
      if (content && on_content) on_content(nullptr);
    };
  }
  sync_.outbox().on_settled = [this, changed](std::span<const protocol::EventAnswer> set_aside) {
    for (const auto& answer : set_aside) {
      log::error("event_set_aside", {{"id", answer.id.to_string().c_str()},
                                     {"code", answer.code.value_or("").c_str()},
                                     {"message", answer.message.value_or("").c_str()}});
    }
    refresh_counts();
    changed(picture_.has_local() ? picture_.load_local(store_) : Result<void>());
  };
}

// ---- The store's troubles
// ---------------------------------------------------------------------------------------

void LobbyCore::note_store_error(const Error& error) {
  if (error.code == Errc::corrupt) store_damaged_ = true;
  if (!store_trouble_ || store_trouble_->code != error.code) {
    log::error("store_failed", {{"code", name_of(error.code).data()}, {"message", error.message.c_str()}});
    view_changed_ = true;
  }
  store_trouble_ = error;
}

void LobbyCore::note_store_well() {
  if (!store_trouble_ || store_damaged_) return;
  store_trouble_.reset();
  view_changed_ = true;
}

void LobbyCore::mend_store() {
  store_damaged_ = false;
  Result<void> mended = store_.recover();
  if (mended) mended = picture_.load(store_);
  // Revisions are zero again: the snapshot is fetched anew, and the outbox goes on with what was salvaged.
  if (mended) mended = load_tokens();
  if (mended) mended = load_demand();
  if (mended) mended = sync_.start();
  if (!mended) {
    // Until it is mended every act fails: a full disk may be emptied.
    store_damaged_ = true;
    mend_again_ = clock_.mono() + k_mend_every;
    return note_store_error(mended.error());
  }
  store_trouble_.reset();
  if (on_content) on_content(nullptr);
  sync_.outbox().added();
  stock_day_.clear();
  look_again_ = {};
  refresh_counts();
  view_changed_ = true;
}

void LobbyCore::refresh_counts() {
  const auto counts = store_.outbox_counts();
  if (!counts) return note_store_error(counts.error());
  if (counts->waiting != counts_.waiting || counts->set_aside != counts_.set_aside) view_changed_ = true;
  counts_ = *counts;
}

// ---- Running
// ----------------------------------------------------------------------------------------------------

void LobbyCore::step() {
  if (store_damaged_ && clock_.mono() >= mend_again_) mend_store();
  look_at_files();
  end_waits();
  end_slot_waits();
  tell_prints_again();
  new_day_or_hours();
  plan_places();
  fill_status();
  sync_.set_status(status_);
  sync_.step();
}

void LobbyCore::look_at_files() {
  if (store_damaged_ || clock_.mono() < look_at_files_) return;
  look_at_files_ = clock_.mono() + k_look_at_files_every;
  const auto mendings = store_.mendings().size();
  if (const auto there = store_.stay_in_place(); !there) return note_store_error(there.error());
  if (store_.mendings().size() != mendings) view_changed_ = true;
}

MonoTime LobbyCore::wake() const {
  MonoTime wake = std::min(sync_.wake(), look_again_);
  if (store_damaged_) wake = std::min(wake, std::max(mend_again_, clock_.mono()));
  if (!untold_prints_.empty()) wake = std::min(wake, tell_prints_at_);
  for (const auto& wait : waits_) {
    if (!wait->over) wake = std::min(wake, wait->deadline);
  }
  for (const auto& wait : slot_waits_) {
    if (!wait->over) wake = std::min(wake, wait->deadline);
  }
  if (options_.gives_numbers && picture_.zone()) wake = std::min(wake, plan_places_at_);
  return wake;
}

void LobbyCore::new_day_or_hours() {
  if (clock_.mono() < look_again_ && !clock_was_set()) return;
  look_again_ = clock_.mono() + k_look_every;
  remember_clock();
  remember_current();
  const WallTime at = now();
  const std::string today = picture_.service_day_at(at);
  if (today.empty()) return;
  const LocalDate tomorrow(std::chrono::sys_days(service_day(*picture_.zone(), at)) + std::chrono::days(1));
  look_again_ = clock_.mono() + std::min(k_look_every, picture_.zone()->to_utc(tomorrow, {}) - at);
  if (today != stock_day_) {
    // A new service day: numbers start again, yesterday's tickets leave the picture.
    const auto oldest = to_iso(LocalDate(std::chrono::sys_days(service_day(*picture_.zone(), at)) -
                                         std::chrono::days(k_issued_days)));
    // At the start every page was read when the store was opened.
    auto pruned = stock_day_.empty() ? Result<void>() : store_.check();
    if (pruned) pruned = store_.prune_issued(oldest);
    if (pruned) pruned = load_tokens();
    if (pruned) pruned = store_.prune_prints(at - std::chrono::days(k_issued_days));
    if (pruned) pruned = store_.prune_refused(at - std::chrono::days(k_refused_days));
    if (!pruned) note_store_error(pruned.error());
    store_.forget_asides(at - std::chrono::days(k_aside_days));
    refresh_counts();
    view_changed_ = true;
  }
  stock_day_ = today;
  stock_ = queues_open_on(at);
  sync_.leases().set_stock(today, stock_);
  look_at_days_ahead(tomorrow, at);
}

std::vector<Uuid> LobbyCore::queues_open_on(WallTime day) const {
  std::vector<Uuid> open;
  for (const auto& [id, queue] : picture_.queues()) {
    if (queue.site_id == options_.site_id && picture_.opens_on(queue, day)) open.push_back(id);
  }
  return open;
}

/// The next days may begin without the server, after a weekend too: numbers of them are held before.
void LobbyCore::look_at_days_ahead(LocalDate tomorrow, WallTime at) {
  std::vector<sync::LeaseKeeper::DayAhead> days;
  if (sync_.link().server_clock().known()) {
    const TimeZone& zone = *picture_.zone();
    const int wanted = zone.to_local(at).time < sync::k_second_day_from ? 1 : 2;
    std::unordered_map<Uuid, int> known;
    for (int ahead = 0; ahead < sync::k_days_ahead_most; ++ahead) {
      const LocalDate date(std::chrono::sys_days(tomorrow) + std::chrono::days(ahead));
      std::vector<Uuid> open = queues_open_on(zone.to_utc(date, std::chrono::hours(12)));
      std::erase_if(open, [&](const Uuid& queue_id) { return ++known[queue_id] > wanted; });
      if (!open.empty()) days.push_back({to_iso(date), std::move(open)});
    }
  }
  sync_.leases().set_days_ahead(std::move(days));
}

std::vector<HeldNumbersView> LobbyCore::held_numbers() const {
  std::vector<HeldNumbersView> held;
  for (const auto& numbers : sync_.leases().in_stock())
    held.push_back({numbers.queue_id, numbers.left, wall_at(numbers.until),
                    numbers.service_day > stock_day_ ? numbers.service_day : ""});
  return held;
}

void LobbyCore::fill_status() {
  fill_stock_report();
  status_.troubles.clear();
  status_.trouble_codes.clear();
  for (const auto& trouble : device_troubles_) protocol::add_trouble(status_, trouble);
  // From afar too: what keeps this device from promising anything.
  if (picture_.who_else_acts() != nullptr)
    protocol::add_trouble(status_, {"its server does not serve the lobby now", {"not_served"}});
  if (store_trouble_) protocol::add_trouble(status_, told_of_store(*store_trouble_));
  if (counts_.set_aside > 0)
    protocol::add_trouble(status_, {fmt::format("{} acts refused by the server", counts_.set_aside),
                                    {"acts_refused", {{"count", std::to_string(counts_.set_aside)}}}});
  const auto& link = sync_.link();
  status_.outbox_waiting = counts_.waiting;
  status_.revision = sync_.site_feed().revision();
  status_.uptime_s = std::chrono::duration_cast<std::chrono::seconds>(clock_.mono() - started_).count();
  status_.online_since = link.online() ? std::optional(link.since()) : std::nullopt;
  status_.last_sync = last_current();
  status_.clock_offset_ms =
      link.server_clock().known() ? std::optional(link.server_clock().offset(clock_).count()) : std::nullopt;
}

void LobbyCore::fill_stock_report() {
  status_.numbers.clear();
  status_.places.clear();
  if (!options_.gives_numbers) return;
  for (const auto& numbers : sync_.leases().in_stock())
    status_.numbers.push_back({numbers.queue_id, numbers.left, wall_at(numbers.until), numbers.service_day});
  for (const auto& held : held_slots()) {
    const auto known = std::find_if(status_.places.begin(), status_.places.end(),
                                    [&](const auto& one) { return one.service_id == held.service_id; });
    if (known == status_.places.end()) {
      status_.places.push_back({held.service_id, held.places, held.until});
    } else {
      known->places += held.places;
      known->until = std::max(known->until, held.until);
    }
  }
}

bool LobbyCore::clock_was_set() const {
  const auto& server_clock = sync_.link().server_clock();
  return server_clock.known() &&
         std::chrono::abs(server_clock.offset(clock_) - remembered_offset_) >= k_offset_step;
}

void LobbyCore::remember_clock() {
  if (!clock_was_set()) return;
  const Millis offset = sync_.link().server_clock().offset(clock_);
  remembered_offset_ = offset;
  view_changed_ = true;
  // How long ago things were is known better now.
  if (auto loaded = load_demand(); !loaded) note_store_error(loaded.error());
  if (auto kept = store_.set_meta("clock_offset_ms", std::to_string(offset.count())); !kept) {
    note_store_error(kept.error());
  }
}

std::optional<WallTime> LobbyCore::last_current() const {
  const auto now_current = sync_.site_feed().current_at();
  return now_current ? now_current : current_kept_;
}

/// Each page that changes something brings its time to the disk; a quiet hour need not write each minute.
void LobbyCore::remember_current() {
  const auto current = sync_.site_feed().current_at();
  if (!current || (current_kept_ && std::chrono::abs(*current - *current_kept_) < k_current_step)) return;
  if (auto kept = store_.set_current_at(sync_.site_feed().scope(), *current); !kept)
    return note_store_error(kept.error());
  note_store_well();
  current_kept_ = current;
}

void LobbyCore::set_device_state(std::string version, std::string printer,
                                 std::vector<protocol::Trouble> troubles) {
  status_.version = std::move(version);
  status_.printer = std::move(printer);
  device_troubles_ = std::move(troubles);
}

// ---- The picture
// ------------------------------------------------------------------------------------------------

ConnectionView LobbyCore::connection() const {
  const auto& link = sync_.link();
  ConnectionView view;
  view.online = link.online();
  view.since = link.since();
  view.last_sync = last_current();
  view.outbox_waiting = counts_.waiting;
  view.outbox_set_aside = counts_.set_aside;
  view.clock_offset = link.server_clock().offset(clock_);
  view.clock_known = link.server_clock().known();
  if (options_.gives_numbers && picture_.zone()) {
    view.numbers_held = 0;
    view.held_numbers = held_numbers();
    for (const auto& queue_id : stock_) *view.numbers_held += sync_.leases().left(queue_id);
  }
  if (options_.gives_numbers) view.held_slots = held_slots();
  view.troubles = store_.repairs();
  auto& troubles = view.troubles;
  // It answers, and can promise nothing: for whoever stands here it is as if it were away.
  if (const auto* other = picture_.who_else_acts()) {
    view.online = false;
    if (view.last_sync) view.last_sync = std::min(*view.last_sync, other->since);
    troubles.push_back(
        {"The server that this device speaks with does not serve the lobby now.", other->holder_name});
  }
  if (counts_.waiting >= options_.outbox_max)
    troubles.push_back(
        {"Acts that wait for the server: {count}; nothing more is taken.", {}, counts_.waiting, {}});
  if (store_trouble_) troubles.push_back(trouble_of_store(*store_trouble_));
  if (link.refused()) {
    troubles.push_back(
        {"The server refuses this device: its certificate is revoked or too old.", link.why()});
  } else if (!link.online() && !link.why().empty()) {
    view.at_fault = link.at_fault();
    troubles.push_back(
        {view.at_fault ? "The server answers, but cannot do its work now." : "The server is not reached.",
         link.why()});
  }
  return view;
}

LobbyViewPtr LobbyCore::view() {
  if (view_changed()) {
    view_ = picture_.view(now(), connection(), store_trouble_.has_value());
    view_changed_ = false;
  }
  return view_;
}

}  // namespace vuoro::kiosk
