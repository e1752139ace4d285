// herd_2000_current: two thousand devices whose server was killed, each with visitors in the meantime, from
// the server's start until all are current. fanout_1000: one changed record, until a thousand waiting devices
// have it. The server is the real program with its own limits, the devices are the real synchronisation.
// Prints one JSON object a line; what it has to say besides goes to standard error.
//   herd_bench [herd] [fanout] [--outage=SECONDS] [--devices=COUNT]

#include <sys/resource.h>

#include <cstdlib>
#include <fstream>

#include "core/base/file.h"
#include "core/lobby/record_codec.h"
#include "tests/bench/sample.h"
#include "tests/e2e/server_program.h"
#include "tests/support/herd.h"
#include "tests/support/process_memory.h"

using namespace vuoro;
using test::Herd;
using test::HerdPlan;

namespace {

constexpr int k_devices = 2000;
constexpr int k_devices_of_a_site = 10;
constexpr int k_fanout = 1000;
constexpr int k_changes = 20;
constexpr int k_visitors_each = 3;
/// Two that wait for changes, one for all else, and one more while a number is asked for.
constexpr rlim_t k_sockets_of_a_device = 4;
constexpr std::chrono::seconds k_patience{180};

struct Wishes {
  bool herd = true;
  bool fanout = true;
  int outage_s = 60;
  int devices = k_devices;
};

double pss_mb(const test::ServerProgram& server) {
  return test::pss_mb(server.pid()).value_or(0);
}
/// The most it ever had, shared pages included.
double peak_mb(const test::ServerProgram& server) {
  return test::memory_mb(server.pid(), "status", "VmHWM:").value_or(0);
}

std::string told(const test::HerdFigures& figures) {
  std::string out;
  for (const auto& [status, count] : figures.answers)
    out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", status == 0 ? "none" : std::to_string(status),
                       count);
  return out;
}

/// Of requests that the server answered, those it did not take.
std::int64_t refusals(const test::HerdFigures& figures) {
  std::int64_t count = 0;
  for (const auto& [status, answers] : figures.answers) count += status >= 300 ? answers : 0;
  return count;
}

std::string load() {
  std::ifstream in("/proc/loadavg");
  std::string one;
  in >> one;
  return one;
}

bench::Sample all_current(Herd& herd, std::size_t count) {
  bench::Sample times{herd.current(k_patience)};
  if (times.ms.size() != count)
    throw std::runtime_error(fmt::format("only {} of {} are current", times.ms.size(), count));
  return times;
}

/// One record of the whole changes again and again; everybody waits for it.
void fanout(const test::ServerProgram& server, HerdPlan plan) {
  if (plan.devices.size() > k_fanout) plan.devices.resize(k_fanout);
  Herd herd(plan);
  (void)all_current(herd, plan.devices.size());
  if (!herd.stocked(1, k_patience)) throw std::runtime_error("not every device got numbers");
  const auto boss = server.staff("boss");
  const SystemClock clock;
  SystemRandom random;
  bench::Sample all;
  bench::Sample last;
  for (int change = 0; change < k_changes; ++change) {
    // Everybody waits again.
    std::this_thread::sleep_for(std::chrono::milliseconds(1'000));
    Organization office;
    office.id = Uuid::from_name("office");
    office.name["fi"] = "Office " + std::to_string(change);
    herd.listen_for(office.id);
    const json::object command{
        {"id", Uuid::v7(clock, random).to_string()},
        {"type", "content.import"},
        {"source", "fanout"},
        {"prune", false},
        {"records", json::array{json::object{{"collection", "organization"}, {"record", encode(office)}}}}};
    const double began = bench::wall_ms();
    const auto answer = boss->post("/api/v1/commands", command);
    if (answer.status != 200) throw std::runtime_error("import: " + answer.body);
    const auto times = herd.heard_of(office.id, k_patience);
    if (times.size() != plan.devices.size()) throw std::runtime_error("a change did not reach everybody");
    for (const double time : times) all.ms.push_back(time - began);
    last.ms.push_back(*std::max_element(times.begin(), times.end()) - began);
  }
  fmt::print(stderr,
             "fanout at load {}: a device {:.0f} ms, p95 {:.0f}; the last {:.0f} ms, at most {:.0f}\n",
             load(), all.median(), all.at(0.95), last.median(), last.at(1));
  fmt::print(R"({{"name":"fanout_1000","value":{:.1f},"unit":"ms","p50":{:.1f},"p95":{:.1f},"runs":{},)"
             R"("spread":[{:.1f},{:.1f}],"devices":{}}})"
             "\n",
             last.median(), all.median(), all.at(0.95), last.ms.size(), last.at(0.1), last.at(0.9),
             plan.devices.size());
}

void come_back(test::ServerProgram& server, const HerdPlan& plan, int outage_s) {
  const std::size_t count = plan.devices.size();
  const double empty_mb = pss_mb(server);
  Herd herd(plan);
  const auto first = all_current(herd, count);
  if (!herd.stocked(k_visitors_each, k_patience)) throw std::runtime_error("not every device got numbers");
  const auto at_first = herd.take_figures();
  fmt::print(stderr, "all for the first time, at once: p50 {:.1f} s, last {:.1f} s; answers {}\n",
             first.median(), first.at(1), told(at_first));
  const double rest_mb = pss_mb(server);
  const double first_peak_mb = peak_mb(server);

  server.end(SIGKILL);
  if (!herd.alone(k_patience)) throw std::runtime_error("a device did not notice");
  const int given = herd.visitors(k_visitors_each);
  if (given != static_cast<int>(count) * k_visitors_each) throw std::runtime_error("numbers were missing");
  std::this_thread::sleep_for(std::chrono::seconds(outage_s));
  const auto without = herd.take_figures();
  herd.begin_timing();
  server.start();
  const auto times = all_current(herd, count);
  const auto figures = herd.take_figures();
  const double peak = peak_mb(server);
  const std::string wrong = herd.disagreement(k_patience);
  if (!wrong.empty()) throw std::runtime_error(wrong);
  fmt::print(stderr,
             "{} devices after {} s without a server, at load {}: p50 {:.1f} s, p99 {:.1f} s, last {:.1f} s; "
             "tries meanwhile {}; answers then {}; {} numbers given without a server are known to all, once\n"
             "server: {:.0f} MB empty, {:.0f} MB with all waiting, at most {:.0f} MB when all came for the "
             "first time and {:.0f} MB when they came back\n",
             count, outage_s, load(), times.median(), times.at(0.99), times.at(1), told(without),
             told(figures), given, empty_mb, rest_mb, first_peak_mb, peak);
  fmt::print(
      R"({{"name":"herd_{}_current","value":{:.2f},"unit":"s","p50":{:.2f},"p99":{:.2f},"outage_s":{},)"
      R"("refused":{},"no_answer":{},"numbers_delivered":{},"server_peak_mb":{:.0f},"server_rest_mb":{:.0f}}})"
      "\n",
      count, times.at(1), times.median(), times.at(0.99), outage_s, refusals(figures),
      figures.answers.contains(0) ? figures.answers.at(0) : 0, given, peak, rest_mb);
}

/// As many descriptors as may be had. Throws when they are not enough: another figure is not this one.
void raise_descriptors(int devices) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::getrlimit(RLIMIT_NOFILE, &files);
  const auto enough_for = files.rlim_cur / k_sockets_of_a_device;
  if (enough_for >= static_cast<rlim_t>(devices)) return;
  throw std::runtime_error(fmt::format("{} descriptors are enough for {} devices (--devices={})",
                                       files.rlim_cur, enough_for, enough_for));
}

Wishes wishes_of(const std::vector<std::string>& words) {
  Wishes wishes;
  const auto has = [&](const char* word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  if (has("herd") || has("fanout")) {
    wishes.herd = has("herd");
    wishes.fanout = has("fanout");
  }
  for (const auto& word : words) {
    const auto number = [&] { return std::atoi(word.c_str() + word.find('=') + 1); };
    if (word.starts_with("--outage=")) wishes.outage_s = number();
    if (word.starts_with("--devices=")) wishes.devices = number();
  }
  return wishes;
}

}  // namespace

int main(int argc, char** argv) {
  const auto wishes = wishes_of({argv + 1, argv + argc});
  curl_global_init(CURL_GLOBAL_DEFAULT);
  try {
    const test::TempDir folder;
    test::seed_lobby(folder.path() / "state", 1);
    raise_descriptors(wishes.devices);
    auto plan = test::settle_herd(folder.path() / "state", wishes.devices, k_devices_of_a_site);
    const auto config = folder.path() / "server.toml";
    if (!write_file_durably(config, fmt::format("names = [\"{}\"]\n", test::k_herd_names)))
      throw std::runtime_error("cannot write " + config.string());
    test::ServerProgram server(folder.path(), {"--config", config.string()});
    plan.device_port = server.device_port;
    if (wishes.fanout) fanout(server, plan);
    if (wishes.herd) come_back(server, plan, wishes.outage_s);
  } catch (const std::exception& error) {
    fmt::print(stderr, "herd_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
