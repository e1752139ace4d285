#pragma once
// A person's session with a server over HTTPS: log-in, then commands.

#include <memory>

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "ctl/commands.h"

namespace vuoro::ctl {

struct HttpAnswer {
  long status = 0;
  json::value body;  ///< null when it is empty, or an error page that is not JSON
};

/// Blocking; one thread. The session ends with the object.
class StaffClient {
 public:
  /// Not logged in yet: what anybody may read can be read. @return invalid_argument: the address is not
  /// https.
  [[nodiscard]] static Result<StaffClient> open(const std::string& server,
                                                const std::filesystem::path& ca_file, const Clock& clock,
                                                Random& random);
  /// @return unauthorized, too_many: the log-in was refused; unavailable: no server, or one that the CA does
  /// not
  ///         vouch for; invalid_argument: the address is not https.
  [[nodiscard]] static Result<StaffClient> log_in(const StaffLogin& login, const Clock& clock,
                                                  Random& random);
  StaffClient(StaffClient&& other) noexcept;
  StaffClient& operator=(StaffClient&&) = delete;
  ~StaffClient();

  /// Anew, after the server has forgotten the session. @return as above.
  [[nodiscard]] Result<void> log_in(const std::string& username, const std::string& password);
  /// @param target  path and query. @return unavailable: no answer; any status is one.
  [[nodiscard]] Result<HttpAnswer> get(const std::string& target);

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
