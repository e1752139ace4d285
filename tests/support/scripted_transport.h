#pragma once
// A transport that keeps requests until the test answers them, in any order, as often as it likes.

#include <deque>
#include <stdexcept>

#include "core/sync/transport.h"

namespace vuoro::test {

class ScriptedTransport final : public sync::Transport {
 public:
  struct Sent {
    sync::Request request;
    Done done;
  };

  void send(sync::Request request, Done done) override {
    sent.push_back({std::move(request), std::move(done)});
  }

  void answer_oldest(const sync::Response& response, bool twice = false) {
    if (sent.empty()) throw std::logic_error("nothing was sent");
    const Sent one = std::move(sent.front());
    sent.pop_front();
    one.done(response);
    if (twice) one.done(response);
  }

  /// The oldest request whose target begins so, taken out. Throws when there is none.
  Sent take(const std::string& target) {
    for (auto at = sent.begin(); at != sent.end(); ++at) {
      if (!at->request.target.starts_with(target)) continue;
      Sent one = std::move(*at);
      sent.erase(at);
      return one;
    }
    throw std::logic_error("nothing was sent to " + target);
  }
  [[nodiscard]] bool has(const std::string& target) const {
    for (const auto& one : sent) {
      if (one.request.target.starts_with(target)) return true;
    }
    return false;
  }

  std::deque<Sent> sent;
};

}  // namespace vuoro::test
