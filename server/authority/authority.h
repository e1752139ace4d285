#pragma once
// The authority: the one place that changes the state of its sites' queues. Every act is one transaction.

#include <functional>
#include <memory>
#include <mutex>

#include "server/authority/content_import.h"
#include "server/authority/enrolment.h"
#include "server/authority/passwords.h"
#include "server/authority/staff.h"
#include "server/authority/throttle.h"
#include "server/authority/views.h"
#include "server/authority/wall_code.h"

namespace vuoro::authority {

/// A refusal that tells when to come again.
struct LoginAnswer {
  std::optional<Session> session;
  std::optional<Millis> retry_after;  ///< throttled
};

/// Any thread may call; answers come on the store's or the password desk's thread, exactly once. Must outlive
/// them: stop the store before this goes.
class Authority {
 public:
  template <class T>
  using Done = std::function<void(Result<T>)>;

  /// All are borrowed and must be thread-safe. Call store.stop() before they go.
  Authority(store::Store& store, const Clock& clock, Random& random, const CertificateSigner& signer);

  // ---- Devices: the id comes from the client certificate
  // --------------------------------------------------------
  /// @param reading  by the sender's protocol version
  void take_events(const Uuid& device_id, json::value body, RecordMode reading,
                   Done<protocol::EventAnswers> done);
  void grant_leases(const Uuid& device_id, protocol::LeaseRequest request, Done<json::value> done);
  void return_leases(const Uuid& device_id, protocol::LeaseReturn request, Done<void> done);
  void put_status(const Uuid& device_id, protocol::DeviceStatus status, Done<protocol::StatusAnswer> done);
  void renew(const Uuid& device_id, std::string csr_pem, Done<SignedCertificate> done);
  /// @param address  who asks; wrong codes slow it down. Errors: too_many.
  void enrol(protocol::EnrolRequest request, const std::string& address, Done<protocol::EnrolAnswer> done);
  /// The device behind a certificate, now.
  /// @param unsigned_fingerprint  of a certificate that no authority of ours has signed; else empty. A device
  /// that
  ///                              was enrolled at the lobby's own server is known by it.
  /// @return unauthorized, forbidden (revoked).
  [[nodiscard]] Result<store::DeviceRow> device(const Uuid& device_id,
                                                std::string_view unsigned_fingerprint = {});

  // ---- A site server, see site_authority.h
  /// Who may log in there and which devices are let in; when that is `known`, only that it is the same.
  [[nodiscard]] Result<json::value> site_people(const Uuid& device_id, const std::string& known);
  /// A piece of the state with which its site was given to it, as JSON. @return not_found
  [[nodiscard]] Result<std::string> handover_part(const Uuid& device_id, std::int64_t epoch,
                                                  std::int64_t part);
  /// Until it is called again with false, nothing is decided for any site: a site server that was just
  /// started asks first.
  void wait_for_word(bool waits);
  /// The same, and when this server's clock cannot be right: see clock_guard.h. What is told to devices
  /// carries the time, by which they set theirs: nothing is told before.
  /// @return unavailable, with a sentence
  [[nodiscard]] Result<void> need_clock();
  /// So it was found when somebody needed it last: need_clock() may also fail because nothing can be read.
  [[nodiscard]] bool clock_is_wrong() const { return memory_.clock.is_wrong(); }
  /// A site server that is about to act has heard the central server's time.
  void told_time(Millis central_is_ahead) { memory_.clock.told(central_is_ahead); }

  // ---- Staff
  // ----------------------------------------------------------------------------------------------------
  /// Wrong name or password: unauthorized. Throttled: an answer with retry_after and no session.
  void log_in(const std::string& username, const std::string& password, const std::string& address,
              const Done<LoginAnswer>& done);
  void log_out(const std::string& token, Done<void> done);
  [[nodiscard]] Result<Session> session(std::string_view token);
  /// A forbidden one is written into the audit log.
  void command(const Session& session, json::value body, Done<json::value> done);

  // ---- Visitors' phones: the token or the wall's code says who asks
  // --------------------------------------------------------------------------------------------------
  /// See phone.h for the bodies.
  void delay_by_phone(std::string token, json::value body, Done<json::value> done);
  void leave_by_phone(std::string token, json::value body, Done<json::value> done);
  void join_by_phone(json::value body, Done<json::value> done);
  /// The site on whose wall this code is. @return expired.
  [[nodiscard]] Result<Uuid> joined_site(std::string_view code);
  [[nodiscard]] Result<json::object> join_options(const Uuid& site_id);

  // ---- Reading
  // --------------------------------------------------------------------------------------------------
  /// @param viewer  a staff member, who sees the own organisations' visitors only; null: a device
  [[nodiscard]] Result<FeedPage> changes(std::string_view scope, std::int64_t since, bool snapshot,
                                         const store::StaffRow* viewer = nullptr);
  [[nodiscard]] Result<json::object> follow(std::string_view token);
  [[nodiscard]] Result<Uuid> followed_site(std::string_view token);
  [[nodiscard]] Result<json::value> describe(const Session& session);
  [[nodiscard]] Result<json::value> notes(const Session& session, const Uuid& site_id);
  /// By when it was given.
  [[nodiscard]] Result<json::value> feedback(const Session& session, WallTime since);
  /// By when it came here, see arrived_feedback_view().
  [[nodiscard]] Result<json::value> arrived_feedback(const Session& session, std::int64_t after);
  [[nodiscard]] Result<json::value> devices(const Session& session);

  /// What time brings: holds that end, days that begin, data past their time. Call about once a second.
  void tick();

  /// Answers what was begun, log-ins included. Then nothing of the authority calls anybody any more.
  void stop();

  /// Any rule in a transaction of its own; for the program's own start and its command line.
  template <class T>
  void act(std::function<Result<T>(Context&)> rule, Done<T> done) {
    store_.write<T>(
        [this, rule = std::move(rule)](store::Transaction& tx) {
          Context context = context_of(tx);
          return noted(rule(context));
        },
        std::move(done));
  }
  template <class T>
  [[nodiscard]] Result<T> act_now(std::function<Result<T>(Context&)> rule) {
    return store_.write_now<T>([this, rule = std::move(rule)](store::Transaction& tx) {
      Context context = context_of(tx);
      return noted(rule(context));
    });
  }

  /// What this server could not do through its own fault.
  [[nodiscard]] const Troubles& troubles() const { return memory_.troubles; }
  /// Records that site servers told and that could not be taken, since the start. Any thread.
  [[nodiscard]] std::int64_t news_records_skipped() const { return memory_.news_records_skipped; }
  /// Of a site server: lines of refused news that are lost, since the start. Any thread.
  [[nodiscard]] std::int64_t news_lines_lost() const { return memory_.news_lines_lost; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] store::Store& store() { return store_; }

 private:
  [[nodiscard]] Context context_of(store::Transaction& tx) {
    return {tx, clock_, random_, memory_, clock_.wall()};
  }
  template <class T>
  [[nodiscard]] Result<T> noted(Result<T> done) {
    if (!done && is_own_fault(done.error())) memory_.troubles.note(done.error(), clock_.mono());
    return done;
  }
  Result<void> before_commit(store::Transaction& tx);
  void finish_log_in(bool right, const store::StaffRow& staff, const std::string& user_key,
                     const std::string& address_key, const Done<LoginAnswer>& done);

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  const CertificateSigner& signer_;
  Memory memory_;                      ///< writer's thread, see there
  std::optional<MonoTime> forgot_at_;  ///< writer's thread
  std::mutex throttle_mutex_;
  Throttle login_throttle_;
  Throttle address_throttle_;
  Throttle enrol_throttle_;
  PasswordDesk passwords_;
  const WallCodes wall_codes_;
};

}  // namespace vuoro::authority
