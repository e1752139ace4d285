#include "ctl/sources.h"

#include "core/base/file.h"
#include "core/content/csv_services.h"
#include "core/content/demo.h"
#include "core/content/ptv.h"
#include "core/content/tpr.h"

namespace vuoro::ctl {
namespace {

Result<content::Imported> read_demo(const std::filesystem::path& folder, const Clock& clock,
                                    bool always_open) {
  VUORO_ASSIGN(const TimeZone zone, TimeZone::create("Europe/Helsinki"));
  VUORO_ASSIGN(auto demo,
               content::load_demo(folder, service_day(zone, clock.wall()), {.always_open = always_open}));
  return std::move(demo.content);
}

Result<content::Imported> read_one(std::string_view format, const std::filesystem::path& path,
                                   const Clock& clock, bool always_open) {
  if (format == "demo") return read_demo(path, clock, always_open);
  VUORO_ASSIGN(const std::string text, read_file(path, content::k_content_limits.bytes_max));
  if (format == "ptv") return content::read_ptv(text);
  if (format == "tpr") return content::read_tpr(text);
  if (format == "csv") return content::read_services_csv(text);
  return fail(Errc::invalid_argument, "unknown format: " + std::string(format));
}

}  // namespace

Result<content::Imported> read_source(std::string_view format,
                                      const std::vector<std::filesystem::path>& paths, const Clock& clock,
                                      bool always_open) {
  content::Imported all;
  for (const auto& path : paths) {
    auto one = read_one(format, path, clock, always_open);
    if (!one) return fail(one.error().with(path.string()));
    for (auto& problem : one->problems) problem.place = path.filename().string() + " " + problem.place;
    all.merge(std::move(*one));
  }
  return all;
}

}  // namespace vuoro::ctl
