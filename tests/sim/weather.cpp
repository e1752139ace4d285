#include "tests/sim/weather.h"

namespace vuoro::test {

using namespace std::chrono_literals;

Weather bad_weather(Random& random) {
  const auto up_to = [&](int most) {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(most) + 1));
  };
  Weather weather;
  weather.lose_request = up_to(60);
  weather.lose_answer = up_to(60);
  weather.duplicate = up_to(60);
  weather.delay_most = Millis(20 + up_to(3) * up_to(400));
  weather.commit_most = Millis(1 + up_to(60));
  weather.cut = up_to(40);
  weather.half_open = up_to(20);
  weather.device_crash = up_to(60);
  weather.server_crash = up_to(60);
  if (random.below(2) == 0) {
    weather.clock_jump = up_to(20);
    weather.jump_most = random.below(4) == 0 ? Millis(24h) : Millis(1h);
  }
  if (random.below(4) == 0) weather.disk_full = up_to(30);

  weather.voice_hangs = up_to(20);
  if (random.below(4) == 0) weather.slow_disk = up_to(30);
  return weather;
}

std::string_view name_of(Mutation mutation) {
  switch (mutation) {
    case Mutation::none:
      return "none";
    case Mutation::ack_before_commit:
      return "ack_before_commit";
    case Mutation::server_skips_fsync:
      return "server_skips_fsync";
    case Mutation::terminal_skips_fsync:
      return "terminal_skips_fsync";
    case Mutation::command_retry_new_id:
      return "command_retry_new_id";
    case Mutation::event_retry_new_id:
      return "event_retry_new_id";
    case Mutation::block_leased_twice:
      return "block_leased_twice";
    case Mutation::tombstone_lost:
      return "tombstone_lost";
    case Mutation::revision_skipped:
      return "revision_skipped";
    case Mutation::outbox_forgets:
      return "outbox_forgets";
    case Mutation::outbox_drops_unanswered:
      return "outbox_drops_unanswered";
    case Mutation::wall_replays:
      return "wall_replays";
    case Mutation::wall_deaf:
      return "wall_deaf";
    case Mutation::order_ignores_arrival:
      return "order_ignores_arrival";
    case Mutation::number_forgotten:
      return "number_forgotten";
    case Mutation::contact_kept:
      return "contact_kept";
    case Mutation::handover_forgets_numbers:
      return "handover_forgets_numbers";
    case Mutation::news_lost:
      return "news_lost";
    case Mutation::central_acts_on:
      return "central_acts_on";
    case Mutation::box_acts_on:
      return "box_acts_on";
    case Mutation::evening_forgotten:
      return "evening_forgotten";
    case Mutation::numbers_run_on:
      return "numbers_run_on";
    case Mutation::range_believed:
      return "range_believed";
    case Mutation::paper_believed:
      return "paper_believed";
    case Mutation::print_begun_forgotten:
      return "print_begun_forgotten";
    case Mutation::screen_shut_offline:
      return "screen_shut_offline";
    case Mutation::screen_answer_lost:
      return "screen_answer_lost";
    case Mutation::screen_number_stays:
      return "screen_number_stays";
    case Mutation::screen_silent:
      return "screen_silent";
    case Mutation::screen_untranslated:
      return "screen_untranslated";
    case Mutation::screen_never_idle:
      return "screen_never_idle";
    case Mutation::screen_invents_number:
      return "screen_invents_number";
    case Mutation::rot_unnoticed:
      return "rot_unnoticed";
    case Mutation::loss_unsaid:
      return "loss_unsaid";
    case Mutation::answers_forgotten:
      return "answers_forgotten";
    case Mutation::clock_believed:
      return "clock_believed";
  }
  return "unknown";
}

}  // namespace vuoro::test
