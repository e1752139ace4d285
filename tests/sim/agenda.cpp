#include "tests/sim/agenda.h"

#include <fmt/format.h>

#include <cstdio>

namespace vuoro::test {

void Agenda::after(Millis delay, std::function<void()> call) {
  happenings_.push({clock_.mono() + delay, ++order_, std::move(call)});
}

void Agenda::pass(Millis time) {
  const MonoTime end = clock_.mono() + time;
  while (!happenings_.empty() && happenings_.top().at <= end) {
    // The queue gives no way to take from it; the order does not depend on the call.
    auto call = std::move(const_cast<Happening&>(happenings_.top()).call);
    const MonoTime at = happenings_.top().at;
    happenings_.pop();
    if (at > clock_.mono()) clock_.advance(at - clock_.mono());
    ++happened_;
    call();
  }
  clock_.advance(end - clock_.mono());
}

void Agenda::note(std::string_view who, std::string_view what, std::string_view content) {
  const auto mix = [this](std::string_view text) {
    for (const char letter : text) {
      trace_ = (trace_ ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
    }
    trace_ = (trace_ ^ 0xff) * 1099511628211ULL;
  };
  trace_ = (trace_ ^ static_cast<std::uint64_t>(clock_.mono().time_since_epoch().count())) * 1099511628211ULL;
  mix(who);
  mix(what);
  mix(content);
  if (tells_) {
    fmt::print(stderr, "{:>10.3f} {} {} {}\n",
               static_cast<double>(clock_.mono().time_since_epoch().count()) / 1000, who, what,
               content.substr(0, 300));
  }
}

}  // namespace vuoro::test
