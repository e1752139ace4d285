#pragma once
// Staff passwords: argon2id, on a thread of their own, since one check takes a tenth of a second and 64 MiB.

#include <functional>
#include <string>

#include "core/base/result.h"
#include "server/authority/slow_desk.h"

namespace vuoro::authority {

/// libsodium's text form. Slow by intent. @return internal when there is not enough memory.
[[nodiscard]] Result<std::string> hash_password(const std::string& password);
/// @return false also for a hash that is none.
[[nodiscard]] bool verify_password(const std::string& hash, const std::string& password);
/// A hash that no password has, to spend the same time on an unknown user name.
[[nodiscard]] const std::string& nobodys_hash();

/// Checks passwords one after another on its own thread.
class PasswordDesk {
 public:
  explicit PasswordDesk(std::size_t waiting_max) : desk_(waiting_max) {}

  /// `answer` is called on the desk's thread. @return false when too many are waiting; then it is never
  /// called.
  [[nodiscard]] bool check(std::string hash, std::string password, std::function<void(bool)> answer);
  /// Answers what is waiting, then takes no more.
  void stop() { desk_.stop(); }

 private:
  SlowDesk desk_;
};

}  // namespace vuoro::authority
