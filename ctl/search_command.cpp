#include <fmt/format.h>

#include <ostream>

#include "core/content/guidance_index.h"
#include "ctl/commands.h"
#include "ctl/sources.h"

namespace vuoro::ctl {
namespace {

Result<void> fill(content::GuidanceIndex& index, const SearchOptions& options) {
  const SystemClock clock;
  VUORO_ASSIGN(const auto imported, read_source(options.format, {options.from}, clock, false));
  std::vector<Service> services;
  for (const auto& entry : imported.records) {
    if (entry.collection != collection_of<Service>()) continue;
    VUORO_ASSIGN(auto service, decode<Service>(entry.record));
    services.push_back(std::move(service));
  }
  return index.rebuild(services);
}

}  // namespace

Result<Exit> run_search(const SearchOptions& options, std::ostream& out) {
  const bool from_file = !options.from.empty();
  if (from_file == !options.database.empty()) {
    return fail(Errc::invalid_argument, "give either --db, or --from with --format");
  }
  sqlite::OpenOptions open;
  open.read_only = !from_file;
  open.create = from_file;
  VUORO_ASSIGN(auto database, sqlite::Database::open(from_file ? ":memory:" : options.database, open));
  const content::PlainWordForms forms;
  VUORO_ASSIGN(auto index, from_file ? content::GuidanceIndex::open(database, forms)
                                     : content::GuidanceIndex::open_existing(database, forms));
  if (from_file) VUORO_TRY(fill(index, options));
  VUORO_ASSIGN(const auto hits, index.search(options.text, options.language, options.limit));
  json::array list;
  for (const auto& hit : hits) {
    VUORO_ASSIGN(const std::string name, index.title(hit.service_id, options.language));
    if (options.as_json) {
      list.push_back(json::object{{"id", json::string(hit.service_id.to_string())},
                                  {"name", json::string(name)},
                                  {"score", hit.score}});
    } else {
      out << fmt::format("{:9.2f}  {}  {}\n", hit.score, hit.service_id.to_string(), name);
    }
  }
  if (options.as_json) out << json::serialize(list) << "\n";
  return Exit::done;
}

}  // namespace vuoro::ctl
