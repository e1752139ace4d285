#pragma once
// A person's session with a server over HTTPS: log-in, then commands.

#include <memory>

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "ctl/commands.h"

namespace vuoro::ctl {

/// Blocking; one thread. The session ends with the object.
class StaffClient {
 public:
  /// @return unauthorized, too_many: the log-in was refused; unavailable: no server, or one that the CA does
  /// not
  ///         vouch for; invalid_argument: the address is not https.
  [[nodiscard]] static Result<StaffClient> log_in(const StaffLogin& login, const Clock& clock,
                                                  Random& random);
  StaffClient(StaffClient&& other) noexcept;
  StaffClient& operator=(StaffClient&&) = delete;
  ~StaffClient();

  /// One command; its id is made here, and a lost answer is asked for once more under the same id.
  /// @return the server's own error code and message.
  [[nodiscard]] Result<json::value> command(std::string_view type, json::object fields);

 private:
  struct Connection;
  StaffClient(std::unique_ptr<Connection> connection, const Clock& clock, Random& random);

  std::unique_ptr<Connection> connection_;
  const Clock& clock_;
  Random& random_;
};

/// The Date header of a server's answer, and when it was asked. @return unavailable
struct ServerDate {
  WallTime server;
  Millis round_trip{};
};
[[nodiscard]] Result<ServerDate> ask_date(const std::string& server, const std::filesystem::path& ca_file,
                                          const Clock& clock);

}  // namespace vuoro::ctl
