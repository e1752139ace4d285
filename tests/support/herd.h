#pragma once
// Thousands of devices in one thread: each the real synchronisation (core/sync) with its rests, back-off and
// patience, over TLS connections of its own with its own certificate. Only the database is in memory, and
// there is no screen.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ids.h"

namespace vuoro::test {

struct HerdDevice {
  Uuid id;
  Uuid site;
  Uuid queue;
  std::string certificate_pem;
};

struct HerdPlan {
  std::vector<HerdDevice> devices;
  int devices_of_a_site = 10;
  std::string key_pem;  ///< one for all, so that making keys is not measured
  std::filesystem::path ca_file;
  std::uint16_t device_port = 0;
  std::string service_day;  ///< "2026-11-22"
};

/// Names that the server's certificate must have: d0.herd.test and so on. Curl keeps connections by name, and
/// nobody shall use another's.
inline constexpr const char* k_herd_names = "*.herd.test";

/// Sites, each with a queue, and their devices with certificates, written into the database at `state`. No
/// server may run on it. The certificate that the server made there has k_herd_names.
[[nodiscard]] HerdPlan settle_herd(const std::filesystem::path& state, int devices, int devices_of_a_site);

/// What the devices got since it was last asked.
struct HerdFigures {
  std::map<int, std::int64_t> answers;  ///< by status; 0: none
  std::int64_t bytes = 0;               ///< of answers' bodies
};

/// Its members may be called from one thread that is not the herd's.
class Herd {
 public:
  explicit Herd(HerdPlan plan);
  ~Herd();
  Herd(const Herd&) = delete;
  Herd& operator=(const Herd&) = delete;

  /// From now on it is timed when each device is current: in touch, its copies complete as the authority
  /// stood at this moment or later, and nothing left to deliver. Until it is called, since the herd's
  /// beginning.
  void begin_timing();
  /// Seconds from begin_timing() until each device was current; waits for all. Fewer than all: the patience
  /// is over.
  [[nodiscard]] std::vector<double> current(std::chrono::seconds patience);
  /// Waits until every device holds numbers for `each` visitors. @return false: the patience is over.
  [[nodiscard]] bool stocked(int each, std::chrono::seconds patience);
  /// Waits until no device believes to be in touch. @return false: the patience is over.
  [[nodiscard]] bool alone(std::chrono::seconds patience);
  /// Visitors come: each device gives so many numbers of its block. @return how many were given in all
  int visitors(int each);
  /// Waits until each device knows every number given at its site, and none else, and no act of anybody was
  /// refused. @return what is not so; empty: all agree.
  [[nodiscard]] std::string disagreement(std::chrono::seconds patience);

  /// From now on it is noted when a device hears of this record's change.
  void listen_for(const Uuid& record);
  /// When each device heard, in ms as bench::wall_ms() counts; waits for all. Fewer than all: they did not.
  [[nodiscard]] std::vector<double> heard_of(const Uuid& record, std::chrono::seconds patience);

  HerdFigures take_figures();

 private:
  class Device;
  struct Inside;
  void live();
  /// Looks on the herd's thread until it holds. @return false: the patience is over
  bool until(std::chrono::seconds patience, std::function<bool()> holds);
  void on_thread(const std::function<void()>& work);

  HerdPlan plan_;
  std::unique_ptr<Inside> inside_;
  std::thread thread_;
};

}  // namespace vuoro::test
