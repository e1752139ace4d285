#include <SDL.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/log.h"
#include "drivers/audio/mixer.h"

namespace vuoro::drivers {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto k_first_pause = 2s;
constexpr auto k_longest_pause = 60s;
/// The device sleeps when nothing has sounded for this long: an idle terminal wakes no processor for silence.
constexpr auto k_sleep_after = 400ms;

class SdlAudio final : public Audio {
 public:
  explicit SdlAudio(std::chrono::milliseconds give_back_after)
      : give_back_after_(give_back_after), thread_([this] { run(); }) {}

  ~SdlAudio() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void play(Sound sound) override {
    const std::lock_guard lock(mutex_);
    if (!available_) return;
    mixer_.play(sound);
    wanted_ = true;
    changed_.notify_all();
  }

  void expect() override {
    const std::lock_guard lock(mutex_);
    expected_ = true;
    changed_.notify_all();
  }

  void set_volume(int percent) override { mixer_.set_volume(percent); }

  bool available() const override {
    const std::lock_guard lock(mutex_);
    return available_;
  }

 private:
  // Opening and closing may take long (a sound server that starts), so a thread does it.
  void run();
  SDL_AudioDeviceID open();
  static void close(SDL_AudioDeviceID device);
  void sound_until_quiet(std::unique_lock<std::mutex>& lock, SDL_AudioDeviceID device);

  static void fill(void* self, Uint8* stream, int bytes) {
    static_cast<SdlAudio*>(self)->mixer_.fill(
        {static_cast<float*>(static_cast<void*>(stream)), static_cast<std::size_t>(bytes) / sizeof(float)});
  }

  const std::chrono::milliseconds give_back_after_;
  Mixer mixer_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool available_ = false, wanted_ = false, expected_ = false, stopping_ = false;
  std::thread thread_;
};

SDL_AudioDeviceID SdlAudio::open() {
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) return 0;
  SDL_AudioSpec wanted{};
  wanted.freq = k_sound_rate_hz;
  wanted.format = AUDIO_F32SYS;
  wanted.channels = 1;
  wanted.samples = 512;
  wanted.callback = &SdlAudio::fill;
  wanted.userdata = this;
  const SDL_AudioDeviceID device = SDL_OpenAudioDevice(nullptr, 0, &wanted, nullptr, 0);
  // A subsystem that found no device looks for one again only when it is started anew.
  if (device == 0) SDL_QuitSubSystem(SDL_INIT_AUDIO);
  return device;
}

void SdlAudio::close(SDL_AudioDeviceID device) {
  SDL_CloseAudioDevice(device);
  SDL_QuitSubSystem(SDL_INIT_AUDIO);
}

void SdlAudio::sound_until_quiet(std::unique_lock<std::mutex>& lock, SDL_AudioDeviceID device) {
  SDL_PauseAudioDevice(device, 0);
  auto quiet_since = Steady::now();
  while (!stopping_ && SDL_GetAudioDeviceStatus(device) == SDL_AUDIO_PLAYING) {
    changed_.wait_for(lock, 100ms);
    if (!mixer_.quiet()) quiet_since = Steady::now();
    if (Steady::now() - quiet_since > k_sleep_after) break;
  }
  wanted_ = !mixer_.quiet();
  SDL_PauseAudioDevice(device, 1);
}

void SdlAudio::run() {
  mixer_.tune();  // nothing is played before it is available
  std::unique_lock lock(mutex_);
  SDL_AudioDeviceID device = 0;
  std::chrono::seconds pause = k_first_pause;
  bool said = false;
  while (!stopping_) {
    if (device == 0) {
      lock.unlock();
      device = open();
      lock.lock();
      available_ = device != 0;
      if (device == 0) {
        mixer_.clear();
        wanted_ = false;
        if (!std::exchange(said, true)) log::warn("audio_unavailable", {{"reason", SDL_GetError()}});
        changed_.wait_for(lock, pause, [this] { return stopping_; });
        pause = std::min(pause * 2, std::chrono::seconds(k_longest_pause));
        continue;
      }
      pause = k_first_pause;
      said = false;
    }
    const auto needed = [this] { return stopping_ || wanted_ || expected_; };
    if (!changed_.wait_for(lock, give_back_after_, needed)) {
      lock.unlock();
      close(std::exchange(device, 0));
      lock.lock();
      changed_.wait(lock, needed);
      continue;  // opened anew for what was asked, which the mixer keeps
    }
    if (stopping_) break;
    expected_ = false;
    if (!wanted_) continue;
    sound_until_quiet(lock, device);
    if (SDL_GetAudioDeviceStatus(device) == SDL_AUDIO_STOPPED) {  // unplugged
      available_ = false;
      mixer_.clear();
      wanted_ = false;
      close(std::exchange(device, 0));
    }
  }
  lock.unlock();
  if (device != 0) close(device);
  SDL_TLSCleanup();  // this thread is not SDL's: its error text would outlive it
}

}  // namespace

std::unique_ptr<Audio> make_sdl_audio(std::chrono::milliseconds give_back_after) {
  return std::make_unique<SdlAudio>(give_back_after);
}

}  // namespace vuoro::drivers
