#pragma once
// Two servers and one queue whose numbers are counted as they are given: each once.

#include <catch2/catch.hpp>
#include <set>

#include "core/lobby/numbers.h"
#include "tests/unit/two_servers.h"

namespace vuoro::test {

/// As narrow as the demo's queues.
struct NumberedLobby : TwoServers {
  static constexpr int k_first = 100;
  static constexpr int k_last = 299;

  NumberedLobby() { set_range(k_first, k_last); }

  /// An editor's act, at both servers or at one of them.
  void set_range(std::int32_t first, std::int32_t last) {
    for (ServerWorld* server : {&central, &box}) set_range(*server, first, last);
  }
  void set_range(ServerWorld& at, std::int32_t first, std::int32_t last) {
    Queue queue = at.get<Queue>(at.queue);
    queue.number_first = first;
    queue.number_last = last;
    bring_to(at, queue);
    allowed = {std::min(allowed.first, first), std::max(allowed.last, last)};
  }

  /// To a terminal; nobody may have had them.
  /// @return empty when no more are left
  NumberRange lease(ServerWorld& at, protocol::LeaseKind kind, int count) {
    return lease(at, protocol::LeaseAsk{kind, at.queue, {}, count});
  }
  NumberRange lease(ServerWorld& at, const protocol::LeaseAsk& ask) {
    const auto answer = at.lease(ask).value();
    if (text_at(answer, "/outcomes/0/code") == "exhausted") return {};
    const NumberRange came{std::stoi(text_at(answer, "/outcomes/0/lease/first")),
                           std::stoi(text_at(answer, "/outcomes/0/lease/last"))};
    for (int number = came.first; number <= came.last; ++number) note(number);
    return came;
  }
  /// @return the next of the usual numbers, none when no more are left
  std::optional<int> single(ServerWorld& at) {
    const auto came = lease(at, protocol::LeaseKind::number, 1);
    return came.size() == 1 ? std::optional(came.first) : std::nullopt;
  }
  /// @return how many came, fewer when no more are left
  int singles(ServerWorld& at, int count) {
    int got = 0;
    while (got < count && single(at)) ++got;
    return got;
  }
  int block(ServerWorld& at, int count) { return lease(at, protocol::LeaseKind::number_block, count).size(); }
  /// Of the day after the lobby's first.
  int block_of_tomorrow(ServerWorld& at, int count) {
    return lease(at,
                 protocol::LeaseAsk{protocol::LeaseKind::number_block, at.queue, {}, count, {}, "2026-03-06"})
        .size();
  }
  int at_desk(ServerWorld& at) {
    const auto answer = at.command(
        at.clerk, {{"type", "ticket.issue"}, {"queue_id", at.queue.to_string()}, {"language", "fi"}});
    REQUIRE(answer);
    const int number = std::stoi(text_at(*answer, "/ticket/number").substr(1));
    note(number);
    return number;
  }
  /// Until no more are left.
  void use_up(ServerWorld& at) {
    while (single(at)) continue;
    while (block(at, 10) > 0) continue;
  }
  /// To the box, which gives so many of the usual numbers and one at its desk, and tells.
  void give_and_tell(int count) {
    give();
    CHECK(singles(box, count) == count);
    at_desk(box);
    tell();
  }
  store::NumberCursor numbers(ServerWorld& at) {
    return at.store
        ->read_value<std::optional<store::NumberCursor>>(
            [&](store::Reader& reader) { return reader.number_cursor(at.queue, "2026-03-05"); })
        .value()
        .value();
  }
  void set_numbers(ServerWorld& at, const store::NumberCursor& cursor) {
    require(at.act<void>([&](authority::Context& context) {
      return context.tx.set_number_cursor(at.queue, "2026-03-05", cursor);
    }));
  }
  void note(int number) {
    INFO(number);
    CHECK(number >= allowed.first);
    CHECK(number <= allowed.last);
    CHECK(given.insert(number).second);
  }

  NumberRange allowed{k_first, k_last};
  std::set<int> given;
};

}  // namespace vuoro::test
