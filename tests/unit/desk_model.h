#pragma once
// What a lobby should do, said a second time in the plainest way: maps, a table of words, one list searched
// from its beginning. Written from the rules, not from the authority, and sharing nothing with it but ids and
// times.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ids.h"

namespace vuoro::test {

/// What came of a command: done, with the ticket it was about, or the reasons any of which may be told.
struct Outcome {
  std::set<std::string> refused;  ///< "conflict", "forbidden"; empty: done
  std::optional<Uuid> ticket;
};

class DeskModel {
 public:
  struct Clerk {
    std::set<Uuid> queues;  ///< on which the clerk may act
    bool supervisor = false;
  };
  struct Desk {
    std::vector<Uuid> queues;
    std::optional<Uuid> clerk;  ///< who sits there
  };
  struct Visitor {
    std::string number;
    std::string state = "waiting";
    Uuid queue;
    WallTime arrival;
    WallTime due;
    std::optional<Uuid> desk;
    int calls = 0;
    int calls_now = 0;  ///< since they last waited
    std::vector<std::string> story;  ///< "call waiting>called", one entry an act
    /// How it was before the latest act, and whose act that was.
    struct Before {
      std::optional<Uuid> clerk;
      WallTime at;
      std::string act, state;
      Uuid queue;
      WallTime due;
      std::optional<Uuid> desk;
    };
    std::optional<Before> before;
  };

  Outcome sit(const Uuid& clerk, const Uuid& desk, bool take_over);
  Outcome leave(const Uuid& clerk, const Uuid& desk);
  Outcome call_next(const Uuid& clerk, const Uuid& desk);
  Outcome call(const Uuid& clerk, const Uuid& desk, const Uuid& ticket, const std::string& expected);
  /// recall, start, finish, no_show, requeue, park, bring_back, cancel
  Outcome act(const Uuid& clerk, const std::string& act, const Uuid& ticket, const std::string& expected);
  Outcome transfer(const Uuid& clerk, const Uuid& ticket, const Uuid& queue);
  Outcome undo(const Uuid& clerk, const Uuid& ticket);
  void issue(const Uuid& ticket, const std::string& number, const Uuid& queue);
  void end_day();

  [[nodiscard]] int waiting(const Uuid& queue) const;
  [[nodiscard]] int desks_open(const Uuid& queue) const;

  WallTime now;  ///< set it before each act
  std::map<Uuid, Clerk> clerks;
  std::map<Uuid, Desk> desks;
  std::map<Uuid, Visitor> visitors;

 private:
  void move(const std::optional<Uuid>& clerk, Visitor& visitor, const std::string& act);
  [[nodiscard]] std::vector<Visitor*> at(const Uuid& desk);
  /// Whether the visitor is at a desk that is not this clerk's business.
  [[nodiscard]] bool is_elsewhere(const Uuid& clerk, const Visitor& visitor) const;
  /// Whoever is being served is finished; who was called often enough did not come.
  void clear(const Uuid& clerk, const Uuid& desk);
  /// The reasons why nobody can be called here.
  [[nodiscard]] std::set<std::string> no_call(const Uuid& clerk, const Uuid& desk);
  /// Sends a visitor to the desk.
  void bring(const Uuid& clerk, Visitor& visitor, const Uuid& desk);
};

}  // namespace vuoro::test
