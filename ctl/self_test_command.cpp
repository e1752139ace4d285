#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <ostream>

#include "core/base/file.h"
#include "core/base/sqlite.h"
#include "core/net/enrolment.h"
#include "ctl/commands.h"
#include "ctl/staff_client.h"
#include "drivers/printer/printer.h"
#include "drivers/printer/printer_profile.h"

namespace vuoro::ctl {
namespace {

constexpr auto k_renewal_days = std::chrono::days(14);
constexpr auto k_clock_offset_max = std::chrono::seconds(60);
/// More than one write of the database needs.
constexpr std::size_t k_room_least = 256 * 1024;
constexpr auto k_printer_timeout = std::chrono::milliseconds(3000);

struct Finding {
  std::string name;
  bool good = false;
  std::string what;
};

/// A disk may be full while the database is read well. Some of a disk is kept for root, who may run this.
Result<void> try_to_write(const std::filesystem::path& state_dir) {
  std::error_code error;
  const auto room = std::filesystem::space(state_dir, error);
  if (!error && room.available < k_room_least)
    return fail(Errc::disk_full, fmt::format("{} KiB are left", room.available / 1024));
  const auto probe = state_dir / fmt::format("self-test.{}", ::getpid());
  auto written = write_file_durably(probe, std::string(k_room_least, '.'), 0600);
  std::filesystem::remove(probe, error);
  std::filesystem::remove(probe.string() + ".new", error);
  return written;
}

Finding check_database(const std::filesystem::path& state_dir) {
  const auto path = database_in(state_dir);
  if (!path) return {"database", false, path.error().message};
  auto database = sqlite::Database::open(*path, {.read_only = true, .create = false});
  if (!database) return {"database", false, database.error().to_string()};
  const auto checked = database->check();
  if (!checked) return {"database", false, checked.error().to_string()};
  const std::string whole = path->string() + " is whole";
  if (const auto written = try_to_write(state_dir); !written)
    return {"database", false, whole + ", but nothing can be written: " + written.error().to_string()};
  return {"database", true, whole + ", and there is room to write"};
}

Finding check_certificate(const std::filesystem::path& state_dir, const Clock& clock) {
  const auto identity = net::load_identity(state_dir);
  // A server's own folder: its certificate renews itself at a start.
  const bool server = !identity && std::filesystem::exists(state_dir / "vuoro.db");
  if (!identity && !server) return {"certificate", false, "not enrolled: " + identity.error().message};
  const auto ends = net::certificate_ends(server ? state_dir / "server.pem" : identity->certificate);
  if (!ends) return {"certificate", false, ends.error().to_string()};
  const auto left = std::chrono::duration_cast<std::chrono::days>(*ends - clock.wall());
  if (*ends <= clock.wall())
    return {"certificate", false, server ? "has ended; start the server again" : "has ended; enrol again"};
  return {"certificate", left > k_renewal_days, fmt::format("{} days left", left.count())};
}

Finding check_clock(const std::string& server, const std::filesystem::path& ca_file, const Clock& clock) {
  const auto date = ask_date(server, ca_file, clock);
  if (!date) return {"clock", false, date.error().to_string()};
  // The header has whole seconds and is half a round trip old.
  const auto offset = std::chrono::duration_cast<std::chrono::seconds>(clock.wall() - date->server -
                                                                       date->round_trip / 2 - Millis(500));
  return {"clock", std::chrono::abs(offset) <= k_clock_offset_max,
          fmt::format("{:+} s from the server's", offset.count())};
}

Finding check_printer(const std::string& uri, const Clock& clock) {
  auto printer = drivers::make_printer(uri, drivers::PrinterProfile{}, clock);
  if (!printer) return {"printer", false, printer.error().to_string()};
  const auto status = (*printer)->status(k_printer_timeout);
  return {"printer", status.ready(), std::string(drivers::name_of(status))};
}

}  // namespace

Result<Exit> run_self_test(const SelfTestOptions& options, std::ostream& out) {
  const SystemClock clock;
  std::vector<Finding> findings{check_database(options.state_dir),
                                check_certificate(options.state_dir, clock)};
  if (!options.server.empty()) findings.push_back(check_clock(options.server, options.ca_file, clock));
  if (!options.printer.empty()) findings.push_back(check_printer(options.printer, clock));
  bool all_good = true;
  json::array list;
  for (const auto& finding : findings) {
    all_good = all_good && finding.good;
    if (options.as_json) {
      list.push_back(json::object{{"check", json::string(finding.name)},
                                  {"good", finding.good},
                                  {"what", json::string(finding.what)}});
    } else {
      out << fmt::format("{:<12} {:<5} {}\n", finding.name, finding.good ? "good" : "BAD", finding.what);
    }
  }
  if (options.as_json) out << json::serialize(list) << "\n";
  return all_good ? Exit::done : Exit::partly;
}

}  // namespace vuoro::ctl
