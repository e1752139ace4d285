#pragma once
// What a lobby should do, said a second time in the plainest way: maps, a table of words, one list searched
// from its beginning. Written from the rules, not from the authority, and sharing nothing with it but ids and
// times.

#include <map>
#include <memory>
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
    std::string why = "arrival";  ///< due then
    int priority = 0;             ///< minutes
    std::vector<Uuid> errands;    ///< queues still to come
    std::optional<Uuid> desk;
    std::optional<Uuid> for_desk, for_clerk;
    std::optional<WallTime> back_at;
    std::optional<WallTime> first_called, called;
    int calls = 0;
    int calls_now = 0;  ///< since they last waited
    int delays = 0;
    std::vector<std::string> story;  ///< "call waiting>called", one entry an act
    /// How it was before the latest act, and whose act that was.
    std::shared_ptr<Visitor> before;
    std::optional<Uuid> by;
    WallTime acted_at;
    std::string latest;
  };

  Outcome sit(const Uuid& clerk, const Uuid& desk, bool take_over);
  Outcome leave(const Uuid& clerk, const Uuid& desk);
  Outcome call_next(const Uuid& clerk, const Uuid& desk);
  Outcome call(const Uuid& clerk, const Uuid& desk, const Uuid& ticket, const std::string& expected);
  /// recall, start, no_show, requeue, bring_back, cancel
  Outcome act(const Uuid& clerk, const std::string& act, const Uuid& ticket, const std::string& expected);
  Outcome finish(const Uuid& clerk, const Uuid& ticket, bool all, const std::string& expected);
  Outcome park(const Uuid& clerk, const Uuid& ticket, std::optional<WallTime> until);
  Outcome transfer(const Uuid& clerk, const Uuid& ticket, const Uuid& queue);
  Outcome transfer_to_desk(const Uuid& clerk, const Uuid& ticket, const Uuid& desk);
  Outcome reserve(const Uuid& clerk, const Uuid& ticket, std::optional<Uuid> desk, std::optional<Uuid> whom);
  Outcome release(const Uuid& clerk, const Uuid& ticket);
  Outcome add_errand(const Uuid& clerk, const Uuid& ticket, const Uuid& queue);
  Outcome remove_errand(const Uuid& clerk, const Uuid& ticket, const Uuid& queue);
  Outcome prioritise(const Uuid& clerk, const Uuid& ticket, int minutes);
  /// By the visitor's phone.
  Outcome delay(const Uuid& ticket, int people);
  Outcome undo(const Uuid& clerk, const Uuid& ticket);
  void issue(const Uuid& ticket, const std::string& number, const Uuid& queue);
  /// Whoever was parked until now comes back.
  void tick();
  void end_day();

  [[nodiscard]] int waiting(const Uuid& queue) const;
  [[nodiscard]] int desks_open(const Uuid& queue) const;

  WallTime now;  ///< set it before each act
  std::map<Uuid, Clerk> clerks;
  std::map<Uuid, Desk> desks;
  std::map<Uuid, Visitor> visitors;

 private:
  void move(const std::optional<Uuid>& clerk, Visitor& visitor, const std::string& act);
  void wait_in(Visitor& visitor, const Uuid& queue);
  /// This matter is done.
  void done(const Uuid& clerk, Visitor& visitor, bool all);
  /// What speaks against an act, whatever it is.
  [[nodiscard]] std::set<std::string> against(const Uuid& clerk, const Visitor& visitor,
                                              const std::string& act) const;
  [[nodiscard]] bool sits(const Uuid& clerk) const;
  /// Where nobody sits any more nobody is waited for.
  void let_go();
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
