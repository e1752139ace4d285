#pragma once
// A server of the simulated world: the real API, authority and store on a disk that forgets, on one thread
// that is the world's.

#include <memory>

#include "server/api/api.h"
#include "server/store/sqlite_store.h"
#include "tests/sim/machine.h"
#include "tests/sim/mutants.h"
#include "tests/sim/new_disk.h"

namespace vuoro::test {

/// Signs nothing: nobody enrols here.
class NobodySigns final : public authority::CertificateSigner {
 public:
  Result<authority::SignedCertificate> sign_device(std::string_view, const Uuid&, WallTime) const override {
    return fail(Errc::unsupported, "no certificates in a simulated world");
  }
  std::string server_ca_pem() const override { return "ca"; }
};

class SimServer {
 public:
  SimServer(Agenda& agenda, const Weather& weather, Mutant& mutant, const Uuid& site_id, std::string name);
  ~SimServer();

  void start();
  /// The program is killed, or the machine's power goes; it comes back by itself after `down`.
  void crash(bool power, Millis down);
  /// The power goes in the middle of a write, soon.
  void crash_in_a_write(int writes_from_now);
  /// At night nobody waits for a second.
  void rest(bool rests) { rests_ = rests; }
  /// Its disk takes a second or more for each commit, for a while.
  void slow_down(Millis time) { slow_until_ = agenda_.mono() + time; }
  [[nodiscard]] bool is_up() const { return machine_.running && !machine_.disk.is_dark(); }

  using Answered = std::function<void(std::optional<http::Response>)>;
  /// A request has arrived. The answer may never come. None: the connection is refused.
  void arrive(const std::shared_ptr<const http::Request>& request, const Answered& answered);

  /// A rule in a transaction of its own, at once; for furnishing and for auditors. The server must be up.
  template <class T>
  [[nodiscard]] Result<T> act(std::function<Result<T>(authority::Context&)> rule) {
    std::optional<Result<T>> done;
    at_once([&] { done = authority_->act_now<T>(std::move(rule)); });
    return std::move(*done);
  }
  /// What waits for the writer is written now, and what `work` writes as it writes it: for those who wait for
  /// the writer, as a thread of their own would.
  void at_once(const std::function<void()>& work);
  /// Reads all of its database, as at night; what is put right is a write, and the power may go in it.
  [[nodiscard]] bool check_pages();
  [[nodiscard]] store::Store& store() { return *real_; }
  [[nodiscard]] Machine& machine() { return machine_; }
  [[nodiscard]] authority::Authority& authority() { return *authority_; }
  /// Called when it goes down and when it is back.
  std::function<void(bool up)> on_power;
  /// It is switched on again after its power had gone.
  std::function<void()> on_boot;
  /// A press was answered with success; a repeat too.
  std::function<void(const std::string& body)> on_pressed;
  /// Its program has begun and answers nobody yet; it is about to end; something was committed.
  std::function<void()> on_begin;
  std::function<void()> on_end;
  std::function<void(const std::set<std::string>& scopes)> on_commit;
  /// A device's act was taken, for the first time, by an answer that may yet be lost.
  std::function<void(const Uuid& device_id, const std::string& type)> on_accepted;
  [[nodiscard]] int crashes() const { return crashes_; }

 private:
  void tick();
  void notice_power();
  void write_waiting();
  void tell_accepted(const http::Request& request, const std::string& answer) const;
  void come_back(Millis down);

  Agenda& agenda_;
  const Weather& weather_;
  Mutant& mutant_;
  Uuid site_id_;
  Machine machine_;
  NobodySigns signer_;
  std::unique_ptr<store::Store> real_;
  std::unique_ptr<store::Store> hasty_;  ///< around it, for a mutation
  std::unique_ptr<authority::Authority> authority_;
  std::unique_ptr<api::Api> api_;
  bool at_once_ = false;
  bool writing_ = false;
  std::function<void()> waiting_;  ///< the writer's next turn
  MonoTime slow_until_{};
  bool rests_ = false;
  int crashes_ = 0;
  int ticks_ = 0;
};

}  // namespace vuoro::test
