#pragma once
// Requests that wait for a change. Woken after the commit that touched their scope.

#include <functional>
#include <list>
#include <set>
#include <string>

#include "core/base/clock.h"
#include "server/http/http.h"

namespace vuoro::api {

/// Used on the server's thread only.
class Waiters {
 public:
  /// @param look  the answer when there is something to say now; asked with `last` = true it must answer.
  using Look = std::function<std::optional<http::Response>(bool last)>;

  explicit Waiters(std::size_t count_max) : count_max_(count_max) {}

  /// Answers at once when there is something to say; else waits for the scope until `until`. When too many
  /// wait already, the answer is what is known now.
  void wait(const std::string& scope, MonoTime until, Look look, http::Respond respond);
  /// Something changed in these scopes.
  void wake(const std::set<std::string>& scopes);
  /// Answers those whose time is over.
  void pass_time(MonoTime now);
  /// Answers all, and whoever comes later at once.
  void close();
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }

 private:
  struct Waiting {
    std::string scope;
    MonoTime until;
    Look look;
    http::Respond respond;
  };
  void answer(std::list<Waiting>::iterator& entry, http::Response response);

  std::size_t count_max_;
  std::list<Waiting> waiting_;
  bool closed_ = false;
};

}  // namespace vuoro::api
