#include <fmt/format.h>

#include <cstdlib>
#include <ostream>

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
constexpr auto k_printer_timeout = std::chrono::milliseconds(3000);

struct Finding {
  std::string name;
  bool good = false;
  std::string what;
};

Finding check_database(const std::filesystem::path& state_dir) {
  const auto path = database_in(state_dir);
  if (!path) return {"database", false, path.error().message};
  auto database = sqlite::Database::open(*path, {.read_only = true, .create = false});
  if (!database) return {"database", false, database.error().to_string()};
  const auto checked = database->check();
  return {"database", checked.has_value(),
          checked ? path->string() + " is whole" : checked.error().to_string()};
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
