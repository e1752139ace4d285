#include "drivers/speech/speech_queue.h"

#include <algorithm>

#include "core/base/text.h"

namespace vuoro::drivers {

void SpeechQueue::cancel_up_to(SpeechPriority priority, Change& change) {
  if (current_ && current_->utterance.priority <= priority) {
    change.cancelled.push_back(current_->id);
    change.current_cancelled = true;
    current_.reset();
  }
  for (const Item& item : waiting_)
    if (item.utterance.priority <= priority) change.cancelled.push_back(item.id);
  std::erase_if(waiting_, [priority](const Item& item) { return item.utterance.priority <= priority; });
}

SpeechQueue::Change SpeechQueue::add(Item item) {
  Change change;
  item.utterance.text = std::string(truncate_utf8(item.utterance.text, k_speech_bytes_max));
  const SpeechPriority priority = item.utterance.priority;
  if (item.utterance.interrupt)
    cancel_up_to(priority, change);
  else if (priority != SpeechPriority::background)
    cancel_up_to(SpeechPriority::background, change);

  if (priority == SpeechPriority::background && (current_ || !waiting_.empty())) {
    change.cancelled.push_back(item.id);
    return change;
  }
  if (waiting_.size() >= k_speech_waiting_max) {
    const auto oldest = std::min_element(waiting_.begin(), waiting_.end(), [](const Item& a, const Item& b) {
      return a.utterance.priority < b.utterance.priority;
    });
    change.cancelled.push_back(oldest->id);
    waiting_.erase(oldest);
  }
  // Behind everything of its own priority or a higher one.
  const auto place = std::find_if(waiting_.begin(), waiting_.end(), [priority](const Item& other) {
    return other.utterance.priority < priority;
  });
  waiting_.insert(place, std::move(item));
  return change;
}

SpeechQueue::Change SpeechQueue::clear() {
  Change change;
  cancel_up_to(SpeechPriority::call, change);
  return change;
}

const SpeechQueue::Item* SpeechQueue::begin_next() {
  if (current_ || waiting_.empty()) return nullptr;
  current_ = std::move(waiting_.front());
  waiting_.pop_front();
  return &*current_;
}

}  // namespace vuoro::drivers
