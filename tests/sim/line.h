#pragma once
// The network between one machine and a server: it delays, loses, doubles, reorders, and is cut, in one
// direction or both.

#include <functional>
#include <memory>
#include <optional>

#include "core/sync/transport.h"
#include "tests/sim/server.h"

namespace vuoro::test {

/// What a device's request is on its way to a server, and what comes back of it; nothing: no answer.
[[nodiscard]] std::shared_ptr<const http::Request> wire_form(const sync::Request& request,
                                                             const Uuid& device_id);
[[nodiscard]] sync::Response answer_of(const std::optional<http::Response>& response);

class Line {
 public:
  Line(Agenda& agenda, const Weather& weather, SimServer& server)
      : agenda_(agenda), weather_(weather), server_(&server) {}

  using Answered = std::function<void(std::optional<http::Response>)>;
  /// @param answered  called once, at the latest after `timeout`; nothing: there was no answer
  void exchange(std::shared_ptr<const http::Request> request, Millis timeout, Answered answered);

  /// Who is at the other end from now on; what is under way still goes to the earlier one.
  void lead_to(SimServer& server) { server_ = &server; }

  void cut(Millis time) { cut_until_ = std::max(cut_until_, agenda_.mono() + time); }
  void half_open(Millis time) { deaf_until_ = std::max(deaf_until_, agenda_.mono() + time); }
  void mend() { cut_until_ = deaf_until_ = {}; }
  [[nodiscard]] bool is_sound() const { return !is_cut() && agenda_.mono() >= deaf_until_; }

 private:
  [[nodiscard]] bool is_cut() const { return agenda_.mono() < cut_until_; }

  Agenda& agenda_;
  const Weather& weather_;
  SimServer* server_;
  MonoTime cut_until_{};
  MonoTime deaf_until_{};
};

}  // namespace vuoro::test
