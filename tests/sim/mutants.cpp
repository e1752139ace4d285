#include "tests/sim/mutants.h"

#include <stdexcept>

#include "core/lobby/call_order.h"
#include "core/lobby/record_codec.h"
#include "core/pages/checked_vfs.h"
#include "core/sync/protocol.h"
#include "server/authority/clock_guard.h"

namespace vuoro::test {
namespace {

class HastyStore final : public store::Store {
 public:
  explicit HastyStore(store::Store& real) : real_(real) {}

  void submit(Work work, Done done) override {
    auto answered = std::make_shared<bool>(false);
    real_.submit(
        [work = std::move(work), done, answered](store::Transaction& tx) {
          auto result = work(tx);
          *answered = true;
          done(result);
          return result;
        },
        [done, answered](const Result<void>& result) {
          if (!*answered) done(result);
        });
  }
  Result<void> read(const std::function<Result<void>(store::Reader&)>& work,
                    store::Reading reading) override {
    return real_.read(work, reading);
  }
  void before_commit(Work work) override { real_.before_commit(std::move(work)); }
  void after_commit(std::function<void(const std::set<std::string>&)> tell) override {
    real_.after_commit(std::move(tell));
  }
  store::StoreFigures figures() const override { return real_.figures(); }
  Result<void> writable() override { return real_.writable(); }
  Result<void> check_pages() override { return real_.check_pages(); }
  void stop() override { real_.stop(); }

 private:
  store::Store& real_;
};

json::value parsed(const std::string& text) {
  auto value = parse_json(text);
  return value ? std::move(*value) : json::value(json::object());
}

void must(const Result<void>& done) {
  if (!done) throw std::runtime_error("mutant: " + done.error().to_string());
}

}  // namespace

std::unique_ptr<store::Store> make_hasty_store(store::Store& real) {
  return std::make_unique<HastyStore>(real);
}

// ---- On a device's side of the line
// -----------------------------------------------------------------------------

void Mutant::request_leaves(const Uuid&, sync::Request& request, kiosk::Store& store) {
  if (request.target != "/api/v1/events") return;
  if (is(Mutation::event_retry_new_id)) rename_events(request);
  if (is(Mutation::contact_kept)) (void)store.set_meta("last_sent", request.body);
}

void Mutant::rename_events(sync::Request& request) {
  auto body = parsed(request.body);
  for (auto& event : body.as_object()["events"].as_array()) {
    const std::string id(event.as_object()["id"].as_string());
    if (sent_.insert(id).second) continue;
    const std::string other = Uuid::v7(agenda_, agenda_.random()).to_string();
    real_name_[other] = id;
    event.as_object()["id"] = other;
  }
  request.body = json::serialize(body);
}

void Mutant::answer_comes(const Uuid& device_id, const sync::Request& request, sync::Response& response) {
  if (request.target == "/api/v1/events") {
    if (is(Mutation::event_retry_new_id)) {
      for (const auto& [other, id] : real_name_) {
        const auto at = response.body.find(other);
        if (at != std::string::npos) response.body.replace(at, other.size(), id);
      }
    }
    if (is(Mutation::outbox_drops_unanswered) && response.status == 0) {
      protocol::EventAnswers answers;
      const auto body = parsed(request.body);
      for (const auto& event : body.as_object().at("events").as_array()) {
        const std::string_view id(event.as_object().at("id").as_string());
        answers.answers.push_back(
            {Uuid::parse(id).value(), protocol::EventStatus::accepted, std::nullopt, std::nullopt});
      }
      response = {200, json::serialize(protocol::encode(answers)), std::nullopt, {}};
    }
  }
  if (response.status != 200) return;
  if (request.target == "/api/v1/leases" && is(Mutation::block_leased_twice))
    lease_again(device_id, response);
  if (request.target.starts_with("/api/v1/changes")) thin_out(response);
}

void Mutant::lease_again(const Uuid& device_id, sync::Response& response) {
  auto answer = protocol::decode<protocol::LeaseAnswer>(parsed(response.body), RecordMode::lenient);
  if (!answer) return;
  for (auto& outcome : answer->outcomes) {
    if (!outcome.lease || outcome.lease->kind != protocol::LeaseKind::number_block) continue;
    auto& lease = *outcome.lease;
    const auto earlier = blocks_.find(*lease.queue_id);
    if (earlier != blocks_.end() && earlier->second.first != device_id) {
      std::tie(lease.first, lease.last) = earlier->second.second;
      blocks_.erase(earlier);
    } else {
      blocks_[*lease.queue_id] = {device_id, {lease.first, lease.last}};
    }
  }
  response.body = json::serialize(protocol::encode(*answer));
}

void Mutant::thin_out(sync::Response& response) {
  if (!is(Mutation::tombstone_lost) && !is(Mutation::revision_skipped)) return;
  auto page = parsed(response.body);
  auto& changes = page.as_object()["changes"].as_array();
  for (auto* change = changes.begin(); change != changes.end();) {
    const bool gone =
        is(Mutation::tombstone_lost) ? change->as_object()["deleted"].as_bool() : agenda_.chance(10);
    change = gone ? changes.erase(change) : change + 1;
  }
  response.body = json::serialize(page);
}

void Mutant::restarts(kiosk::Store& store) {
  auto& database = store.database();
  if (is(Mutation::outbox_forgets)) {
    must(database.execute("DELETE FROM outbox WHERE sequence=(SELECT min(sequence) FROM outbox)"));
  }
  if (is(Mutation::print_begun_forgotten)) must(database.execute("DELETE FROM print_job"));
  if (is(Mutation::number_forgotten))
    must(database.execute("UPDATE lease SET next=first; DELETE FROM issued"));
}

kiosk::LobbyViewPtr Mutant::look(kiosk::LobbyViewPtr view, WallTime now) {
  if (is(Mutation::wall_deaf)) {
    auto other = std::make_shared<kiosk::LobbyView>(*view);
    std::erase_if(other->tickets, [](const Ticket& ticket) { return ticket.id.bytes().back() % 8 == 0; });
    return other;
  }
  if (!is(Mutation::wall_replays) || !agenda_.chance(20)) return view;
  auto other = std::make_shared<kiosk::LobbyView>(*view);
  for (auto& ticket : other->tickets) {
    if (!ticket.called_at || now - *ticket.called_at < std::chrono::minutes(5)) continue;
    ticket.state = TicketState::called;
    ticket.called_at = now;
    ++ticket.calls;
    break;
  }
  return other;
}

// ---- On the server's side
// ---------------------------------------------------------------------------------------

void Mutant::server_restarts(const std::filesystem::path& database) const {
  if (!is(Mutation::answers_forgotten)) return;
  auto opened = sqlite::Database::open(database, sqlite::with_check_sums({}));
  if (!opened) throw std::runtime_error("mutant: " + opened.error().to_string());
  must(opened->execute("DELETE FROM event"));
}

void Mutant::clock_is_believed(store::Store& store, WallTime now) const {
  // A disk without power writes nothing.
  (void)store.write_now<int>([&](store::Transaction& tx) -> Result<int> {
    VUORO_TRY(authority::trust_clock(tx, now));
    return 0;
  });
}

std::shared_ptr<const http::Request> Mutant::command_arrives(std::shared_ptr<const http::Request> request,
                                                             store::Store& store, const Uuid& site_id) const {
  if (!is(Mutation::order_ignores_arrival) || request->target != "/api/v1/commands") return request;
  auto body = parsed(request->body);
  auto& fields = body.as_object();
  if (fields["type"] != "ticket.call_next") return request;
  const Uuid counter_id = Uuid::parse(std::string_view(fields["counter_id"].as_string())).value();
  std::optional<Uuid> last;
  must(store.read([&](store::Reader& reader) -> Result<void> {
    VUORO_ASSIGN(const auto text, reader.record("counter", counter_id));
    VUORO_ASSIGN(const auto value, parse_json(*text));
    VUORO_ASSIGN(const auto counter, decode<Counter>(value));
    VUORO_ASSIGN(const auto rows, reader.records(protocol::site_scope(site_id), "ticket"));
    std::vector<Ticket> tickets;
    for (const auto& row : rows) {
      VUORO_ASSIGN(const auto record, parse_json(row.json));
      VUORO_ASSIGN(tickets.emplace_back(), decode<Ticket>(record));
    }
    const auto order = in_call_order(tickets, counter.queue_ids);
    if (!order.empty()) last = order.back()->id;
    return {};
  }));
  if (!last) return request;
  auto other = std::make_shared<http::Request>(*request);
  fields["type"] = "ticket.call";
  fields["ticket_id"] = last->to_string();
  other->body = json::serialize(body);
  return other;
}

}  // namespace vuoro::test
