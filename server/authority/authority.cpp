#include "server/authority/authority.h"

#include <sodium.h>

#include "core/base/log.h"
#include "server/authority/commands.h"
#include "server/authority/day_report.h"
#include "server/authority/event_intake.h"
#include "server/authority/leases.h"
#include "server/authority/phone.h"
#include "server/authority/phone_view.h"
#include "server/authority/print_jobs.h"
#include "server/authority/queue_status.h"
#include "server/authority/reservations.h"
#include "server/authority/rights.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

constexpr std::size_t k_expired_leases_a_tick = 500;
constexpr std::size_t k_back_a_tick = 500;
constexpr auto k_forget_every = std::chrono::hours(1);

Throttle::Rule rule_of(int free_failures) {
  Throttle::Rule rule;
  rule.free_failures = free_failures;
  rule.longest = limits::k_login_delay_max;
  rule.memory = limits::k_login_memory;
  return rule;
}

}  // namespace

Authority::Authority(store::Store& store, const Clock& clock, Random& random, const CertificateSigner& signer)
    : store_(store),
      clock_(clock),
      random_(random),
      signer_(signer),
      login_throttle_(rule_of(limits::k_login_free_failures)),
      // An address may be a whole office behind one router.
      address_throttle_(rule_of(limits::k_login_free_failures * 6)),
      enrol_throttle_(rule_of(limits::k_login_free_failures)),
      passwords_(limits::k_login_waiting_max),
      wall_codes_(random) {
  if (sodium_init() < 0) log::error("sodium_init_failed");
  store_.before_commit([this](store::Transaction& tx) { return before_commit(tx); });
}

Result<void> Authority::before_commit(store::Transaction& tx) {
  const std::uint64_t failures = store_.figures().commit_failures;
  if (failures != memory_.commit_failures_seen) {
    memory_.commit_failures_seen = failures;
    memory_.forget_records();
    memory_.waits.back_to_copy();
  }
  Context context = context_of(tx);
  VUORO_TRY(end_reservations(context));
  return refresh_queue_status(context);
}

void Authority::take_events(const Uuid& device_id, json::value body, RecordMode reading,
                            Done<protocol::EventAnswers> done) {
  act<protocol::EventAnswers>(
      [device_id, body = std::move(body), reading](Context& context) -> Result<protocol::EventAnswers> {
        VUORO_ASSIGN(const auto device, living_terminal(context.tx, device_id));
        return authority::take_events(context, device, body, reading);
      },
      std::move(done));
}

void Authority::grant_leases(const Uuid& device_id, protocol::LeaseRequest request, Done<json::value> done) {
  act<json::value>(
      [device_id, request = std::move(request)](Context& context) -> Result<json::value> {
        VUORO_ASSIGN(const auto device, living_terminal(context.tx, device_id));
        return authority::grant_leases(context, device, request);
      },
      std::move(done));
}

void Authority::return_leases(const Uuid& device_id, protocol::LeaseReturn request, Done<void> done) {
  act<void>(
      [device_id, request = std::move(request)](Context& context) -> Result<void> {
        VUORO_ASSIGN(const auto device, living_terminal(context.tx, device_id));
        return authority::return_leases(context, device, request);
      },
      std::move(done));
}

void Authority::put_status(const Uuid& device_id, protocol::DeviceStatus status,
                           Done<protocol::StatusAnswer> done) {
  act<protocol::StatusAnswer>(
      [device_id, status = std::move(status)](Context& context) -> Result<protocol::StatusAnswer> {
        VUORO_ASSIGN(auto device, living_device(context.tx, device_id));
        device.status = json::serialize(protocol::encode(status));
        device.status_time = context.now;
        VUORO_TRY(context.tx.put_device(device));
        return protocol::StatusAnswer{context.now};
      },
      std::move(done));
}

void Authority::renew(const Uuid& device_id, std::string csr_pem, Done<SignedCertificate> done) {
  act<SignedCertificate>(
      [this, device_id, csr_pem = std::move(csr_pem)](Context& context) -> Result<SignedCertificate> {
        VUORO_TRY(living_device(context.tx, device_id));
        return renew_certificate(context, signer_, device_id, csr_pem);
      },
      std::move(done));
}

void Authority::enrol(protocol::EnrolRequest request, const std::string& address,
                      Done<protocol::EnrolAnswer> done) {
  {
    const std::lock_guard lock(throttle_mutex_);
    if (enrol_throttle_.wait_for(address, clock_.mono())) {
      return done(fail(Errc::too_many, "too many wrong codes from this address; try again later"));
    }
    enrol_throttle_.attempt(address, clock_.mono());
  }
  act<protocol::EnrolAnswer>(
      [this, request = std::move(request)](Context& context) -> Result<protocol::EnrolAnswer> {
        VUORO_TRY(context.memory.clock.check(context.tx, context.now));
        return enrol_device(context, signer_, request);
      },
      [this, address, done = std::move(done)](Result<protocol::EnrolAnswer> answer) {
        if (answer) {
          const std::lock_guard lock(throttle_mutex_);
          enrol_throttle_.succeeded(address);
        }
        done(std::move(answer));
      });
}

Result<store::DeviceRow> Authority::device(const Uuid& device_id, std::string_view unsigned_fingerprint) {
  return store_.read_value<store::DeviceRow>(
      [&](store::Reader& reader) -> Result<store::DeviceRow> {
        if (!unsigned_fingerprint.empty())
          VUORO_TRY(need_own_certificate(reader, device_id, unsigned_fingerprint));
        return living_device(reader, device_id);
      },
      store::Reading::one_question);
}

Result<json::value> Authority::site_people(const Uuid& device_id, const std::string& known) {
  return store_.read_value<json::value>([&](store::Reader& reader) -> Result<json::value> {
    VUORO_ASSIGN(const Device box, living_site_server(reader, device_id));
    VUORO_ASSIGN(auto people, people_of_site(reader, box.site_id, signer_.device_ca_pem()));
    if (people.digest == known) {
      people = {};
      people.digest = known;
      people.same = true;
    }
    VUORO_ASSIGN(people.put_back, put_back_for(reader, device_id));
    return protocol::encode(people);
  });
}

Result<std::string> Authority::handover_part(const Uuid& device_id, std::int64_t epoch, std::int64_t part) {
  return store_.read_value<std::string>([&](store::Reader& reader) -> Result<std::string> {
    VUORO_ASSIGN(const Device box, living_site_server(reader, device_id));
    VUORO_ASSIGN(const auto row, authority_row(reader, box.site_id));
    if (row.holder_id != device_id || row.epoch != epoch)
      return fail(Errc::not_found, "the site was not given to this device at this epoch");
    VUORO_ASSIGN(auto text, reader.handover_part(box.site_id, epoch, part));
    if (!text) return fail(Errc::not_found, "no such piece");
    return std::move(*text);
  });
}

void Authority::wait_for_word(bool waits) {
  act<void>(
      [waits](Context& context) -> Result<void> {
        context.memory.waits_for_word = waits;
        return {};
      },
      [](const Result<void>&) {});
}

Result<void> Authority::need_clock() {
  if (memory_.clock.is_right()) return {};
  return store_.read([&](store::Reader& reader) { return memory_.clock.check(reader, clock_.wall()); },
                     store::Reading::one_question);
}

void Authority::log_in(const std::string& username, const std::string& password, const std::string& address,
                       const Done<LoginAnswer>& done) {
  {
    const std::lock_guard lock(throttle_mutex_);
    const auto now = clock_.mono();
    auto wait = login_throttle_.wait_for(username, now);
    const auto address_wait = address_throttle_.wait_for(address, now);
    if (address_wait && (!wait || *wait < *address_wait)) wait = address_wait;
    if (wait) {
      log::warn("login_throttled", {{"wait_ms", wait->count()}});
      return done(LoginAnswer{std::nullopt, wait});
    }
    login_throttle_.attempt(username, now);
    address_throttle_.attempt(address, now);
  }
  auto found = store_.read_value<std::optional<store::StaffRow>>(
      [&](store::Reader& reader) { return reader.staff_named(username); });
  if (!found) return done(fail(found.error()));
  const bool known = found->has_value() && !(*found)->disabled;
  const store::StaffRow staff = known ? **found : store::StaffRow{};
  const bool queued = passwords_.check(
      known ? staff.password_hash : nobodys_hash(), password,
      [=, this](bool right) { finish_log_in(known && right, staff, username, address, done); });
  if (!queued) done(fail(Errc::unavailable, "too many log-ins at once"));
}

void Authority::finish_log_in(bool right, const store::StaffRow& staff, const std::string& user_key,
                              const std::string& address_key, const Done<LoginAnswer>& done) {
  if (!right) {
    log::warn("login_failed");
    store_.write<void>(
        [this, known = !staff.id.is_nil(), id = staff.id](store::Transaction& tx) {
          return tx.audit({clock_.wall(), known ? std::optional(id) : std::nullopt, "login", "", false});
        },
        [done](const Result<void>&) { done(fail(Errc::unauthorized, "wrong user name or password")); });
    return;
  }
  {
    const std::lock_guard lock(throttle_mutex_);
    login_throttle_.succeeded(user_key);
    address_throttle_.succeeded(address_key);
  }
  act<Session>([staff](Context& context) { return open_session(context, staff); },
               [done](Result<Session> session) {
                 if (!session) return done(fail(std::move(session).error()));
                 done(LoginAnswer{std::move(*session), std::nullopt});
               });
}

void Authority::log_out(const std::string& token, Done<void> done) {
  act<void>([token](Context& context) { return close_session(context, token); }, std::move(done));
}

Result<Session> Authority::session(std::string_view token) {
  return store_.read_value<Session>(
      [&](store::Reader& reader) { return living_session(reader, token, clock_.wall()); });
}

void Authority::command(const Session& session, json::value body, Done<json::value> done) {
  if (is_question(body)) {
    auto answer = store_.read_value<json::value>([&](store::Reader& reader) -> Result<json::value> {
      VUORO_ASSIGN(const auto living, living_session(reader, session.token, clock_.wall()));
      return answer_question(reader, living.staff, body, clock_.wall());
    });
    if (answer || answer.error().code != Errc::forbidden) return done(std::move(answer));
  }
  const auto* type = body.is_object() ? body.get_object().if_contains("type") : nullptr;
  const std::string name = type != nullptr && type->is_string() ? std::string(type->get_string()) : "";
  act<json::value>(
      [token = session.token, body = std::move(body)](Context& context) -> Result<json::value> {
        // The rights of this moment, not of the moment when the request arrived.
        VUORO_ASSIGN(const auto living, living_session(context.tx, token, context.now));
        return run_command(context, living.staff, body);
      },
      [this, who = session.staff.id, name = name.substr(0, 40),
       done = std::move(done)](Result<json::value> answer) mutable {
        if (answer || answer.error().code != Errc::forbidden) return done(std::move(answer));
        // What was forbidden left nothing behind; that it was tried stays. The answer waits for that.
        store_.write<void>(
            [this, who, name](store::Transaction& tx) {
              return tx.audit({clock_.wall(), who, name, "", false});
            },
            [done = std::move(done), answer = std::move(answer)](const Result<void>& noted) mutable {
              if (!noted) return done(fail(noted.error()));
              done(std::move(answer));
            });
      });
}

Result<FeedPage> Authority::changes(std::string_view scope, std::int64_t since, bool snapshot,
                                    const store::StaffRow* viewer) {
  return store_.read_value<FeedPage>([&](store::Reader& reader) -> Result<FeedPage> {
    std::optional<Sight> sight;
    if (viewer != nullptr) sight.emplace(reader, *viewer);
    VUORO_ASSIGN(auto page, feed_page(reader, scope, since, snapshot, clock_.wall(),
                                      sight && !sight->sees_all() ? &*sight : nullptr));
    for (const auto& fault : page.faults) memory_.troubles.note(fault, clock_.mono());
    return page;
  });
}

Result<json::object> Authority::follow(std::string_view token) {
  return store_.read_value<json::object>([&](store::Reader& reader) { return follow_view(reader, token); });
}

Result<Uuid> Authority::followed_site(std::string_view token) {
  return store_.read_value<Uuid>([&](store::Reader& reader) { return site_of_token(reader, token); });
}

void Authority::delay_by_phone(std::string token, json::value body, Done<json::value> done) {
  act<json::value>([token = std::move(token), body = std::move(body)](
                       Context& context) { return authority::delay_by_phone(context, token, body); },
                   std::move(done));
}

void Authority::leave_by_phone(std::string token, json::value body, Done<json::value> done) {
  act<json::value>([token = std::move(token), body = std::move(body)](
                       Context& context) { return authority::leave_by_phone(context, token, body); },
                   std::move(done));
}

void Authority::join_by_phone(json::value body, Done<json::value> done) {
  act<json::value>([this, body = std::move(body)](
                       Context& context) { return authority::join_by_phone(context, wall_codes_, body); },
                   std::move(done));
}

Result<Uuid> Authority::joined_site(std::string_view code) {
  return store_.read_value<Uuid>([&](store::Reader& reader) -> Result<Uuid> {
    VUORO_ASSIGN(const auto sites, reader.site_ids());
    const auto site = wall_codes_.site_of(code, sites, clock_.wall());
    if (!site) return fail(Errc::expired, "the wall shows another code now");
    VUORO_ASSIGN(const auto record, find<Site>(reader, *site));
    if (!record || !record->phone_join.value_or(false)) return fail(Errc::expired, "not by phone here");
    return *site;
  });
}

Result<json::object> Authority::join_options(const Uuid& site_id) {
  return store_.read_value<json::object>(
      [&](store::Reader& reader) { return join_view(reader, site_id, clock_.wall()); });
}

Result<json::value> Authority::describe(const Session& session) {
  return store_.read_value<json::value>([&](store::Reader& reader) { return session_view(reader, session); });
}

Result<json::value> Authority::notes(const Session& session, const Uuid& site_id) {
  return store_.read_value<json::value>(
      [&](store::Reader& reader) { return notes_view(reader, session, site_id); });
}

Result<json::value> Authority::feedback(const Session& session, WallTime since) {
  return store_.read_value<json::value>(
      [&](store::Reader& reader) { return feedback_view(reader, session, since); });
}

Result<json::value> Authority::arrived_feedback(const Session& session, std::int64_t after) {
  return store_.read_value<json::value>(
      [&](store::Reader& reader) { return arrived_feedback_view(reader, session, after); });
}

Result<json::value> Authority::devices(const Session& session) {
  return store_.read_value<json::value>([&](store::Reader& reader) { return devices_view(reader, session); });
}

void Authority::stop() {
  // A log-in that was being checked still opens its session: the desk first, then the store.
  passwords_.stop();
  store_.stop();
}

void Authority::tick() {
  act<void>(
      [this](Context& context) -> Result<void> {
        VUORO_ASSIGN(const auto sites, context.tx.site_ids());
        for (const auto& site : sites) VUORO_TRY(tell_moved(context, site));
        if (context.memory.waits_for_word) return {};
        if (const auto clock = context.memory.clock.check(context.tx, context.now); !clock)
          return clock.error().code == Errc::unavailable ? Result<void>() : clock;
        VUORO_TRY(note_time(context.tx, context.now));
        VUORO_TRY(expire_leases(context, k_expired_leases_a_tick));
        VUORO_TRY(expire_print_jobs(context, k_back_a_tick));
        for (const auto& site : sites)
          VUORO_TRY(each_alone(context, [&] { return begin_day(context, site); }));
        // After that: it notices that the clock was set.
        VUORO_TRY(bring_back_parked(context, k_back_a_tick));
        VUORO_TRY(show_wall_codes(context, wall_codes_));
        const MonoTime now = clock_.mono();
        if (forgot_at_ && now - *forgot_at_ < k_forget_every) return {};
        forgot_at_ = now;
        VUORO_TRY(context.tx.prune_tombstones(context.now, context.now - limits::k_tombstone_life));
        VUORO_ASSIGN(const auto forgotten,
                     context.tx.forget_expired(context.now, context.now - limits::k_answer_life));
        if (forgotten > 0) log::info("forgotten", {{"rows", forgotten}});
        return context.tx.forget_told(context.now - limits::k_told_life);
      },
      [](const Result<void>& done) {
        if (!done) log::warn("tick_failed", {{"error", done.error().to_string()}});
      });
}

}  // namespace vuoro::authority
