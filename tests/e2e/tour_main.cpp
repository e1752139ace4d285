// vuoro_tour LOBBY.json OUT: walks through a running lobby (packaging/run.sh --tour) and keeps pictures of
// it.
#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <iostream>

#include "core/base/share_dir.h"
#include "tests/e2e/tour.h"

int main(int argc, char** argv) {
  using namespace vuoro;
  if (argc != 3) return std::cerr << "usage: vuoro_tour LOBBY.json OUT\n", 2;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto languages = kiosk::Languages::load(share_dir() / "i18n");
  if (!languages) return std::cerr << languages.error().to_string() << "\n", 1;
  std::size_t passed = 0;
  std::string chapter = "start";
  try {
    test::Tour tour(test::LobbyFile::read(argv[1]), argv[2], languages->of("fi"));
    const std::pair<const char*, void (test::Tour::*)()> chapters[] = {
        {"home", &test::Tour::home},
        {"a queue number", &test::Tour::ticket},
        {"called by a clerk", &test::Tour::called_by_a_clerk},
        {"guidance", &test::Tour::guidance},
        {"booking and check-in", &test::Tour::booking_and_check_in},
        {"feedback", &test::Tour::feedback},
        {"printer troubles", &test::Tour::printer_troubles},
        {"without the server", &test::Tour::without_the_server},
        {"power cut", &test::Tour::power_cut},
        {"nothing lost, nothing twice", &test::Tour::nothing_lost_nothing_twice},
    };
    for (const auto& [name, act] : chapters) {
      chapter = name;
      const auto started = std::chrono::steady_clock::now();
      (tour.*act)();
      const auto took =
          std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
      std::cout << "ok " << name << " (" << took.count() << " ms)" << std::endl;
      ++passed;
    }
  } catch (const std::exception& stuck) {
    std::cout << "stuck in \"" << chapter << "\": " << stuck.what() << std::endl;
    std::cout << passed << " passed, 1 failed" << std::endl;
    return 1;
  }
  std::cout << passed << " passed, 0 failed" << std::endl;
  return 0;
}
