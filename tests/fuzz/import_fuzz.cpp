// Outside content through every reader: no crash, and every record that comes out is one the authority would
// take. The first byte chooses the reader; for "demo" the rest is services.json of an otherwise small service
// point.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "core/content/csv_services.h"
#include "core/content/demo.h"
#include "core/content/ptv.h"
#include "core/content/tpr.h"
#include "core/content/tpr_hours.h"
#include "tests/support/paths.h"

namespace {

using namespace vuoro;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const content::Imported& imported) {
  for (const auto& entry : imported.records) {
    require(!entry.id.is_nil());
    if (entry.collection == "service") {
      const auto service = decode<Service>(entry.record, RecordMode::strict);
      require(service && service->id == entry.id && !service->name.empty());
    } else if (entry.collection == "service_channel") {
      const auto channel = decode<ServiceChannel>(entry.record, RecordMode::strict);
      require(channel && validate(channel->hours));
    }
  }
}

content::Imported read_demo(std::string_view services) {
  static const test::TempDir dir;
  std::ofstream(dir.path() / "site.json")
      << R"({"key":"s","name":{"fi":"S"},"languages":["fi"],"jobs":["guidance"],"hours":{}})";
  std::ofstream(dir.path() / "services.json", std::ios::binary) << services;
  const LocalDate today(std::chrono::year(2026), std::chrono::month(3), std::chrono::day(2));
  auto demo = content::load_demo(dir.path(), today);
  require(demo.has_value());
  return std::move(demo->content);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto checked = [](const Result<content::Imported>& read) {
    if (read) check(*read);
  };
  switch (data[0]) {
    case 'p':
      checked(content::read_ptv(text));
      break;
    case 't':
      checked(content::read_tpr(text));
      break;
    case 'c':
      checked(content::read_services_csv(text));
      break;
    case 'd':
      check(read_demo(text));
      break;
    case 'h':
      if (const auto hours = content::parse_tpr_hours(text)) require(validate(*hours).has_value());
      break;
    default:
      break;
  }
  return 0;
}
