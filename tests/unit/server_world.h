#pragma once
// A small lobby over a store, in memory mostly: one site, two queues, two counters, a slot, two clerks, a
// device.

#include <fmt/format.h>

#include "server/authority/authority.h"
#include "server/store/sqlite_store.h"

namespace vuoro::test {

/// Signs nothing: rules are tested here, certificates elsewhere.
class NoSigner final : public authority::CertificateSigner {
 public:
  Result<authority::SignedCertificate> sign_device(std::string_view csr_pem, const Uuid&,
                                                   WallTime now) const override {
    if (csr_pem == "bad") return fail(Errc::invalid_argument, "csr_pem: not a certificate request");
    return authority::SignedCertificate{"certificate", "fingerprint", now + std::chrono::hours(1)};
  }
  std::string server_ca_pem() const override { return "ca"; }
};

class ServerWorld {
 public:
  /// @param database  where its database lies; nothing said: in memory
  explicit ServerWorld(const std::filesystem::path& database = ":memory:");
  ~ServerWorld() { store->stop(); }

  /// A new process with the same database.
  void restart() {
    store->write_now<int>([](store::Transaction&) -> Result<int> { return 0; })
        .value();  // what it began is done
    authority = std::make_unique<authority::Authority>(*store, clock, random, signer);
  }
  /// Runs a rule in its own transaction and waits.
  template <class T, class Rule>
  Result<T> act(Rule rule) {
    return authority->act_now<T>(std::function<Result<T>(authority::Context&)>(std::move(rule)));
  }
  template <class Record>
  Record get(const Uuid& id) {
    return store
        ->read_value<Record>([&](store::Reader& reader) { return authority::load<Record>(reader, id); })
        .value();
  }
  template <class Record>
  bool has(const Uuid& id) {
    return store
        ->read_value<bool>([&](store::Reader& reader) -> Result<bool> {
          VUORO_ASSIGN(const auto record, authority::find<Record>(reader, id));
          return record.has_value();
        })
        .value();
  }

  Uuid id(const std::string& name) const { return Uuid::from_name(name); }
  /// One event of the device, in a batch of its own.
  protocol::EventAnswer send(const protocol::Event& event);
  protocol::Event event(const std::string& type, json::value payload);
  protocol::TicketIssued issued(const std::string& number, const Uuid& queue_id);
  /// Issues a ticket now. @return its id.
  Uuid ticket(const std::string& number, const Uuid& queue_id);
  /// A staff member's command with a fresh id.
  Result<json::value> command(const Uuid& staff_id, json::object fields);
  Result<json::value> lease(protocol::LeaseAsk ask);
  /// A day later in the authority's clock.
  void advance(Millis by) { clock.advance(by); }

  ManualClock clock{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 5) + std::chrono::hours(8))};
  SeededRandom random{7};
  NoSigner signer;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<authority::Authority> authority;
  Uuid site, queue, other_queue, counter, other_counter, slot, service, clerk, other_clerk, supervisor,
      device;
  std::int64_t sequence = 0;
};

/// The text at a JSON pointer, what stands there as JSON, or "absent".
/// The command of an act on a ticket: "call" becomes {"type": "ticket.call", "ticket_id": …}.
[[nodiscard]] json::object on_ticket(std::string_view act, const Uuid& ticket);
[[nodiscard]] std::string text_at(const json::value& value, std::string_view pointer);
/// Commands that many tests give.
[[nodiscard]] json::object take(const ServerWorld& world, const Uuid& counter);
[[nodiscard]] json::object call_next(const Uuid& counter);
/// The ticket that a command's answer speaks of.
[[nodiscard]] Uuid ticket_of(const Result<json::value>& answer);
/// The lines of a ticket's history in order, as "call called": the act, and the state it led to.
[[nodiscard]] std::vector<std::string> history_of(ServerWorld& world, const Uuid& ticket);

}  // namespace vuoro::test
