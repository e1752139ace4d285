#include "kiosk/display/announcer.h"

#include <algorithm>

namespace vuoro::kiosk {
namespace {

constexpr Millis k_chime{1'400};           ///< length of the chime and a breath
constexpr Millis k_pause{700};             ///< between two calls
constexpr Millis k_speech_max{15'000};     ///< a voice that never says that it ended
constexpr std::size_t k_waiting_max = 12;  ///< older calls have long been seen on the wall

/// "A101" is read as letter and number, not as a word.
std::string spelled(const std::string& number) {
  std::size_t digits = 0;
  while (digits < number.size() && (number[digits] < '0' || number[digits] > '9')) ++digits;
  return digits == 0 ? number : number.substr(0, digits) + " " + number.substr(digits);
}

}  // namespace

void Announcer::look(const LobbyView& view, const DisplaySettings& settings,
                     const std::vector<std::string>& languages) {
  if (!view.ready) return;
  in_languages_ = settings.languages.empty() ? languages : settings.languages;
  audio_.set_volume(settings.volume);
  speaker_.set_volume(settings.volume);
  std::map<Uuid, std::int32_t> seen;
  for (const Ticket& ticket : view.tickets) {
    if (ticket.calls == 0) continue;
    seen[ticket.id] = ticket.calls;
    const auto before = calls_seen_.find(ticket.id);
    const bool more = before == calls_seen_.end() || ticket.calls > before->second;
    if (!started_ || !more || ticket.state != TicketState::called || !shows_queue(settings, ticket.queue_id))
      continue;
    Call call{ticket.id, ticket.number, {}};
    for (const Counter& counter : view.counters) {
      if (ticket.counter_id && counter.id == *ticket.counter_id) call.counter = counter.name;
    }
    std::erase_if(waiting_, [&](const Call& other) { return other.ticket_id == call.ticket_id; });
    waiting_.push_back(std::move(call));
    if (waiting_.size() > k_waiting_max) waiting_.pop_front();
  }
  if (started_ && settings.chime_tests > tests_seen_) waiting_.push_back({});
  tests_seen_ = settings.chime_tests;
  calls_seen_ = std::move(seen);
  started_ = true;
  step();
}

std::optional<Uuid> Announcer::speaking() const {
  if (phase_ == Phase::idle || now_.number.empty()) return std::nullopt;
  return now_.ticket_id;
}

MonoTime Announcer::next_at() const {
  return phase_ == Phase::idle ? MonoTime::max() : until_;
}

void Announcer::start_next() {
  if (waiting_.empty()) return;
  now_ = std::move(waiting_.front());
  waiting_.pop_front();
  language_ = 0;
  phase_ = Phase::chime;
  until_ = clock_.mono() + k_chime;
  audio_.play(drivers::Sound::chime);
}

void Announcer::say_next() {
  if (language_ >= in_languages_.size() || !speaker_.available()) return rest();
  const Language& l = languages_.of(in_languages_[language_++]);
  std::string words = l.t("This is a sound test.");
  if (!now_.number.empty()) {
    words = now_.counter.empty() ? l.t("Number {number}", {{"number", spelled(now_.number)}})
                                 : l.t("Number {number}, counter {counter}",
                                       {{"number", spelled(now_.number)}, {"counter", now_.counter}});
  }
  phase_ = Phase::speech;
  until_ = clock_.mono() + k_speech_max;
  utterance_ = speaker_.say({.text = words, .language = l.tag(), .priority = drivers::SpeechPriority::call});
}

void Announcer::rest() {
  phase_ = Phase::pause;
  until_ = clock_.mono() + k_pause;
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
    case Phase::chime:
    case Phase::speech:
      say_next();
      break;
    case Phase::pause:
      phase_ = Phase::idle;
      start_next();
      break;
  }
}

}  // namespace vuoro::kiosk
