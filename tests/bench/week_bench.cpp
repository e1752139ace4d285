// week_of_terminal: a terminal that has had no server for a week has a week's words of feedback in its
// outbox. How long until the server has them all, and what they take on the disk; act_after_a_week: how long
// an act takes with so many waiting. The real engine with its store against the real server in a process of
// its own. Prints one JSON object a line; what it has to say besides goes to standard error.
//   week_bench [EVENTS]

#include <cstdlib>
#include <filesystem>

#include "kiosk/engine/engine.h"
#include "tests/bench/sample.h"
#include "tests/e2e/server_program.h"
#include "tests/support/common.h"
#include "tests/support/ui_thread.h"

using namespace vuoro;
using bench::Sample;

namespace {

/// Seven days of twelve hours, thirty visitors an hour at one terminal, two acts each.
constexpr int k_week = 7 * 12 * 30 * 2;
constexpr std::chrono::seconds k_patience{600};

double megabytes_in(const std::filesystem::path& folder) {
  double bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.is_regular_file()) bytes += static_cast<double>(file.file_size());
  }
  return bytes / 1e6;
}

class Terminal {
 public:
  explicit Terminal(test::ServerProgram& server) {
    const std::string code =
        test::device_code(*server.staff("boss"), Uuid::from_name("site"), "terminal", "terminal");
    (void)kiosk::enrol({server.public_url(), server.ca_file(), folder.path()}, code).value();
    engine_ =
        kiosk::Engine::start({server.device_url(), server.ca_file(), folder.path(), "bench"}, ui_.post())
            .value();
    until([](const auto& view) { return view.ready && view.connection.online; });
  }

  template <class Holds>
  void until(Holds holds) {
    if (!ui_.run_until([&] { return holds(*engine_->view()); }, k_patience))
      throw std::runtime_error("the terminal does not come so far");
  }

  /// @return milliseconds until it was durable
  double give_feedback(int which) {
    kiosk::GiveFeedback ask;
    ask.score = 1 + which % 5;
    ask.language = "fi";
    if (which % 2 == 0)
      ask.text =
          "Palvelu oli ystävällistä, mutta jouduin odottamaan pitkään. (" + std::to_string(which) + ")";
    if (which % 6 == 0) ask.contact = "visitor" + std::to_string(which) + "@example.fi";
    std::optional<Result<Uuid>> got;
    const double began = bench::wall_ms();
    engine_->give_feedback(ask, [&](auto answer) { got = std::move(answer); });
    if (!ui_.run_until([&] { return got.has_value(); }, k_patience) || !*got)
      throw std::runtime_error(got ? got->error().to_string() : "no answer");
    return bench::wall_ms() - began;
  }

  test::TempDir folder;

 private:
  test::UiThread ui_;
  std::unique_ptr<kiosk::Engine> engine_;  ///< last: its thread ends first
};

}  // namespace

int main(int argc, char** argv) {
  log::start("week_bench", log::Level::error);
  const int count = argc > 1 ? std::atoi(argv[1]) : k_week;
  const test::TempDir folder;
  test::seed_lobby(folder.path() / "state", 1);
  test::ServerProgram server(folder.path());
  Terminal terminal(server);
  server.end(SIGKILL);
  terminal.until([](const auto& view) { return !view.connection.online; });
  Sample first;
  Sample last;
  const int some = std::max(1, count / 10);
  for (int i = 0; i < count; ++i) {
    const double ms = terminal.give_feedback(i);
    if (i < some) first.ms.push_back(ms);
    if (i >= count - some) last.ms.push_back(ms);
  }
  const double waiting = megabytes_in(terminal.folder.path());
  const double began = bench::wall_ms();
  server.start();
  terminal.until(
      [](const auto& view) { return view.connection.online && view.connection.outbox_waiting == 0; });
  const double seconds = (bench::wall_ms() - began) / 1000;
  fmt::print(R"({{"name":"week_of_terminal","value":{:.1f},"unit":"s","acts":{},"megabytes":{:.1f}}})"
             "\n",
             seconds, count, waiting);
  fmt::print(R"({{"name":"act_after_a_week","value":{:.2f},"unit":"ms","baseline":"with an empty outbox",)"
             R"("baseline_value":{:.2f},"ratio":{:.2f}}})"
             "\n",
             last.median(), first.median(), first.median() / last.median());
  return 0;
}
