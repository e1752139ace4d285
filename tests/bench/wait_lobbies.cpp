// The lobbies of the bench: each has drifting service times, and counters that go to lunch or open for a part
// of the day, except the first, which has one counter only.
#include <utility>

#include "tests/bench/wait_world.h"

namespace vuoro::bench {
namespace {

WaitLobby::ClerkKind clerk(std::vector<int> queues, double lunch, double from = 8, double to = 16,
                           double present = 1) {
  return {std::move(queues), from, to, lunch, present};
}

}  // namespace

std::vector<WaitLobby> wait_lobbies() {
  std::vector<WaitLobby> all;
  WaitLobby lobby;
  lobby.name = "one queue, one counter";
  lobby.queues = {{15, 1, {4, 7}, 0.6, 0}};
  lobby.clerks = {clerk({0}, 0)};
  lobby.load = 0.85;
  all.push_back(lobby);

  lobby = {};
  lobby.name = "one queue, lunch and a fourth counter";
  lobby.queues = {{15, 1, {5, 8, 12}, 0.7, 0}};
  lobby.clerks = {clerk({0}, 11), clerk({0}, 11.6), clerk({0}, 12.2, 8, 16, 0.9), clerk({0}, 0, 9, 11, 0.8)};
  all.push_back(lobby);

  lobby = {};
  lobby.name = "five queues, shared counters";
  lobby.queues = {{10, 2, {4, 6}, 0.6, 0},
                  {15, 1, {9}, 0.7, 0},
                  {20, 1, {12, 8}, 0.7, 0},
                  {15, 1, {6}, 0.6, 0},
                  {30, 0.6, {18}, 0.8, 0}};
  lobby.clerks = {clerk({0, 1}, 11),      clerk({0, 1, 2}, 11.5), clerk({2, 3}, 12),
                  clerk({3, 4, 0}, 11.3), clerk({4, 2}, 12.2),    clerk({0, 1, 2, 3, 4}, 11.8, 9, 15, 0.8)};
  lobby.transferred = 0.05;
  all.push_back(lobby);

  lobby = {};
  lobby.name = "booked and walk-ins";
  lobby.queues = {{20, 1, {8, 12}, 0.6, 0.5}, {15, 1, {6}, 0.6, 0.15}};
  lobby.clerks = {clerk({0, 1}, 11), clerk({0}, 11.7), clerk({1, 0}, 12.2, 8, 16, 0.9),
                  clerk({1}, 0, 9.5, 14.5)};
  all.push_back(lobby);

  lobby = {};
  lobby.name = "rush at the door";
  lobby.queues = {{20, 2, {5, 7}, 0.6, 0}, {20, 1, {10}, 0.7, 0}};
  lobby.clerks = {clerk({0}, 11.2), clerk({0, 1}, 11.8), clerk({1, 0}, 12.3), clerk({0, 1}, 0, 8, 10, 0.8)};
  lobby.rush = 30;
  all.push_back(lobby);

  lobby = {};
  lobby.name = "drifting service times";
  lobby.queues = {{15, 1, {6, 9}, 0.6, 0}, {15, 1, {7}, 0.6, 0}};
  lobby.clerks = {clerk({0}, 11), clerk({0, 1}, 11.6), clerk({1}, 12.2), clerk({0, 1}, 0, 12, 15, 0.85)};
  lobby.day_drift = 0.35;
  lobby.hour_drift = 0.35;
  lobby.service_drift = 0.4;
  all.push_back(lobby);

  lobby = {};
  lobby.name = "counters open and close";
  lobby.queues = {{15, 1, {6, 8}, 0.6, 0}, {20, 0.7, {9}, 0.7, 0}};
  lobby.clerks = {clerk({0, 1}, 11.2), clerk({0}, 12), clerk({0, 1}, 0, 9, 11.5, 0.85),
                  clerk({0, 1}, 0, 12.5, 15, 0.85), clerk({1}, 11.6)};
  all.push_back(lobby);

  lobby = {};
  lobby.name = "many who do not come";
  lobby.queues = {{15, 1, {6, 9}, 0.6, 0}, {15, 1, {8}, 0.6, 0}};
  lobby.clerks = {clerk({0, 1}, 11), clerk({0}, 11.7), clerk({1}, 12.2)};
  lobby.no_show = 0.22;
  lobby.leaves = 0.1;
  lobby.load = 0.95;
  all.push_back(lobby);
  return all;
}

}  // namespace vuoro::bench
