#pragma once
// A site server's line to the central one, whose answers are carried by hand.

#include <algorithm>

#include "server/upstream/site_line.h"
#include "tests/support/scripted_transport.h"
#include "tests/unit/two_servers.h"

namespace vuoro::test {

/// The box's line, answered by the central server's rules; what waits for changes waits.
struct Carried {
  explicit Carried(TwoServers& servers) : lobby(servers) { TwoServers::require(line.begin()); }

  /// Until nobody has anything to say.
  void run() {
    for (int quiet = 0; quiet < 2;) {
      line.step();
      const std::size_t before = transport.sent.size();
      std::deque<ScriptedTransport::Sent> asked;
      asked.swap(transport.sent);
      for (auto& one : asked) {
        targets.push_back(one.request.target + one.request.body);
        if (auto answer = answer_to(one.request)) {
          one.done(*answer);
        } else {
          transport.sent.push_back(std::move(one));
        }
      }
      quiet = transport.sent.size() == before ? quiet + 1 : 0;
    }
  }
  [[nodiscard]] bool said(const std::string& part) const {
    return std::any_of(targets.begin(), targets.end(),
                       [&](const std::string& target) { return target.find(part) != std::string::npos; });
  }

  std::optional<sync::Response> answer_to(const sync::Request& request) {
    const auto& target = request.target;
    if (cut) return sync::Response{0, "", {}, "the cable is out"};
    if (revoked) return sync::Response{403, R"({"error":{"code":"forbidden","message":"revoked"}})", {}, {}};
    auto& authority = *lobby.central.authority;
    if (!silent.empty() && target.starts_with(silent)) return std::nullopt;
    if (target.starts_with("/api/v1/changes")) {
      const auto begin = target.find("scope=") + 6;
      const auto scope = target.substr(begin, target.find('&', begin) - begin);
      const auto since = std::stoll(target.substr(target.find("since=") + 6));
      const auto changes =
          authority.changes(scope, since, target.find("&snapshot=1") != std::string::npos || since == 0);
      if (!changes) return sync::Response{410, R"({"error":{"code":"resync","message":"anew"}})", {}, {}};
      const auto& page = *changes;
      if (page.empty && target.find("wait=0") == std::string::npos &&
          target.find("wait=") != std::string::npos)
        return std::nullopt;
      return sync::Response{200, page.body, {}, {}};
    }
    if (target.starts_with("/api/v1/pictures/")) return sync::Response{200, picture, {}, {}};
    if (target.starts_with("/api/v1/site/people"))
      return sync::Response{200, std::exchange(people_before, {}).value_or(people()), {}, {}};
    if (target.starts_with("/api/v1/site/handover")) {
      const auto epoch = std::stoll(target.substr(target.find("epoch=") + 6));
      const auto part = std::stoll(target.substr(target.find("part=") + 5));
      return sync::Response{200, authority.handover_part(lobby.box_id, epoch, part).value(), {}, {}};
    }
    if (target.starts_with("/api/v1/events")) {
      const auto answers = lobby.central.act<protocol::EventAnswers>([&](authority::Context& context) {
        return authority::take_events(context, context.tx.device(lobby.box_id).value().value(),
                                      parse_json(request.body).value());
      });
      if (lose_answers > 0 && lose_answers-- > 0) return sync::Response{0, "", {}, "the answer is lost"};
      return sync::Response{200, json::serialize(protocol::encode(answers.value())), {}, {}};
    }
    return sync::Response{204, "", {}, {}};
  }

  [[nodiscard]] std::string people() const {
    return json::serialize(lobby.central.authority->site_people(lobby.box_id, "").value());
  }
  /// What waits for changes is answered now.
  void end_waits() {
    for (auto& one : transport.sent) one.request.target += "&wait=0";
  }

  bool revoked = false;
  bool cut = false;
  int lose_answers = 0;                      ///< to events, which have their effect
  std::string silent;                        ///< what begins so is not answered
  std::optional<std::string> people_before;  ///< the next answer: as it was once, and comes late
  std::string picture;                       ///< whatever picture is asked for
  TwoServers& lobby;
  ScriptedTransport transport;
  std::vector<std::string> targets;
  upstream::SiteLine line{{lobby.box_id, lobby.site, "Lobby box", "", "0.1.0"},
                          *lobby.box.authority,
                          lobby.box.clock,
                          lobby.box.random,
                          transport};
};

}  // namespace vuoro::test
