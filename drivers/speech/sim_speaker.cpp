#include "drivers/speech/sim_speaker.h"

#include <algorithm>

namespace vuoro::drivers {

SimSpeaker::SimSpeaker(const Clock& clock, Millis per_character)
    : clock_(clock), per_character_(per_character) {}

UtteranceId SimSpeaker::say(Utterance utterance) {
  std::vector<SpeechEvent> events;
  UtteranceId id = 0;
  {
    const std::lock_guard lock(mutex_);
    SpokenLine spoken;
    spoken.id = id = lines_.size() + 1;
    spoken.text = utterance.text;
    spoken.language = utterance.language;
    spoken.priority = utterance.priority;
    spoken.asked = clock_.mono();
    lines_.push_back(std::move(spoken));
    begin_and_end_due(events);
    if (available_) {
      apply(queue_.add({id, std::move(utterance)}), events);
      begin_and_end_due(events);
    } else {
      apply({{id}, false}, events);
    }
  }
  tell(events);
  return id;
}

void SimSpeaker::stop() {
  std::vector<SpeechEvent> events;
  {
    const std::lock_guard lock(mutex_);
    begin_and_end_due(events);
    apply(queue_.clear(), events);
  }
  tell(events);
}

void SimSpeaker::run() {
  std::vector<SpeechEvent> events;
  {
    const std::lock_guard lock(mutex_);
    begin_and_end_due(events);
  }
  tell(events);
}

void SimSpeaker::begin_and_end_due(std::vector<SpeechEvent>& events) {
  const MonoTime now = clock_.mono();
  MonoTime from = now;
  for (;;) {
    if (const auto& current = queue_.current()) {
      SpokenLine& spoken = line(current->id);
      const MonoTime end = *spoken.begun + per_character_ * static_cast<int>(spoken.text.size());
      if (end > now) return;
      spoken.ended = from = end;
      events.push_back({SpeechEvent::Kind::end, current->id});
      queue_.finish_current();
    }
    const SpeechQueue::Item* next = queue_.begin_next();
    if (next == nullptr) return;
    // What waited begins when the one before ended, which may be earlier than this look at the clock.
    line(next->id).begun = std::max(from, line(next->id).asked);
    events.push_back({SpeechEvent::Kind::begin, next->id});
  }
}

void SimSpeaker::apply(const SpeechQueue::Change& change, std::vector<SpeechEvent>& events) {
  for (const UtteranceId id : change.cancelled) {
    line(id).cancelled = true;
    line(id).ended = clock_.mono();
    events.push_back({SpeechEvent::Kind::cancelled, id});
  }
}

void SimSpeaker::tell(const std::vector<SpeechEvent>& events) {
  if (!on_event_) return;
  for (const SpeechEvent& event : events) on_event_(event);
}

void SimSpeaker::set_volume(int percent) {
  const std::lock_guard lock(mutex_);
  volume_ = std::clamp(percent, 0, 100);
}
void SimSpeaker::set_rate(int) {}

bool SimSpeaker::available() const {
  const std::lock_guard lock(mutex_);
  return available_;
}

void SimSpeaker::set_available(bool available) {
  std::vector<SpeechEvent> events;
  {
    const std::lock_guard lock(mutex_);
    available_ = available;
    if (!available) apply(queue_.clear(), events);
  }
  tell(events);
}

void SimSpeaker::on_event(OnEvent on_event) {
  on_event_ = std::move(on_event);
}

std::vector<SpokenLine> SimSpeaker::log() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

int SimSpeaker::volume() const {
  const std::lock_guard lock(mutex_);
  return volume_;
}

}  // namespace vuoro::drivers
