#pragma once
// One of many clerks who work at the same time: calls, repeats commands, fights for tickets, and remembers
// what was answered.

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/e2e/server_client.h"

namespace vuoro::test {

/// What all clerks have in front of them.
struct RaceFloor {
  const LivingServer& server;
  std::vector<std::string> tickets;         ///< as issued
  std::atomic<std::size_t> next_favourite;  ///< every second clerk wants the same ticket as the one before
  std::size_t favourites_max = 0;
};

/// Lives in a thread of its own; read what it learned when that has ended.
class RaceClerk {
 public:
  RaceClerk(RaceFloor& floor, std::size_t index);

  /// Sits down and works until nobody waits.
  void work();

  std::string counter;
  std::vector<std::string> called;          ///< by the answers, in order
  std::map<std::string, int> recalls;       ///< by ticket
  std::map<std::string, std::string> left;  ///< the state in which this clerk left each ticket
  int fought = 0;                           ///< particular tickets that were asked for
  int lost = 0;                             ///< and that another had
  int repeated = 0;                         ///< commands sent twice with the same id
  std::vector<std::string> wrong;           ///< what must not happen, in words

 private:
  HttpAnswer send(const std::string& type, json::object fields);
  HttpAnswer send_twice_at_once(const json::object& command);
  void call_someone();
  void serve(const std::string& ticket);
  void two_tabs(const std::string& ticket);
  void took(const HttpAnswer& answer, const std::string& ticket);
  bool fight();

  RaceFloor& floor_;
  SeededRandom random_;
  SystemRandom ids_;
  std::unique_ptr<HttpClient> tab_;
  std::unique_ptr<HttpClient> other_tab_;
  bool nobody_waits_ = false;
};

}  // namespace vuoro::test
