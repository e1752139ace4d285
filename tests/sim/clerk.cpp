#include "tests/sim/clerk.h"

#include <stdexcept>

#include "core/lobby/record_codec.h"
#include "server/authority/staff.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// A console gives up waiting after this long and sends the same again.
constexpr Millis k_answer_within{10'000};

std::optional<Uuid> ticket_in(const json::value& answer) {
  const auto* object = answer.if_object();
  const auto* ticket = object == nullptr ? nullptr : object->if_contains("ticket");
  const auto* record = ticket == nullptr ? nullptr : ticket->if_object();
  const auto* id = record == nullptr ? nullptr : record->if_contains("id");
  if (id == nullptr || !id->is_string()) return std::nullopt;
  const auto parsed = Uuid::parse(std::string_view(id->get_string()));
  return parsed ? std::optional(*parsed) : std::nullopt;
}

}  // namespace

SimClerk::SimClerk(Agenda& agenda, const Weather& weather, SimServer& server, Told& told, Mutant& mutant,
                   const Lobby& lobby, store::StaffRow staff, std::optional<Uuid> counter_id)
    : agenda_(agenda),
      told_(told),
      mutant_(mutant),
      lobby_(lobby),
      server_(&server),
      line_(agenda, weather, server),
      staff_(std::move(staff)),
      counter_id_(counter_id),
      random_(agenda.random().next_u64()) {
  if (auto in = log_in(); !in) throw std::runtime_error("log-in: " + in.error().to_string());
}

Result<void> SimClerk::log_in() {
  // Without the password: its hash costs more than an hour of the lobby.
  VUORO_ASSIGN(session_, server_->act<authority::Session>([this](authority::Context& context) {
    return authority::open_session(context, staff_);
  }));
  return {};
}

void SimClerk::turn_to(SimServer& server) {
  ++shift_;
  waiting_for_answer_ = 0;
  server_ = &server;
  line_.lead_to(server);
  const bool working = std::exchange(working_, false);
  arrive(working);
}

void SimClerk::arrive(bool works) {
  // Its power may go in this very write.
  if (!server_->is_up() || !log_in()) {
    ++waiting_for_answer_;
    return here_after(3s, [this, works] {
      --waiting_for_answer_;
      arrive(works);
    });
  }
  if (works) begin_work();
}

void SimClerk::begin_work() {
  working_ = true;
  if (counter_id_) take_counter();
}

void SimClerk::here_after(Millis delay, std::function<void()> call) {
  agenda_.after(delay, [this, shift = shift_, call = std::move(call)] {
    if (shift == shift_) call();
  });
}

void SimClerk::later(Millis delay, void (SimClerk::*next)()) {
  here_after(delay, [this, next] {
    if (working_) (this->*next)();
  });
}

void SimClerk::press(json::object fields, Then then) {
  Pressed pressed;
  pressed.id = Uuid::v7(agenda_, random_);
  pressed.type = std::string(fields.at("type").as_string());
  pressed.staff_id = staff_.id;
  if (counter_id_) pressed.counter_id = *counter_id_;
  if (const auto* ticket = fields.if_contains("ticket_id")) {
    pressed.ticket_id = Uuid::parse(std::string_view(ticket->get_string())).value();
  }
  fields["id"] = pressed.id.to_string();
  told_.presses.push_back(std::move(pressed));
  ++waiting_for_answer_;
  send(told_.presses.size() - 1, std::make_shared<const json::object>(std::move(fields)), then, 1);
}

void SimClerk::send(std::size_t press, std::shared_ptr<const json::object> body, const Then& then,
                    int tries) {
  if (tries > 1 && mutant_.is(Mutation::command_retry_new_id)) {
    auto other = *body;
    other["id"] = Uuid::v7(agenda_, random_).to_string();
    body = std::make_shared<const json::object>(std::move(other));
  }
  ++told_.presses[press].sent;
  auto request = std::make_shared<http::Request>();
  request->method = "POST";
  request->target = "/api/v1/commands";
  request->address = "192.0.2.9";
  request->cookie = "vuoro_session=" + session_.token;
  request->csrf = session_.csrf;
  request->content_type = "application/json";
  request->body = json::serialize(*body);
  line_.exchange(
      std::move(request), k_answer_within,
      [this, press, body, then, tries, shift = shift_](const std::optional<http::Response>& response) {
        if (shift != shift_) return;
        // 5xx: as no answer at all, it may have had its effect.
        if ((!response || response->status >= 500) && tries != tries_most_) {
          return here_after(agenda_.between(500ms, 3s),
                            [this, press, body, then, tries] { send(press, body, then, tries + 1); });
        }
        if (!response || response->status >= 500) {
          --waiting_for_answer_;
          return then(0, json::value());
        }
        auto answer = parse_json(response->content());
        // The session is over, by that server's clock: whatever is not answered yet is let go.
        if (response->status == 401 && !told_.clocks.empty()) return turn_to(*server_);
        told_.presses[press].status = response->status;
        if (answer && response->status == 200) told_.presses[press].got = ticket_in(*answer);
        agenda_.note(staff_.username, told_.presses[press].type, response->content());
        --waiting_for_answer_;
        then(response->status, answer ? *answer : json::value());
      });
}

void SimClerk::take_counter() {
  press({{"type", "counter.take"}, {"counter_id", counter_id_->to_string()}},
        [this](int, const json::value&) { later(agenda_.up_to(5s), &SimClerk::call_next); });
}

void SimClerk::call_next() {
  press({{"type", "ticket.call_next"}, {"counter_id", counter_id_->to_string()}},
        [this](int status, const json::value& answer) {
          const auto ticket = status == 200 ? ticket_in(answer) : std::nullopt;
          if (ticket) return await(*ticket);
          // Nobody waits; or the counter must be taken first, after a server that came back without it.
          if (status == 200 || !go_on_with_who_is_here()) {
            later(agenda_.between(10s, 40s), status == 200 ? &SimClerk::call_next : &SimClerk::take_counter);
          }
        });
}

/// Most come at once, some late, some never.
void SimClerk::await(const Uuid& ticket_id) {
  const int comes = agenda_.below(100);
  here_after(agenda_.between(4s, 30s), [this, ticket_id, comes] {
    comes < 85 ? serve(ticket_id) : nobody_came(ticket_id, comes < 95 ? 1 : 3);
  });
}

/// A visitor is at the counter by this server's books, of whom a clerk who was turned to it knows nothing:
/// the console shows them.
/// @return whether there is one
bool SimClerk::go_on_with_who_is_here() {
  if (!server_->is_up()) return false;
  std::optional<Ticket> here;
  (void)server_->store().read([&](store::Reader& reader) -> Result<void> {
    VUORO_ASSIGN(const auto ids, reader.tickets_at_counter(*counter_id_));
    if (ids.empty()) return {};
    VUORO_ASSIGN(const auto text, reader.record(collection_of<Ticket>(), ids.front()));
    if (!text) return {};
    VUORO_ASSIGN(const auto value, parse_json(*text));
    VUORO_ASSIGN(here, decode<Ticket>(value));
    return {};
  });
  if (!here) return false;
  if (here->state == TicketState::called) {
    await(here->id);
  } else {
    here_after(agenda_.between(20s, 4min), [this, id = here->id] { end_service(id); });
  }
  return true;
}

void SimClerk::serve(const Uuid& ticket_id) {
  press({{"type", "ticket.start"}, {"ticket_id", ticket_id.to_string()}},
        [this, ticket_id](int, const json::value&) {
          here_after(agenda_.between(20s, 4min), [this, ticket_id] { end_service(ticket_id); });
        });
}

void SimClerk::nobody_came(const Uuid& ticket_id, int tries) {
  const auto next = [this](int, const json::value&) { later(agenda_.up_to(4s), &SimClerk::call_next); };
  if (tries == 0 || !working_) {
    return press({{"type", "ticket.no_show"}, {"ticket_id", ticket_id.to_string()}}, next);
  }
  press({{"type", "ticket.recall"}, {"ticket_id", ticket_id.to_string()}},
        [this, ticket_id, tries](int, const json::value&) {
          here_after(agenda_.between(10s, 30s), [this, ticket_id, tries] {
            tries == 1 && agenda_.below(2) == 0 ? serve(ticket_id) : nobody_came(ticket_id, tries - 1);
          });
        });
}

void SimClerk::end_service(const Uuid& ticket_id) {
  const auto next = [this](int, const json::value&) { later(agenda_.up_to(20s), &SimClerk::call_next); };
  const int how = agenda_.below(20);
  if (how < 16) return press({{"type", "ticket.finish"}, {"ticket_id", ticket_id.to_string()}}, next);
  if (how < 18) {
    const Uuid to = lobby_.queues[static_cast<std::size_t>(agenda_.below(2))];
    return press(
        {{"type", "ticket.transfer"}, {"ticket_id", ticket_id.to_string()}, {"queue_id", to.to_string()}},
        next);
  }
  press({{"type", "ticket.park"}, {"ticket_id", ticket_id.to_string()}, {"minutes", 1 + agenda_.below(10)}},
        next);
}

}  // namespace vuoro::test
