#pragma once
// A server of the simulated world: the real API, authority and store on a disk that forgets, on one thread
// that is the world's.

#include <memory>

#include "server/api/api.h"
#include "server/store/sqlite_store.h"
#include "tests/sim/machine.h"
#include "tests/sim/mutants.h"

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
  [[nodiscard]] bool is_up() const { return machine_.running && !machine_.disk.is_dark(); }

  using Answered = std::function<void(std::optional<http::Response>)>;
  /// A request has arrived. The answer may never come. None: the connection is refused.
  void arrive(const std::shared_ptr<const http::Request>& request, const Answered& answered);

  /// A rule in a transaction of its own, at once; for furnishing and for auditors. The server must be up.
  template <class T>
  [[nodiscard]] Result<T> act(std::function<Result<T>(authority::Context&)> rule) {
    at_once_ = true;
    auto done = authority_->act_now<T>(std::move(rule));
    at_once_ = false;
    return done;
  }
  [[nodiscard]] store::Store& store() { return *real_; }
  [[nodiscard]] Machine& machine() { return machine_; }
  [[nodiscard]] authority::Authority& authority() { return *authority_; }
  /// Called when it goes down and when it is back.
  std::function<void(bool up)> on_power;
  [[nodiscard]] int crashes() const { return crashes_; }

 private:
  void tick();
  void notice_power();
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
  int crashes_ = 0;
  int ticks_ = 0;
};

}  // namespace vuoro::test
