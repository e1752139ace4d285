#pragma once
// One connection to speech-dispatcher through libspeechd. Every call may block: for the speaker's own thread
// only.

#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "drivers/speech/speaker.h"

namespace vuoro::drivers {

class SpdConnection {
 public:
  /// Called from libspeechd's thread with the number that say() gave.
  using OnEvent = std::function<void(int message, SpeechEvent::Kind kind)>;

  /// Finds the service by SPEECHD_ADDRESS, else by its usual socket, which also starts it.
  /// @return unavailable.
  [[nodiscard]] static Result<std::unique_ptr<SpdConnection>> open(const std::string& client_name,
                                                                   OnEvent on_event);
  ~SpdConnection();
  SpdConnection(const SpdConnection&) = delete;
  SpdConnection& operator=(const SpdConnection&) = delete;

  /// @return the message's number; unavailable: the connection is dead.
  [[nodiscard]] Result<int> say(const Utterance& utterance);
  void cancel();
  void set_volume(int percent);
  void set_rate(int rate);

 private:
  struct Raw;
  explicit SpdConnection(std::unique_ptr<Raw> raw);
  std::unique_ptr<Raw> raw_;
  std::string language_;
};

}  // namespace vuoro::drivers
