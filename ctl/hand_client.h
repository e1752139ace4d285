#pragma once
// The other end of a kiosk's remote hand (kiosk/app/remote_ask.h): vuoroctl's, the tour's and the tests'.

#include <chrono>
#include <filesystem>
#include <string>

#include "core/base/json.h"
#include "kiosk/app/remote_ask.h"

namespace vuoro::ctl {

/// Blocking; one thread. One question at a time.
class HandClient {
 public:
  /// @return unavailable: nobody answers there; forbidden: another user's; invalid_argument: a path too long.
  [[nodiscard]] static Result<HandClient> connect(const std::filesystem::path& socket);
  HandClient(HandClient&& other) noexcept;
  HandClient& operator=(HandClient&& other) noexcept;
  ~HandClient();

  /// The whole answer, {"ok":true,…}.
  /// @return the kiosk's own error; unavailable: it has gone; timeout.
  [[nodiscard]] Result<json::object> ask(const kiosk::RemoteAsk& question);

  /// The semantic tree, one line a node.
  [[nodiscard]] Result<std::string> tree();
  [[nodiscard]] Result<json::array> nodes();
  /// The bytes of a PNG file.
  [[nodiscard]] Result<std::string> picture();

 private:
  explicit HandClient(int fd) : fd_(fd) {}
  Result<std::string> line(std::chrono::steady_clock::time_point until);

  int fd_ = -1;
  std::string in_;
};

}  // namespace vuoro::ctl
