// The pictures of slides on a display: fetched once, kept, checked, and never more than its share of the
// disk.
#include "kiosk/app/wall_pictures.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "core/picture/picture.h"
#include "tests/support/paths.h"

using namespace vuoro;

namespace {

/// A UI thread of the test's own.
struct Thread {
  void post(std::function<void()> work) {
    {
      const std::lock_guard lock(mutex);
      posts.push_back(std::move(work));
    }
    filled.notify_one();
  }
  /// Runs what is posted until `done`, 20 s at most.
  bool until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!done()) {
      std::function<void()> work;
      {
        std::unique_lock lock(mutex);
        if (!filled.wait_until(lock, end, [this] { return !posts.empty(); })) return false;
        work = std::move(posts.front());
        posts.pop_front();
      }
      work();
    }
    return true;
  }
  std::mutex mutex;
  std::condition_variable filled;
  std::deque<std::function<void()>> posts;
};

std::string sample(const char* name) {
  std::ifstream file(test::source_dir() / "tests/fuzz/corpus/picture" / name, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

struct World {
  World() { std::filesystem::remove_all(folder); }
  ~World() { std::filesystem::remove_all(folder); }
  std::unique_ptr<kiosk::WallPictures> make() {
    return std::make_unique<kiosk::WallPictures>(kiosk::WallPictures::Parts{
        .folder = folder,
        .fetch =
            [this](const Uuid&, kiosk::WallPictures::Fetched answer) {
              ++fetches;
              thread.post([this, answer] { answer(from_server); });
            },
        .site_id = [this] { return site; },
        .post = [this](std::function<void()> work) { thread.post(std::move(work)); },
        .wake = [this] { ++wakes; },
        .clock = clock});
  }
  ManualClock clock{WallTime{}};
  Thread thread;
  Uuid site = Uuid::from_name("site");
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("vuoro-wall-pictures-" + std::to_string(::getpid()));
  Result<std::string> from_server = fail(Errc::not_found, "none");
  int fetches = 0, wakes = 0;
};

}  // namespace

TEST_CASE("a slide's picture is fetched once and comes from the disk after a restart") {
  World world;
  world.from_server = sample("good.png");
  const Uuid id = picture_id(world.site, *world.from_server);
  {
    const auto pictures = world.make();
    CHECK(pictures->picture(id, 600, 400) == nullptr);
    CHECK(pictures->picture(id, 600, 400) == nullptr);
    REQUIRE(world.thread.until([&] { return world.wakes == 1; }));
    const auto image = pictures->picture(id, 600, 400);
    REQUIRE(image);
    CHECK(image->width == 600);
    CHECK(image->height == 400);
    CHECK(world.fetches == 1);
  }
  const auto pictures = world.make();
  CHECK(pictures->picture(id, 300, 300) == nullptr);
  REQUIRE(world.thread.until([&] { return world.wakes == 2; }));
  CHECK(pictures->picture(id, 300, 300)->width == 300);
  CHECK(world.fetches == 1);
}

TEST_CASE("bytes that are not those of the id are never shown, wherever they come from") {
  World world;
  const Uuid id = picture_id(world.site, sample("good.png"));
  std::filesystem::create_directories(world.folder);
  std::ofstream(world.folder / id.to_string()) << sample("good.jpg");
  world.from_server = sample("progressive.jpg");
  const auto pictures = world.make();
  CHECK(pictures->picture(id, 60, 40) == nullptr);
  bool over = false;
  REQUIRE(world.thread.until([&] { return world.fetches == 1; }));
  CHECK_FALSE(std::filesystem::exists(world.folder / id.to_string()));
  // What came was refused by then: the next question's answer comes after it.
  pictures->shrink({4, 4, std::vector<std::uint32_t>(16, 0xff000000)}, [&](const Result<std::string>&) {});
  pictures->shrink({4, 4, std::vector<std::uint32_t>(16, 0xff000000)},
                   [&](const Result<std::string>&) { over = true; });
  REQUIRE(world.thread.until([&] { return over; }));
  CHECK(pictures->picture(id, 60, 40) == nullptr);
  CHECK(world.wakes == 0);
  world.clock.advance(kiosk::k_wall_retry);
  world.from_server = sample("good.png");
  CHECK(pictures->picture(id, 60, 40) == nullptr);
  REQUIRE(world.thread.until([&] { return world.wakes == 1; }));
  CHECK(pictures->picture(id, 60, 40) != nullptr);
}

TEST_CASE("the disk holds no more pictures than it should") {
  World world;
  std::filesystem::create_directories(world.folder);
  for (int i = 0; i < 60; ++i) std::ofstream(world.folder / ("old" + std::to_string(i))) << "x";
  world.from_server = sample("good.png");
  const Uuid id = picture_id(world.site, *world.from_server);
  const auto pictures = world.make();
  CHECK(pictures->picture(id, 60, 40) == nullptr);
  REQUIRE(world.thread.until([&] { return world.wakes == 1; }));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(world.folder)) ++files;
  CHECK(files == kiosk::k_wall_files_max);
}
