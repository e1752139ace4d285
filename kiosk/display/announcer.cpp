#include "kiosk/display/announcer.h"

#include <algorithm>

#include "kiosk/display/house_hours.h"
#include "kiosk/display/place_words.h"

namespace vuoro::kiosk {
namespace {

/// "A101" is read as letter and number, not as a word.
std::string spelled(const std::string& number) {
  std::size_t digits = 0;
  while (digits < number.size() && (number[digits] < '0' || number[digits] > '9')) ++digits;
  return digits == 0 ? number : number.substr(0, digits) + " " + number.substr(digits);
}

}  // namespace

Millis said_within(std::size_t ahead, std::size_t languages, Millis utterance) {
  const auto times = [](std::size_t n, Millis each) { return static_cast<int>(n) * each; };
  const Millis around = k_chime + k_after_call;
  const Millis fully = around + times(languages, utterance);
  const Millis round = around + times(k_round_max, utterance);
  // What is being said now; rounds of all that waits; and at the end, when few are left, each fully.
  const std::size_t rounds = (ahead + k_round_max) / k_round_max;
  return std::max(fully, round) + times(rounds, around) + times(ahead, utterance) +
         times(std::min(ahead, k_said_fully_max - 1), fully) + k_chime;
}

Announcer::Call Announcer::call_of(const LobbyView& view, const Ticket& ticket) const {
  Call call{ticket.id, ticket.number, {}, {}, {}, ticket.called_at.value_or(WallTime{})};
  for (const Counter& counter : view.counters) {
    if (!ticket.counter_id || counter.id != *ticket.counter_id) continue;
    call.counter = counter.name;
    if (places_differ_) call.place = counter.location;
  }
  if (is_ambiguous(view, ticket)) {
    for (const Queue& queue : view.queues) {
      if (queue.id == ticket.queue_id) call.queue_name = queue.name;
    }
  }
  return call;
}

void Announcer::take_new(const LobbyView& view, const DisplaySettings& settings, WallTime now) {
  const bool quiet = is_quiet(settings, view, now);
  std::vector<Call> fresh;
  for (const Ticket& ticket : view.tickets) {
    if (ticket.calls == 0) continue;
    const auto [before, unknown] = calls_seen_.try_emplace(ticket.id);
    const bool more = unknown || ticket.calls > before->second.calls;
    before->second = {ticket.calls, clock_.mono()};
    if (!more || ticket.state != TicketState::called || !ticket.called_at || quiet ||
        !shows_queue(settings, ticket.queue_id) || !shows_counter(settings, ticket.counter_id))
      continue;
    // One far ahead was made before the server's clock was set back, or this machine's is behind.
    const auto age = now - *ticket.called_at;
    if (std::chrono::abs(age) > k_said_at_latest) continue;
    fresh.push_back(call_of(view, ticket));
  }
  std::stable_sort(fresh.begin(), fresh.end(), [](const Call& a, const Call& b) {
    return a.called_at != b.called_at ? a.called_at < b.called_at : a.number < b.number;
  });
  for (Call& call : fresh) {
    const auto same = std::find_if(waiting_.begin(), waiting_.end(),
                                   [&](const Call& other) { return other.ticket_id == call.ticket_id; });
    if (same == waiting_.end()) {
      waiting_.push_back(std::move(call));
    } else {
      *same = std::move(call);
    }
  }
  // By a clock that is set a ticket goes out of the picture and comes back: that is no new call.
  std::erase_if(calls_seen_,
                [&](const auto& one) { return clock_.mono() - one.second.at > k_calls_remembered; });
}

void Announcer::forget_over(const LobbyView& view) {
  std::erase_if(waiting_, [&](const Call& call) {
    if (!call.ticket_id) return false;
    const auto ticket = std::find_if(view.tickets.begin(), view.tickets.end(),
                                     [&](const Ticket& one) { return one.id == *call.ticket_id; });
    return ticket == view.tickets.end() || taken_back(*ticket) || ticket->state == TicketState::no_show ||
           ticket->state == TicketState::finished;
  });
}

void Announcer::look(const LobbyView& view, const DisplaySettings& settings,
                     const std::vector<std::string>& languages, WallTime now) {
  if (!view.ready) return;
  in_languages_ = languages;
  places_differ_ = places_differ(view);
  audio_.set_volume(settings.volume);
  speaker_.set_volume(settings.volume);
  forget_over(view);
  take_new(view, settings, now);
  if (started_ && settings.chime_tests > tests_seen_) waiting_.push_back({});
  tests_seen_ = settings.chime_tests;
  started_ = true;
  if (is_quiet(settings, view, now))
    std::erase_if(waiting_, [](const Call& call) { return call.ticket_id.has_value(); });
  step();
}

std::optional<Uuid> Announcer::speaking() const {
  return phase_ == Phase::idle || phase_ == Phase::pause ? std::nullopt : now_.ticket_id;
}

MonoTime Announcer::next_at() const {
  return phase_ == Phase::idle ? MonoTime::max() : until_;
}

void Announcer::start_next() {
  if (waiting_.empty()) return;
  round_ = waiting_.size() > k_said_fully_max;
  in_round_ = 0;
  now_ = std::move(waiting_.front());
  waiting_.pop_front();
  language_ = 0;
  phase_ = Phase::chime;
  until_ = clock_.mono() + k_chime;
  audio_.play(drivers::Sound::chime);
}

std::string Announcer::words_of(const Call& call, const Language& l, bool fully) const {
  if (!call.ticket_id) return l.t("This is a sound test.");
  std::string words = call.counter.empty()
                          ? l.t("Number {number}", {{"number", spelled(call.number)}})
                          : l.t("Number {number}, counter {counter}",
                                {{"number", spelled(call.number)}, {"counter", call.counter}});
  if (const ChosenText queue = choose(call.queue_name, l.tag()); !queue.text.empty())
    words = std::string(queue.text) + ". " + words;
  if (!fully) return words;
  const std::string place = place_words(call.place, call.counter, l.tag());
  return place.empty() ? words : words + ". " + place;
}

void Announcer::say(const std::string& words, const Language& language) {
  phase_ = Phase::speech;
  until_ = clock_.mono() + k_speech_max;
  utterance_ =
      speaker_.say({.text = words, .language = language.tag(), .priority = drivers::SpeechPriority::call});
}

void Announcer::say_next() {
  if (!speaker_.available() || in_languages_.empty()) return rest();
  if (!round_) {
    if (language_ >= in_languages_.size()) return rest();
    const Language& l = languages_.of(in_languages_[language_++]);
    return say(words_of(now_, l, true), l);
  }
  if (in_round_ > 0) {
    if (in_round_ >= k_round_max || waiting_.empty()) return rest();
    now_ = std::move(waiting_.front());
    waiting_.pop_front();
  }
  ++in_round_;
  const Language& l = languages_.of(in_languages_.front());
  say(words_of(now_, l, false), l);
}

void Announcer::rest() {
  phase_ = Phase::pause;
  until_ = clock_.mono() + k_after_call;
}

void Announcer::heard(const drivers::SpeechEvent& event) {
  if (phase_ != Phase::speech || event.id != utterance_ || event.kind == drivers::SpeechEvent::Kind::begin)
    return;
  say_next();
}

void Announcer::step() {
  if (phase_ == Phase::idle) return start_next();
  if (clock_.mono() < until_) return;
  switch (phase_) {
    case Phase::idle:
      break;
    case Phase::speech:
      speaker_.stop();  // a voice that hangs: nothing is to be heard over it
      say_next();
      break;
    case Phase::chime:
      say_next();
      break;
    case Phase::pause:
      phase_ = Phase::idle;
      start_next();
      break;
  }
}

}  // namespace vuoro::kiosk
