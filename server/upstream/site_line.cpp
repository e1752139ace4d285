#include "server/upstream/site_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/log.h"
#include "core/base/span_text.h"
#include "core/sync/answers.h"
#include "core/sync/status_news.h"
#include "server/authority/site_authority.h"
#include "server/authority/site_news.h"

namespace vuoro::upstream {
namespace {

using authority::Context;

/// Accounts and devices are no records of the feed: who was dismissed is shut out a minute later.
constexpr Millis k_people_every{60'000};
/// A started box asks so long whether the site is still its own; then it goes on as it was, for the line may
/// be what is broken. What that means is said in docs/site-server.md.
constexpr Millis k_word_patience{5'000};
constexpr Millis k_look_again{1'000};
/// Counting reads what waits: not with every act of a busy lobby.
constexpr Millis k_count_every{2'000};
/// A machine without network time is off by less for months; one that has lost its battery by years.
constexpr std::chrono::minutes k_clock_off_max{5};

void tell(const Result<void>& result) {
  if (!result) log::error("upstream_failed", {{"error", result.error().to_string()}});
}

}  // namespace

SiteLine::SiteLine(SiteLineOptions options, authority::Authority& authority, const Clock& clock,
                   Random& random, sync::Transport& transport)
    : options_(std::move(options)),
      authority_(authority),
      clock_(clock),
      store_(authority, {options_.site_id, options_.follow_url}),
      link_(clock, random, transport),
      outbox_(link_, store_, clock.mono()),
      global_feed_(link_, store_, std::string(protocol::k_global_scope), clock.mono()),
      site_feed_(link_, store_, protocol::site_scope(options_.site_id), clock.mono()),
      people_lane_(link_, clock.mono()),
      handover_lane_(link_, clock.mono()),
      status_lane_(link_, clock.mono()),
      pictures_(link_, authority, options_.site_id, clock.mono()),
      started_(clock.mono()) {
  const auto store_error = [](const Error& error) {
    log::error("upstream_store_failed", {{"error", error.to_string()}});
  };
  outbox_.on_store_error = store_error;
  global_feed_.on_store_error = store_error;
  site_feed_.on_store_error = store_error;
  site_feed_.on_applied = [this](const protocol::ChangesPage& page) {
    settle_due_ = true;
    for (const auto& change : page.changes) {
      if (change.collection == collection_of<Announcement>()) pictures_.look_again();
      // A device that is new, or shut out, is so here at once.
      if (change.collection == collection_of<Device>()) people_due_ = {};
    }
  };
  site_feed_.on_switched = [this] {
    settle_due_ = true;
    people_due_ = {};
    pictures_.look_again();
  };
  outbox_.on_settled = [this](std::span<const protocol::EventAnswer>) { counts_due_ = true; };
  link_.on_change = [this] {
    if (link_.online() && !online_) {
      outbox_.hurry();
      global_feed_.hurry();
      site_feed_.hurry();
      people_lane_.hurry();
      handover_lane_.hurry();
      pictures_.hurry();
      status_lane_.hurry();
      status_due_ = {};
    }
    if (link_.refused()) {  // whether it was revoked is said there, and not in a minute
      people_due_ = {};
      people_lane_.hurry();
    }
    online_ = link_.online();
  };
}

Result<void> SiteLine::begin() {
  VUORO_TRY(authority_.act_now<void>(
      [this](Context& context) { return authority::begin_as_site_server(context, options_.site_id); }));
  // The central server may be another version since.
  VUORO_TRY(authority_.act_now<void>(
      [this](Context& context) { return authority::tell_again(context, options_.site_id); }));
  VUORO_TRY(global_feed_.start());
  VUORO_TRY(site_feed_.start());
  if (site_feed_.revision() > 0) link_.rest_at_start();
  authority_.wait_for_word(true);
  return {};
}

void SiteLine::step() {
  tell(outbox_.step());
  tell(site_feed_.step());
  tell(global_feed_.step());
  ask_people();
  keep_counts();
  send_status();
  hear_word();
  if (settle_due_) tell(settle());
  fetch_handover();
  tell(pictures_.step());
  keep_state();
}

void SiteLine::added() {
  outbox_.added();
  counts_due_ = true;
  pictures_.look_again();
}

MonoTime SiteLine::wake() const {
  MonoTime wake = clock_.mono() + k_look_again;
  for (const auto at : {outbox_.wake(), site_feed_.wake(), global_feed_.wake()}) {
    if (at) wake = std::min(wake, *at);
  }
  return wake;
}

/// The first whole page says who acts; without a line the box goes on as it was after a while.
void SiteLine::hear_word() {
  if (word_heard_) return;
  const bool current = site_feed_.current_at().has_value();
  if (!current && clock_.mono() < started_ + k_word_patience) return;
  if (link_.server_clock().known()) authority_.told_time(link_.server_clock().offset(clock_));
  const auto clock = authority_.need_clock();
  if (const bool refused = authority_.clock_is_wrong(); refused != clock_refused_) {
    clock_refused_ = refused;
    status_due_ = {};
  }
  if (!clock) {
    if (!clock_refused_) tell(clock);
    return;
  }
  word_heard_ = true;
  settle_due_ = false;
  tell(settle());
  if (!current) log::warn("acts_without_word", {{"why", "the central server is not reached"}});
  authority_.wait_for_word(false);
}

void SiteLine::ask_people() {
  if (clock_.mono() < people_due_ || !people_lane_.ready()) return;
  // What changes while the answer is on its way makes it due again.
  people_due_ = clock_.mono() + k_people_every;
  people_lane_.send({"GET", "/api/v1/site/people?known=" + people_digest_, "", sync::k_request_timeout},
                    [this](const sync::Response& response, MonoTime) {
                      const bool taken = take_people(response);
                      if (!taken) people_due_ = {};
                      return taken;
                    });
}

bool SiteLine::take_people(const sync::Response& response) {
  if (response.status == 403) {
    // Revoked: it will never hear who acts from now on, so it decides nothing from now on.
    tell(authority_.act_now<void>([this](Context& context) -> Result<void> {
      VUORO_ASSIGN(const bool here, authority::acts_here(context, options_.site_id));
      if (here) log::error("site_server_revoked", {{"device_id", options_.device_id.to_string()}});
      return authority::stop_acting(context, options_.site_id);
    }));
    return false;
  }
  const auto people = sync::decode_answer<protocol::SitePeople>(response);
  if (response.status != 200 || !people) return false;
  if (people->put_back) tell(hear_of_backup(*people->put_back));
  if (people->same) return true;
  const auto taken = authority_.act_now<void>(
      [&](Context& context) { return authority::take_people(context, options_.site_id, *people); });
  tell(taken);
  if (on_device_ca) tell(on_device_ca(people->device_ca_pem));
  if (taken) people_digest_ = people->digest;
  return taken.has_value();
}

/// It is said with every answer from then on.
Result<void> SiteLine::hear_of_backup(const protocol::PutBack& put_back) {
  if (put_back.history == history_) return {};
  VUORO_TRY(authority_.act_now<void>(
      [&](Context& context) { return authority::tell_since_backup(context, options_.site_id, put_back); }));
  history_ = put_back.history;
  outbox_.added();
  counts_due_ = true;
  return {};
}

std::vector<protocol::Trouble> SiteLine::troubles() const {
  std::vector<protocol::Trouble> all;
  if (const auto trouble = authority_.store().figures().trouble) {
    const auto fault = authority::fault_of_store(*trouble);
    const std::string why(name_of(trouble->code));
    all.push_back({fault.message, trouble->code == Errc::disk_full
                                      ? protocol::TroubleCode{"disk_full"}
                                      : protocol::TroubleCode{fault.kind, {{"why", why}}}});
  }
  if (set_aside_ > 0)
    all.push_back({fmt::format("{} news set aside", set_aside_),
                   {"news_set_aside", {{"count", std::to_string(set_aside_)}}}});
  if (const auto lost = authority_.news_lines_lost(); lost > 0)
    all.push_back({fmt::format("{} lines of refused news lost", lost),
                   {"news_lost", {{"count", std::to_string(lost)}}}});
  if (clock_off_min_ != 0) {
    const bool behind = clock_off_min_ > 0;
    const std::string by = span_text(std::chrono::minutes(std::abs(clock_off_min_)));
    all.push_back(
        {fmt::format("clock is off: {} {} the central server's; {}", by, behind ? "behind" : "ahead of",
                     clock_refused_ ? "does not act until it is set" : "takes nothing over until it is set"),
         {fmt::format("{}{}{}", protocol::k_clock_trouble, behind ? "behind" : "ahead",
                      clock_refused_ ? protocol::k_clock_refused : ""),
          {{"by", by}}}});
  }
  return all;
}

protocol::DeviceStatus SiteLine::report() const {
  protocol::DeviceStatus status;
  status.version = options_.version;
  status.printer = "none";
  status.outbox_waiting = waiting_;
  status.revision = site_feed_.revision();
  status.uptime_s = std::chrono::duration_cast<std::chrono::seconds>(clock_.mono() - started_).count();
  if (link_.online()) status.online_since = link_.since();
  status.last_sync = site_feed_.current_at();
  if (link_.server_clock().known()) status.clock_offset_ms = link_.server_clock().offset(clock_).count();
  for (auto& trouble : troubles()) protocol::add_trouble(status, std::move(trouble));
  return status;
}

void SiteLine::send_status() {
  const MonoTime now = clock_.mono();
  if (!status_lane_.ready()) return;
  auto status = report();
  if (told_ && link_.online() && sync::has_caught_up(*told_, status))
    status_due_ = std::min(status_due_, status_sent_ + sync::k_status_least);
  if (now < status_due_) return;
  status_sent_ = now;
  status_due_ = now + sync::k_status_every;
  told_ = std::move(status);
  status_lane_.send(
      {"POST", "/api/v1/status", json::serialize(protocol::encode(*told_)), sync::k_request_timeout},
      [this](const sync::Response& response, MonoTime sent) {
        return link_.take_status_answer(response, sent);
      });
}

void SiteLine::keep_counts() {
  if (!counts_due_ || clock_.mono() < counts_at_) return;
  counts_due_ = false;
  counts_at_ = clock_.mono() + k_count_every;
  const auto counts = store_.outbox_counts();
  if (!counts) return tell(fail(counts.error()));
  waiting_ = counts->waiting;
  set_aside_ = counts->set_aside;
}

void SiteLine::keep_state() {
  const std::lock_guard lock(state_mutex_);
  state_ = {options_.device_id, link_.online(), link_.since(), link_.online() ? std::string() : link_.why(),
            set_aside_,         report()};
}

LineState SiteLine::state() const {
  const std::lock_guard lock(state_mutex_);
  return state_;
}

/// What the central server says of the site is carried out.
Result<void> SiteLine::settle() {
  settle_due_ = false;
  struct Both {
    store::SiteAuthorityRow ours;
    std::optional<SiteAuthority> word;
  };
  VUORO_ASSIGN(const auto both,
               authority_.store().read_value<Both>([this](store::Reader& reader) -> Result<Both> {
                 Both read;
                 VUORO_ASSIGN(read.ours, authority::authority_row(reader, options_.site_id));
                 VUORO_ASSIGN(read.word, central_word(reader, options_.site_id));
                 return read;
               }));
  if (!both.word) return {};
  const bool forgotten = both.word->epoch < both.ours.epoch && both.ours.here;
  if (forgotten && !epoch_said_) {
    // Put back to an older backup, it acts too: it hears at once, and not with the next visitor.
    VUORO_TRY(authority_.act_now<void>(
        [this](Context& context) { return authority::say_epoch(context, options_.site_id); }));
    outbox_.added();
  }
  epoch_said_ = forgotten;
  if (both.word->epoch < both.ours.epoch) return {};
  const auto& word = *both.word;
  const bool ours = word.holder_id == options_.device_id;
  const auto act = [this](Result<void> (*rule)(Context&, const Uuid&)) {
    return authority_.act_now<void>(
        [this, rule](Context& context) { return rule(context, options_.site_id); });
  };
  if (word.epoch > both.ours.epoch) {
    if (!ours) {
      wanted_epoch_ = 0;
      return authority_.act_now<void>([this, epoch = word.epoch](Context& context) {
        return authority::lose_site(context, options_.site_id, epoch);
      });
    }
    // Whatever was acted on before belongs to a time that is over.
    if (both.ours.here) VUORO_TRY(act(authority::stop_acting));
    if (wanted_epoch_ != word.epoch) {
      wanted_epoch_ = word.epoch;
      next_part_ = 0;
    }
    return {};
  }
  if (ours && both.ours.here && word.state == AuthorityState::wanted_back) {
    VUORO_TRY(act(authority::release_site));
    outbox_.added();
  }
  return {};
}

/// Whoever acts decides by its clock what day it is: a day ahead, it would end the day with everybody
/// waiting.
bool SiteLine::clock_is_right() {
  if (!link_.server_clock().known()) return true;
  const auto off =
      std::chrono::duration_cast<std::chrono::minutes>(link_.server_clock().offset(clock_)).count();
  const std::int64_t wrong = std::abs(off) >= k_clock_off_max.count() ? off : 0;
  if (wrong != clock_off_min_) {
    clock_off_min_ = wrong;
    status_due_ = {};
    if (wrong != 0) log::error("clock_wrong", {{"central_is_ahead_min", wrong}});
  }
  return wrong == 0;
}

void SiteLine::fetch_handover() {
  // The clock is looked at always: a technician reads of it before anything is moved.
  if (!clock_is_right() || wanted_epoch_ == 0 || !handover_lane_.ready()) return;
  handover_lane_.send(
      {"GET", fmt::format("/api/v1/site/handover?epoch={}&part={}", wanted_epoch_, next_part_), "",
       sync::k_request_timeout},
      [this](const sync::Response& response, MonoTime) {
        const auto taken = take_part(response);
        if (!taken) log::warn("handover_part_failed", {{"error", taken.error().to_string()}});
        return taken.has_value();
      });
}

Result<void> SiteLine::take_part(const sync::Response& response) {
  const auto part = sync::decode_answer<protocol::HandoverPart>(response);
  if (response.status != 200 || !part) return fail(sync::error_of(response));
  if (part->epoch != wanted_epoch_ || part->part != next_part_)
    return fail(Errc::conflict, "another piece than the one that was asked for");
  const bool whole = part->part + 1 == part->parts;
  auto kept = authority_.act_now<void>([&](Context& context) -> Result<void> {
    VUORO_TRY(context.tx.put_handover_part(options_.site_id, part->epoch, part->part, response.body));
    if (!whole) return {};
    return authority::take_over_site(context, options_.site_id, part->epoch, options_.device_id,
                                     options_.name);
  });
  if (!kept) return kept;
  ++next_part_;
  if (whole) {
    wanted_epoch_ = 0;
    pictures_.look_again();
    settle_due_ = true;  // it may be wanted back already
    outbox_.added();
  }
  return {};
}

}  // namespace vuoro::upstream
