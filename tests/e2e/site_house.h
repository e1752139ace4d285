#pragma once
// A lobby with a server of its own and a central server, as real processes with a line between them that can
// be cut.

#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <set>

#include "core/base/file.h"
#include "tests/e2e/server_program.h"
#include "tests/support/fault_proxy.h"

namespace vuoro::test {

inline const Uuid k_site = Uuid::from_name("site");
inline const Uuid k_queue = Uuid::from_name("queue");
inline const Uuid k_counter = Uuid::from_name("counter 0");
inline const std::string k_scope = "site:" + Uuid::from_name("site").to_string();

[[nodiscard]] Uuid fresh_id();
/// Again, as long as the server asks for patience: a fast machine is more than an office.
[[nodiscard]] HttpAnswer patiently(const std::function<HttpAnswer()>& ask);
/// One act, with an id of its own, patiently.
HttpAnswer command(HttpClient& http, const std::string& type, json::object fields);

/// Two servers and the line between them; the box is enrolled and does not act yet.
struct SiteHouse {
  SiteHouse();

  /// Everything that a failed test should show.
  [[nodiscard]] std::string logs() const;
  void cut_line();
  void mend_line() { line->faults.refuse = false; }
  /// To the box; back from it; without it.
  HttpAnswer give();
  HttpAnswer want_back();
  HttpAnswer declare_lost();
  /// Gives the lobby to its box, which acts from now on. @return who is logged in at a desk there
  [[nodiscard]] std::unique_ptr<HttpClient> clerk_at_box();
  /// Waits until this server's own record says that the box acts, or that central does.
  [[nodiscard]] static bool acts(HttpClient& http, bool box_acts, const std::string& box_id);
  /// Enrolled at the box.
  [[nodiscard]] std::unique_ptr<HttpClient> terminal(const std::string& name) {
    return at_box(name, "terminal");
  }
  [[nodiscard]] std::unique_ptr<HttpClient> at_box(const std::string& name, const std::string& role);
  [[nodiscard]] std::unique_ptr<HttpClient> at_central(const std::string& name, const std::string& role);
  /// Waits until the central server has the box's tickets, each as the box has it. @return how many; -1:
  /// never
  [[nodiscard]] int told(HttpClient& at_box);

  TempDir folder;
  std::filesystem::path central_folder;
  std::filesystem::path box_folder;
  std::unique_ptr<ServerProgram> central;
  std::unique_ptr<FaultProxy> line;
  std::unique_ptr<HttpClient> boss;  ///< at the central server
  std::string config;                ///< the box's
  std::string box_id;
  std::unique_ptr<ServerProgram> box;
};

/// Every number that a list of tickets shows; checks that none is there twice.
[[nodiscard]] std::set<std::string> numbers_of(const std::map<std::string, json::value>& tickets);

/// The same device, of which only the server's address and CA were changed.
[[nodiscard]] std::unique_ptr<HttpClient> turned(const HttpClient& device, const ServerProgram& server);

/// What a terminal does: a number of the authority, a ticket, its event.
struct TakenNumber {
  std::string ticket;
  std::string number;
  std::string token;
  json::value event;
};
/// @param booking  of the appointment that is checked in to; empty: of none
[[nodiscard]] TakenNumber take_number(HttpClient& terminal, std::int64_t sequence,
                                      const std::string& booking = "");

}  // namespace vuoro::test
