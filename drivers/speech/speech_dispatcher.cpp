#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "drivers/speech/spd_connection.h"
#include "drivers/speech/speech_queue.h"

namespace vuoro::drivers {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis k_first_pause{1000};
constexpr Millis k_longest_pause{60'000};
/// A module that never says "end" must not silence the house: slow speech is 6 characters a second.
constexpr Millis k_end_expected_after{20'000};
constexpr Millis k_end_expected_per_byte{170};
/// How long the end of the program waits for a speech service that hangs.
constexpr Millis k_goodbye{1500};

/// Shared by the speaker and its thread: a thread that hangs within libspeechd outlives the speaker.
struct State {
  std::string client_name;
  std::mutex mutex;
  std::condition_variable changed;
  // Guarded by `mutex`:
  SpeechQueue queue;
  Speaker::OnEvent on_event;
  std::vector<SpeechEvent> cancelled;  ///< to be told by the thread
  std::vector<std::pair<int, SpeechEvent::Kind>> incoming;
  UtteranceId last_id = 0;
  int volume = 100, rate = 0;
  bool settings_changed = true;
  bool fall_silent = false;
  bool available = false, tried = false;
  bool stopping = false, ended = false;
};

/// The speaker's thread.
class Talker {
 public:
  explicit Talker(std::shared_ptr<State> state) : state_(std::move(state)) {}
  void run();

 private:
  using Lock = std::unique_lock<std::mutex>;
  void tell(Lock& lock, SpeechEvent event);
  void connect(Lock& lock);
  void lose(Lock& lock);
  void cancel_all(Lock& lock);
  void take_incoming(Lock& lock);
  void apply_settings(Lock& lock);
  void begin(Lock& lock);

  std::shared_ptr<State> state_;
  std::unique_ptr<SpdConnection> connection_;
  Steady::time_point next_try_{};
  Millis pause_ = k_first_pause;
  std::optional<int> message_;
  bool begun_ = false;
  Steady::time_point end_expected_{};
};

void Talker::tell(Lock& lock, SpeechEvent event) {
  const Speaker::OnEvent on_event = state_->on_event;
  lock.unlock();
  if (on_event) on_event(event);
  lock.lock();
}

void Talker::cancel_all(Lock& lock) {
  const auto change = state_->queue.clear();
  message_.reset();
  for (const UtteranceId id : change.cancelled) tell(lock, {SpeechEvent::Kind::cancelled, id});
}

void Talker::connect(Lock& lock) {
  lock.unlock();
  // Events come from libspeechd's thread, perhaps after this talker is gone: the state, not the talker, is
  // kept.
  auto opened =
      SpdConnection::open(state_->client_name, [state = state_](int message, SpeechEvent::Kind kind) {
        const std::lock_guard guard(state->mutex);
        state->incoming.emplace_back(message, kind);
        state->changed.notify_all();
      });
  lock.lock();
  if (opened) {
    connection_ = std::move(*opened);
    pause_ = k_first_pause;
    state_->settings_changed = true;
  } else {
    if (!state_->tried || state_->available)
      log::warn("speech_unavailable", {{"reason", opened.error().message.c_str()}});
    next_try_ = Steady::now() + pause_;
    pause_ = std::min(pause_ * 2, k_longest_pause);
  }
  state_->tried = true;
  state_->available = connection_ != nullptr;
}

void Talker::lose(Lock& lock) {
  lock.unlock();
  connection_.reset();
  lock.lock();
  state_->available = false;
  message_.reset();
}

void Talker::take_incoming(Lock& lock) {
  for (const auto& [message, kind] : std::exchange(state_->incoming, {})) {
    if (!message_ || message != *message_ || !state_->queue.current()) continue;
    const UtteranceId id = state_->queue.current()->id;
    if (kind == SpeechEvent::Kind::begin) {
      if (!std::exchange(begun_, true)) tell(lock, {kind, id});
      continue;
    }
    message_.reset();
    state_->queue.finish_current();
    tell(lock, {kind, id});
  }
  if (message_ && state_->queue.current() && Steady::now() >= end_expected_) {
    const UtteranceId id = state_->queue.current()->id;
    message_.reset();
    state_->queue.finish_current();
    tell(lock, {SpeechEvent::Kind::end, id});
  }
}

void Talker::apply_settings(Lock& lock) {
  const bool silence = std::exchange(state_->fall_silent, false);
  const bool settings = std::exchange(state_->settings_changed, false);
  if (silence) message_.reset();
  const int volume = state_->volume, rate = state_->rate;
  lock.unlock();
  if (silence) connection_->cancel();
  if (settings) {
    connection_->set_volume(volume);
    connection_->set_rate(rate);
  }
  lock.lock();
}

void Talker::begin(Lock& lock) {
  const SpeechQueue::Item* next = state_->queue.begin_next();
  if (next == nullptr) return;
  const SpeechQueue::Item item = *next;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!connection_) connect(lock);
    if (!connection_) break;
    lock.unlock();
    const Result<int> message = connection_->say(item.utterance);
    lock.lock();
    if (message) {
      // Stopped while it was being sent: the queue no longer holds it, apply_settings() silences it.
      if (!state_->queue.current() || state_->queue.current()->id != item.id) return;
      message_ = *message;
      begun_ = false;
      end_expected_ = Steady::now() + k_end_expected_after +
                      k_end_expected_per_byte * static_cast<int>(item.utterance.text.size());
      return;
    }
    lose(lock);  // the service was restarted since the last word: once more on a new connection
  }
  cancel_all(lock);
}

void Talker::run() {
  // libspeechd writes to its socket without MSG_NOSIGNAL.
  sigset_t pipe_signal;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, nullptr);

  Lock lock(state_->mutex);
  while (!state_->stopping) {
    for (const SpeechEvent& event : std::exchange(state_->cancelled, {})) tell(lock, event);
    if (!connection_ && Steady::now() >= next_try_) connect(lock);
    if (connection_) {
      take_incoming(lock);
      if (state_->fall_silent || state_->settings_changed) apply_settings(lock);
      begin(lock);
    } else {
      cancel_all(lock);
    }
    const bool more = !state_->cancelled.empty() || !state_->incoming.empty() || state_->fall_silent ||
                      state_->settings_changed || (state_->queue.waiting() && !state_->queue.current());
    if (state_->stopping || (connection_ && more) || !state_->cancelled.empty()) continue;
    if (!connection_)
      state_->changed.wait_until(lock, next_try_);
    else if (message_)
      state_->changed.wait_until(lock, end_expected_);
    else
      state_->changed.wait(lock);
  }
  lock.unlock();
  connection_.reset();
  lock.lock();
  state_->ended = true;
  state_->changed.notify_all();
}

class SpeechDispatcherSpeaker final : public Speaker {
 public:
  explicit SpeechDispatcherSpeaker(std::string client_name) : state_(std::make_shared<State>()) {
    state_->client_name = std::move(client_name);
    thread_ = std::thread([state = state_] { Talker(state).run(); });
  }

  ~SpeechDispatcherSpeaker() override {
    std::unique_lock lock(state_->mutex);
    state_->stopping = true;
    state_->on_event = nullptr;
    state_->changed.notify_all();
    const bool ended = state_->changed.wait_for(lock, k_goodbye, [this] { return state_->ended; });
    lock.unlock();
    if (ended)
      thread_.join();
    else
      thread_.detach();  // it holds the state itself
  }

  UtteranceId say(Utterance utterance) override {
    const std::lock_guard lock(state_->mutex);
    const UtteranceId id = ++state_->last_id;
    cancel(state_->queue.add({id, std::move(utterance)}));
    return id;
  }

  void stop() override {
    const std::lock_guard lock(state_->mutex);
    cancel(state_->queue.clear());
  }

  void set_volume(int percent) override {
    const std::lock_guard lock(state_->mutex);
    state_->volume = std::clamp(percent, 0, 100);
    state_->settings_changed = true;
    state_->changed.notify_all();
  }

  void set_rate(int rate) override {
    const std::lock_guard lock(state_->mutex);
    state_->rate = std::clamp(rate, -100, 100);
    state_->settings_changed = true;
    state_->changed.notify_all();
  }

  bool available() const override {
    const std::lock_guard lock(state_->mutex);
    return state_->available;
  }

  void on_event(OnEvent on_event) override {
    const std::lock_guard lock(state_->mutex);
    state_->on_event = std::move(on_event);
  }

 private:
  void cancel(const SpeechQueue::Change& change) {
    for (const UtteranceId id : change.cancelled)
      state_->cancelled.push_back({SpeechEvent::Kind::cancelled, id});
    state_->fall_silent = state_->fall_silent || change.current_cancelled;
    state_->changed.notify_all();
  }

  std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Speaker> make_speech_dispatcher_speaker(std::string client_name) {
  return std::make_unique<SpeechDispatcherSpeaker>(std::move(client_name));
}

}  // namespace vuoro::drivers
