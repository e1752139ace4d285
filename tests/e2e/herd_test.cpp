// The devices of some lobbies whose server is killed and comes back; herd_bench does it with two thousand.

#include <catch2/catch.hpp>
#include <csignal>

#include "core/base/file.h"
#include "tests/e2e/server_program.h"
#include "tests/support/herd.h"

using namespace vuoro;

TEST_CASE("A herd whose server was killed comes back: all are current, and all know every number once") {
  constexpr int k_devices = 24;
  constexpr int k_visitors_each = 2;
  constexpr std::chrono::seconds k_patience{60};
  const test::TempDir folder;
  auto plan = test::settle_herd(folder.path() / "state", k_devices, 8);
  const auto config = folder.path() / "server.toml";
  REQUIRE(write_file_durably(config, std::string("names = [\"") + test::k_herd_names + "\"]\n"));
  test::ServerProgram server(folder.path(), {"--config", config.string()});
  plan.device_port = server.device_port;
  test::Herd herd(plan);
  REQUIRE(herd.current(k_patience).size() == k_devices);
  REQUIRE(herd.stocked(k_visitors_each, k_patience));

  server.end(SIGKILL);
  REQUIRE(herd.alone(k_patience));
  CHECK(herd.visitors(k_visitors_each) == k_devices * k_visitors_each);
  herd.begin_timing();
  server.start();
  CHECK(herd.current(k_patience).size() == k_devices);
  CHECK(herd.disagreement(k_patience) == "");
}
