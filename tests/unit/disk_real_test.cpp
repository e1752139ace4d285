// What only the system itself can do to a disk: files that belong to somebody else, and a file system that is
// mounted for reading. Faults of the disk itself are in disk_faults_test.cpp.
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <future>

#include "kiosk/store/store.h"
#include "server/store/sqlite_store.h"
#include "tests/support/paths.h"

namespace vuoro {
namespace {

namespace fs = std::filesystem;
using fs::perms;

constexpr uid_t k_nobody = 65'534;
constexpr int k_not_allowed_here = 77;

/// As a service runs, whoever runs the tests: root is stopped by no permission.
class AsService {
 public:
  AsService() {
    if (was_root_) REQUIRE(::seteuid(k_nobody) == 0);
  }
  ~AsService() {
    if (was_root_) (void)!::seteuid(0);
  }
  AsService(const AsService&) = delete;
  AsService& operator=(const AsService&) = delete;

 private:
  const bool was_root_ = ::geteuid() == 0;
};

/// A store in its place: opened, written, and closed again.
struct Kept {
  std::string name;
  std::function<Result<void>(const fs::path&)> keep;
  std::function<Result<bool>(const fs::path&)> has_kept;
};

Result<void> with_terminal(const fs::path& folder, const std::function<Result<void>(kiosk::Store&)>& work) {
  const SystemClock clock;
  VUORO_ASSIGN(auto store, kiosk::Store::open_or_recover(folder / "store.db", clock, {"boot", true}));
  CHECK(store.repairs().empty());
  return work(store);
}

Result<void> with_server(const fs::path& folder, const std::function<Result<void>(store::Store&)>& work) {
  VUORO_ASSIGN(auto store, store::open_sqlite_store(folder / "store.db"));
  auto done = work(*store);
  store->stop();
  return done;
}

const Kept k_kept[] = {
    {"terminal",
     [](const fs::path& folder) {
       return with_terminal(folder, [](kiosk::Store& store) { return store.set_meta("promise", "kept"); });
     },
     [](const fs::path& folder) -> Result<bool> {
       bool kept = false;
       const auto look = [&](kiosk::Store& store) -> Result<void> {
         VUORO_TRY(store.set_meta("works", "yes"));
         VUORO_ASSIGN(const auto promise, store.meta("promise"));
         kept = promise == "kept";
         return {};
       };
       VUORO_TRY(with_terminal(folder, look));
       return kept;
     }},
    {"server",
     [](const fs::path& folder) {
       return with_server(folder, [](store::Store& store) -> Result<void> {
         std::promise<Result<void>> done;
         store.submit(
             [](store::Transaction& tx) -> Result<void> {
               VUORO_TRY(tx.put_record("site:x", "queue", Uuid::from_name("queue"), "{}"));
               return {};
             },
             [&](const Result<void>& result) { done.set_value(result); });
         return done.get_future().get();
       });
     },
     [](const fs::path& folder) -> Result<bool> {
       bool kept = false;
       const auto look = [&](store::Reader& reader) -> Result<void> {
         VUORO_ASSIGN(const auto record, reader.record("queue", Uuid::from_name("queue")));
         kept = record.has_value();
         return {};
       };
       VUORO_TRY(with_server(folder, [&](store::Store& store) {
         const auto writable = store.writable();
         return writable ? store.read(look) : writable;
       }));
       return kept;
     }},
};

/// A folder of the service's own with a store in it.
struct Place {
  explicit Place(const Kept& of) : kept(of) {
    fs::permissions(outer.path(), perms::all);
    const AsService service;
    REQUIRE(fs::create_directory(folder));
    REQUIRE(kept.keep(folder).has_value());
  }
  [[nodiscard]] Error refused() const {
    const AsService service;
    const auto opened = kept.has_kept(folder);
    REQUIRE_FALSE(opened.has_value());
    return opened.error();
  }
  void is_whole() const {
    const AsService service;
    const auto opened = kept.has_kept(folder);
    if (!opened) FAIL(opened.error().to_string());
    CHECK(*opened);
    // Nothing was set aside, nothing begun anew.
    for (const auto& entry : fs::directory_iterator(folder)) {
      INFO(entry.path());
      CHECK(entry.path().filename().string().starts_with("store.db"));
      CHECK(entry.path().filename().string().find("damaged") == std::string::npos);
    }
  }

  const Kept& kept;
  test::TempDir outer;
  fs::path folder = outer.path() / "state";
  fs::path file = folder / "store.db";
};

TEST_CASE("Files that the program may not use: it says so, leaves them alone, and goes on when it may") {
  for (const Kept& kept : k_kept) {
    DYNAMIC_SECTION(kept.name) {
      const Place place(kept);
      SECTION("the file may not be read") {
        fs::permissions(place.file, perms::none);
        CHECK(place.refused().code == Errc::io);
        fs::permissions(place.file, perms::owner_read | perms::owner_write);
      }
      SECTION("the file may be read, not written") {
        fs::permissions(place.file, perms::owner_read);
        CHECK(place.refused().code == Errc::io);
        fs::permissions(place.file, perms::owner_read | perms::owner_write);
      }
      SECTION("nothing may be made in the folder") {
        fs::permissions(place.folder, perms::owner_read | perms::owner_exec);
        CHECK(place.refused().code == Errc::io);
        fs::permissions(place.folder, perms::owner_all);
      }
      SECTION("nobody may go into the folder") {
        fs::permissions(place.folder, perms::none);
        CHECK(place.refused().code == Errc::io);
        fs::permissions(place.folder, perms::owner_all);
      }
      place.is_whole();
    }
  }
}

/// In a child with mounts of its own. @return its exit code
int on_mounts_of_its_own(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool alone =
        ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    ::_exit(alone ? work() : k_not_allowed_here);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_CASE("A file system that is mounted for reading only: refused, and used again when it can be written") {
  for (const Kept& kept : k_kept) {
    DYNAMIC_SECTION(kept.name) {
      const test::TempDir dir;
      const char* const at = dir.path().c_str();
      const int step = on_mounts_of_its_own([&] {
        if (::mount("tmpfs", at, "tmpfs", 0, nullptr) != 0) return k_not_allowed_here;
        if (!kept.keep(dir.path())) return 1;
        if (::mount("none", at, nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0) return 2;
        const auto refused = kept.has_kept(dir.path());
        if (refused || refused.error().code != Errc::io) return 3;
        if (::mount("none", at, nullptr, MS_REMOUNT, nullptr) != 0) return 4;
        const auto again = kept.has_kept(dir.path());
        return again && *again ? 0 : 5;
      });
      if (step == k_not_allowed_here)
        WARN("no mounts may be made here: not tried");
      else
        CHECK(step == 0);
    }
  }
}

}  // namespace
}  // namespace vuoro
