#include "tests/support/fake_lobby.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/content/demo.h"
#include "core/lobby/call_order.h"
#include "core/lobby/numbers.h"
#include "core/lobby/record_codec.h"
#include "tests/support/paths.h"

namespace vuoro::test {
namespace {

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  return std::move(*result);
}

void take_record(const content::ImportedRecord& one, kiosk::LobbyView& view, kiosk::ContentView& content) {
  const auto put = [&]<class Record>(std::vector<Record>& into) {
    into.push_back(or_throw(decode<Record>(one.record)));
  };
  const auto put_by_id = [&]<class Record>(std::unordered_map<Uuid, Record>& into) {
    into.emplace(one.id, or_throw(decode<Record>(one.record)));
  };
  if (one.collection == "organization") put_by_id(content.organizations);
  if (one.collection == "service") put_by_id(content.services);
  if (one.collection == "service_channel") put_by_id(content.channels);
  if (one.collection == "topic") put(content.topics);
  if (one.collection == "feedback_question") put(content.questions);
  if (one.collection == "site") view.site = or_throw(decode<Site>(one.record));
  if (one.collection == "queue") put(view.queues);
  if (one.collection == "counter") put(view.counters);
  if (one.collection == "slot") put(view.slots);
}

/// What assets/demo holds, read once for the whole program: reading takes longer than most of what a test
/// does.
const kiosk::LobbyView& demo_picture() {
  static const kiosk::LobbyView picture = [] {
    const LocalDate today{std::chrono::year(2026), std::chrono::month(3), std::chrono::day(5)};
    const auto demo = or_throw(content::load_demo(source_dir() / "assets/demo", today));
    kiosk::LobbyView view;
    auto content = std::make_shared<kiosk::ContentView>();
    for (const auto& one : demo.content.records) take_record(one, view, *content);
    const auto by_order = [](const auto& a, const auto& b) { return a.order < b.order; };
    std::stable_sort(content->topics.begin(), content->topics.end(), by_order);
    std::stable_sort(content->questions.begin(), content->questions.end(), by_order);
    std::stable_sort(view.queues.begin(), view.queues.end(), by_order);
    std::stable_sort(view.slots.begin(), view.slots.end(),
                     [](const Slot& a, const Slot& b) { return a.start < b.start; });
    view.content = std::move(content);
    view.zone = or_throw(TimeZone::create(view.site.time_zone));
    view.site.follow_url = "https://lobby.example/t/";
    return view;
  }();
  return picture;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

FakeLobby::FakeLobby(const Clock& clock) : clock_(clock), picture_(demo_picture()) {
  picture_.device_id = Uuid::from_name("test:device");
  picture_.device.name = "Aula 1";
  picture_.device.display.queue_ids.clear();
  picture_.connection.online = true;
  picture_.connection.since = picture_.connection.last_sync.emplace(clock.wall() - std::chrono::minutes(3));
  picture_.ready = true;
  picture_.connection.numbers_held = 0;
  for (const Queue& queue : picture_.queues) {
    *picture_.connection.numbers_held += 12;
    picture_.connection.held_numbers.push_back(
        {queue.id, 12, picture_.connection.since + std::chrono::hours(6)});
    QueueStatus status;
    status.id = queue.id;
    status.counters_open = 1;
    status.waits = {{0, 0, 420},    {1, 180, 900},  {2, 360, 1500},
                    {3, 540, 1800}, {4, 600, 2100}, {6, 900, 3000}};
    picture_.queue_status[queue.id] = status;
  }
  const auto wait = [&](const char* number, const char* prefix, int minutes) {
    add_ticket(number, queue(prefix), TicketState::waiting, std::chrono::minutes(minutes));
  };
  wait("A112", "A", 2);
  wait("A111", "A", 5);
  wait("A110", "A", 9);
  wait("K131", "K", 4);
  wait("K130", "K", 11);
  wait("V107", "V", 1);
  publish();
}

void FakeLobby::publish() {
  view_ = std::make_shared<const kiosk::LobbyView>(picture_);
}

void FakeLobby::run_out(std::initializer_list<std::string_view> prefixes) {
  auto& link = picture_.connection;
  link.online = false;
  if (prefixes.size() == 0) link.held_numbers.clear();
  for (const auto prefix : prefixes) {
    const Uuid id = queue(prefix).id;
    std::erase_if(link.held_numbers, [&](const auto& held) { return held.queue_id == id; });
  }
  publish();
}

std::size_t FakeLobby::deliver() {
  std::size_t given = 0;
  for (; !answers_.empty(); ++given) {
    const auto answer = std::move(answers_.front());
    answers_.pop_front();
    answer();
  }
  return given;
}

template <class T>
void FakeLobby::later(Answer<T> answer, Result<T> result) {
  answers_.push_back([answer = std::move(answer), result = std::move(result)] { answer(result); });
}

Uuid FakeLobby::next_id() {
  return Uuid::from_name(fmt::format("test:{}", ++ids_given_));
}

const Queue& FakeLobby::queue(std::string_view prefix) const {
  for (const Queue& queue : picture_.queues) {
    if (queue.prefix == prefix) return queue;
  }
  throw std::runtime_error("no such queue in the demo content");
}

const Service& FakeLobby::service(std::string_view english_name) const {
  for (const auto& [id, service] : picture_.content->services) {
    if (text_in(service.name, "en") == english_name) return service;
  }
  throw std::runtime_error("no such service in the demo content: " + std::string(english_name));
}

Ticket& FakeLobby::add_ticket(const std::string& number, const Queue& queue, TicketState state, Millis ago) {
  Ticket ticket;
  ticket.id = Uuid::from_name("test:ticket:" + number);
  ticket.site_id = picture_.site.id;
  ticket.number = number;
  ticket.service_day = "2026-03-05";
  ticket.queue_id = queue.id;
  ticket.state = state;
  ticket.language = "fi";
  ticket.issued_at = ticket.first_arrival = clock_.wall() - ago;
  ticket.due = due_time(queue, ticket.first_arrival, std::nullopt);
  picture_.tickets.push_back(ticket);
  return picture_.tickets.back();
}

void FakeLobby::call(const std::string& number, const std::string& counter) {
  for (Ticket& ticket : picture_.tickets) {
    if (ticket.number != number) continue;
    ticket.state = TicketState::called;
    ticket.called_at = clock_.wall();
    ++ticket.calls;
    for (const Counter& one : picture_.counters) {
      if (one.name == counter) ticket.counter_id = one.id;
    }
  }
  publish();
}

Appointment& FakeLobby::add_appointment(const std::string& code, WallTime start, AppointmentState state) {
  Appointment booking;
  booking.id = Uuid::from_name("test:appointment:" + code);
  booking.site_id = picture_.site.id;
  booking.service_id = picture_.slots.front().service_id;
  booking.start = start;
  booking.code = code;
  booking.state = state;
  picture_.appointments.push_back(booking);
  publish();
  return picture_.appointments.back();
}

kiosk::IssuedTicket FakeLobby::issue(const Queue& queue, const std::string& language,
                                     std::optional<Uuid> appointment, std::vector<Errand> errands) {
  kiosk::IssuedTicket out;
  const std::int32_t number = 140 + ++numbers_given_;
  out.ahead = people_ahead(picture_.tickets, queue.id, due_time(queue, clock_.wall(), std::nullopt));
  Ticket& ticket = add_ticket(format_number(queue, number), queue, TicketState::waiting, Millis(0));
  ticket.language = language;
  ticket.appointment_id = appointment;
  ticket.errands = std::move(errands);
  out.ticket = ticket;
  out.follow_url = picture_.site.follow_url + fmt::format("q7XfT2mKpLw9sVbNc4R{:03}", number);
  // In a cut that only keeps silent nothing gets through either.
  out.online = picture_.connection.online && picture_.connection.outbox_waiting == 0;
  follow_urls_[out.follow_url] = ticket.id;
  publish();
  return out;
}

void FakeLobby::take_ticket(const kiosk::TakeTicket& ask, Answer<kiosk::IssuedTicket> answer) {
  if (const auto why = refusal()) return later<kiosk::IssuedTicket>(answer, fail(*why, "as told"));
  taken.push_back(ask);
  const auto queue = std::find_if(picture_.queues.begin(), picture_.queues.end(),
                                  [&](const Queue& q) { return q.id == ask.queue_id; });
  if (queue == picture_.queues.end())
    return later<kiosk::IssuedTicket>(answer, fail(Errc::not_found, "queue"));
  later<kiosk::IssuedTicket>(answer, issue(*queue, ask.language, std::nullopt, ask.errands));
}

void FakeLobby::cancel_ticket(const Uuid& ticket_id, Answer<void> answer) {
  if (const auto why = refusal()) return later<void>(answer, fail(*why, "as told"));
  cancelled_tickets.push_back(ticket_id);
  std::erase_if(picture_.tickets, [&](const Ticket& ticket) { return ticket.id == ticket_id; });
  publish();
  later<void>(answer, Result<void>());
}

void FakeLobby::hold_slot(const Uuid& slot_id, Answer<Uuid> answer) {
  if (const auto why = refusal()) return later<Uuid>(answer, fail(*why, "as told"));
  for (Slot& slot : picture_.slots) {
    if (slot.id == slot_id) ++slot.leased;
  }
  publish();
  const Uuid hold = next_id();
  holds_[hold] = slot_id;
  later<Uuid>(answer, hold);
}

void FakeLobby::release_slot(const Uuid& hold_id) {
  released.push_back(hold_id);
  for (Slot& slot : picture_.slots) {
    if (slot.id == holds_[hold_id]) --slot.leased;
  }
  publish();
}

void FakeLobby::book(const kiosk::BookAppointment& ask, Answer<Appointment> answer) {
  if (const auto why = refusal()) return later<Appointment>(answer, fail(*why, "as told"));
  booked.push_back(ask);
  WallTime start;
  for (const Slot& slot : picture_.slots) {
    if (slot.id == ask.slot_id) start = slot.start;
  }
  Appointment& made = add_appointment(fmt::format("7KXM{}QRT", booked.size() + 1), start);
  made.service_id = ask.service_id;
  later<Appointment>(answer, made);
}

void FakeLobby::cancel_appointment(const Uuid& appointment_id, Answer<void> answer) {
  if (const auto why = refusal()) return later<void>(answer, fail(*why, "as told"));
  for (Appointment& one : picture_.appointments) {
    if (one.id == appointment_id) one.state = AppointmentState::cancelled;
  }
  publish();
  later<void>(answer, Result<void>());
}

void FakeLobby::check_in(const std::string& code, const std::string& language,
                         Answer<kiosk::CheckedIn> answer) {
  if (const auto why = refusal()) return later<kiosk::CheckedIn>(answer, fail(*why, "as told"));
  for (Appointment& one : picture_.appointments) {
    if (one.code != code) continue;
    kiosk::CheckedIn out;
    out.verdict = check_in_verdict(one, picture_.site.id, *picture_.zone, clock_.wall());
    out.appointment = one;
    if (out.verdict == CheckIn::on_time || out.verdict == CheckIn::late) {
      one.state = AppointmentState::checked_in;
      out.ticket = issue(picture_.queues.front(), language, one.id);
    }
    return later<kiosk::CheckedIn>(answer, std::move(out));
  }
  later<kiosk::CheckedIn>(answer, fail(Errc::not_found, "booking"));
}

void FakeLobby::give_feedback(const kiosk::GiveFeedback& ask, Answer<Uuid> answer) {
  if (const auto why = refusal()) return later<Uuid>(answer, fail(*why, "as told"));
  feedback.push_back(ask);
  later<Uuid>(answer, ask.feedback_id ? *ask.feedback_id : next_id());
}

void FakeLobby::search(const std::string& text, const std::string& language,
                       Answer<std::vector<kiosk::Found>> answer) {
  std::vector<const Service*> hits;
  for (const auto& [id, service] : picture_.content->services) {
    if (lower(text_in(service.name, language)).find(lower(text)) != std::string::npos)
      hits.push_back(&service);
  }
  std::sort(hits.begin(), hits.end(),
            [](const Service* a, const Service* b) { return a->source_key < b->source_key; });
  std::vector<kiosk::Found> found;
  for (const Service* service : hits) found.push_back({service->id, 1.0});
  later<std::vector<kiosk::Found>>(answer, std::move(found));
}

std::optional<Uuid> FakeLobby::ticket_of_follow_url(const std::string& url) const {
  const auto found = follow_urls_.find(url);
  if (found == follow_urls_.end()) return std::nullopt;
  return found->second;
}

void FakePaper::print(drivers::Receipt receipt, std::function<void(kiosk::PrintAnswer)> answer) {
  if (next.outcome != kiosk::PrintOutcome::nothing) printed.push_back(std::move(receipt));
  answers_.push_back([answer = std::move(answer), what = next] { answer(what); });
}

drivers::PrinterStatus FakePaper::status() const {
  drivers::PrinterStatus status;
  status.reach = drivers::PrinterReach::answering;
  status.online = true;
  status.paper = drivers::PaperState::ok;
  return status;
}

std::size_t FakePaper::deliver() {
  const auto given = answers_.size();
  for (auto& answer : std::exchange(answers_, {})) answer();
  return given;
}

void FakeService::check_pin(const std::string& pin, std::function<void(bool)> answer) {
  answers_.push_back([right = pin == "2580", answer = std::move(answer)] { answer(right); });
}

std::size_t FakeService::deliver() {
  const auto given = answers_.size();
  for (auto& answer : std::exchange(answers_, {})) answer();
  return given;
}

}  // namespace vuoro::test
