#include "server/api/waiters.h"

namespace vuoro::api {

void Waiters::wait(const std::string& scope, MonoTime until, Look look, http::Respond respond) {
  const bool full = closed_ || waiting_.size() >= count_max_;
  if (auto response = look(full)) return respond(std::move(*response));
  waiting_.push_back({scope, until, std::move(look), std::move(respond)});
}

void Waiters::answer(std::list<Waiting>::iterator& entry, http::Response response) {
  auto respond = std::move(entry->respond);
  entry = waiting_.erase(entry);
  respond(std::move(response));
}

void Waiters::wake(const std::set<std::string>& scopes) {
  for (auto entry = waiting_.begin(); entry != waiting_.end();) {
    if (scopes.contains(entry->scope)) {
      if (auto response = entry->look(false)) {
        answer(entry, std::move(*response));
        continue;
      }
    }
    ++entry;
  }
}

void Waiters::pass_time(MonoTime now) {
  for (auto entry = waiting_.begin(); entry != waiting_.end();) {
    if (entry->until <= now) {
      answer(entry, entry->look(true).value_or(http::Response{}));
    } else {
      ++entry;
    }
  }
}

void Waiters::close() {
  closed_ = true;
  for (auto entry = waiting_.begin(); entry != waiting_.end();) {
    answer(entry, entry->look(true).value_or(http::Response{}));
  }
}

}  // namespace vuoro::api
