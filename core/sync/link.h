#pragma once
// The connection to the authority as all lanes share it: is it there, what time is it there, may we try.

#include <algorithm>
#include <functional>
#include <memory>

#include "core/sync/backoff.h"
#include "core/sync/server_clock.h"
#include "core/sync/transport.h"

namespace vuoro::sync {

/// Owns no request: lanes do. Everything on one thread. Answers that come after this object is gone are
/// dropped.
class Link {
 public:
  Link(const Clock& clock, Random& random, Transport& transport);

  using Answered = std::function<void(const Response& response, MonoTime sent)>;
  /// Sends, and notes the outcome before `answered` hears of it. `answered` is called at most once. Whatever
  /// comes from something else than a Vuoro server that speaks our protocol is no answer (status 0).
  void send(Request request, Answered answered);

  /// A visitor waited in vain: counts as a failure although an answer may yet come.
  void note_slow();
  /// Time in an answer to a request that was answered at once (not a waiting one).
  void note_server_time(MonoTime sent, WallTime server_time);
  /// What the authority made of a report on the machine. @return whether it was taken
  bool take_status_answer(const Response& response, MonoTime sent);

  /// The last exchange succeeded: the authority answered, whatever it said (but 5xx and 429).
  [[nodiscard]] bool online() const { return online_; }
  /// Since when, on the authority's clock: as well as that is known by now.
  [[nodiscard]] WallTime since() const { return server_now() - (clock_.mono() - since_); }
  /// The authority knows this device's certificate no more (401, 403).
  [[nodiscard]] bool refused() const { return refused_; }
  /// It answers, and cannot do its work: a clock that is wrong, a disk that is full (5xx).
  [[nodiscard]] bool at_fault() const { return at_fault_; }
  /// What a technician should know while not online() or refused(): "certificate has expired", "HTTP 503".
  [[nodiscard]] const std::string& why() const { return why_; }
  /// Whether a visitor should be made to wait for an answer.
  [[nodiscard]] bool worth_asking() const { return !breaker_.is_open() && !is_asked_for_patience(); }
  [[nodiscard]] bool may_try() const {
    return breaker_.may_try(clock_.mono()) && !is_asked_for_patience() && clock_.mono() >= first_;
  }
  /// The moment before which no lane sends; long past when all is well.
  [[nodiscard]] MonoTime rest_over() const {
    const MonoTime begin = std::max(first_, patience_until_);
    return breaker_.is_open() ? std::max(breaker_.rest_over(), begin) : begin;
  }
  /// This device was just started, perhaps with all others of its city: no lane sends before a moment within
  /// k_start_jitter, whoever hurries. Who waits for a number is asked for at once all the same.
  void rest_at_start();

  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] ServerClock& server_clock() { return server_clock_; }
  [[nodiscard]] const ServerClock& server_clock() const { return server_clock_; }
  [[nodiscard]] WallTime server_now() const { return server_clock_.now(clock_); }

  /// Called when online(), refused() or why() changed.
  std::function<void()> on_change;

 private:
  void note(const Response& response);
  [[nodiscard]] bool is_asked_for_patience() const { return clock_.mono() < patience_until_; }

  const Clock& clock_;
  Random& random_;
  Transport& transport_;
  ServerClock server_clock_;
  Breaker breaker_;
  bool online_ = false;
  bool refused_ = false;
  bool at_fault_ = false;
  std::string why_;
  MonoTime patience_until_{};  ///< by the authority's Retry-After
  MonoTime first_{};           ///< of rest_at_start()
  MonoTime since_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// One kind of exchange: at most one request out, back-off after failures.
class Lane {
 public:
  /// @param first  not before this moment
  Lane(Link& link, MonoTime first) : link_(link), not_before_(first) {}

  [[nodiscard]] bool ready() const;
  [[nodiscard]] bool busy() const { return busy_; }
  /// When ready() can become true; nothing while a request is out.
  [[nodiscard]] std::optional<MonoTime> wake() const;
  /// @param taken  looks at the answer (status 0 included); true: all well, go on at once; false: back off.
  void send(Request request, std::function<bool(const Response&, MonoTime sent)> taken);
  /// The authority is back, or there is something new to say: do not sit out the back-off, unless it was the
  /// authority that asked for it. What one server cannot do now it cannot do a moment later, though it
  /// answers everything else.
  void hurry();
  /// Nothing before this moment.
  void rest_until(MonoTime moment) { not_before_ = moment; }

 private:
  Link& link_;
  Backoff backoff_;
  MonoTime not_before_;
  bool busy_ = false;
  bool told_to_wait_ = false;  ///< by the last answer's Retry-After
};

}  // namespace vuoro::sync
