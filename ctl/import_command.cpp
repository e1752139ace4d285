#include <fmt/format.h>

#include <map>
#include <ostream>

#include "ctl/commands.h"
#include "ctl/sources.h"
#include "ctl/staff_client.h"

namespace vuoro::ctl {
namespace {

/// One command stays below the ordinary limit of a request's body.
constexpr std::size_t k_batch_records_max = 200;
constexpr std::size_t k_batch_bytes_max = 900 * 1024;
/// With --prune all records go in one command, since what it does not bring is removed; the server's own
/// limits.
constexpr std::size_t k_prune_records_max = 50'000;
constexpr std::size_t k_prune_bytes_max = 30U << 20U;

struct Counts {
  std::int64_t created = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t removed = 0;
  std::vector<std::string> kept;           ///< prefixes of queues that are in use today
  std::vector<std::string> kept_counters;  ///< names of those at which somebody works
};

Result<void> send_batch(StaffClient& client, const ImportOptions& options, json::array records,
                        Counts& counts) {
  VUORO_ASSIGN(const auto answer, client.command("content.import", {{"source", json::string(options.format)},
                                                                    {"records", std::move(records)},
                                                                    {"prune", options.prune}}));
  // The result may stand by itself or under "result", beside what every command answers.
  const json::object* object = answer.if_object();
  if (object != nullptr && object->contains("result")) object = object->at("result").if_object();
  if (object == nullptr) return fail(Errc::parse, "content.import: expected an object");
  const auto number = [&](std::string_view name) {
    const auto* value = object->if_contains(name);
    return value != nullptr && value->is_int64() ? value->as_int64() : 0;
  };
  counts.created += number("created");
  counts.changed += number("changed");
  counts.unchanged += number("unchanged");
  counts.removed += number("removed");
  const auto take_names = [&](std::string_view list, std::string_view field,
                              std::vector<std::string>& names) {
    const auto* kept = object->if_contains(list);
    if (kept == nullptr || !kept->is_array()) return;
    for (const auto& one : kept->get_array()) {
      const auto* name = one.is_object() ? one.get_object().if_contains(field) : nullptr;
      if (name != nullptr && name->is_string()) names.emplace_back(name->get_string());
    }
  };
  take_names("kept", "prefix", counts.kept);
  take_names("kept_counters", "name", counts.kept_counters);
  return {};
}

Result<Counts> send(const content::Imported& imported, const ImportOptions& options) {
  const SystemClock clock;
  SystemRandom random;
  const std::size_t records_max = options.prune ? k_prune_records_max : k_batch_records_max;
  const std::size_t bytes_max = options.prune ? k_prune_bytes_max : k_batch_bytes_max;
  Counts counts;
  VUORO_ASSIGN(auto client, StaffClient::log_in(options.login, clock, random));
  json::array batch;
  std::size_t bytes = 0;
  for (const auto& entry : imported.records) {
    const std::size_t size = json::serialize(entry.record).size() + entry.collection.size() + 40;
    if (!batch.empty() && (batch.size() >= records_max || bytes + size > bytes_max)) {
      if (options.prune) return fail(Errc::too_large, "too much for one command; import without --prune");
      VUORO_TRY(send_batch(client, options, std::move(batch), counts));
      batch = json::array();
      bytes = 0;
    }
    batch.push_back(json::object{{"collection", json::string(entry.collection)}, {"record", entry.record}});
    bytes += size;
  }
  if (!batch.empty()) VUORO_TRY(send_batch(client, options, std::move(batch), counts));
  return counts;
}

void print(const content::Imported& imported, const Counts& counts, const ImportOptions& options,
           std::ostream& out) {
  std::map<std::string, std::int64_t> collections;
  for (const auto& entry : imported.records) ++collections[entry.collection];
  if (options.as_json) {
    json::object read;
    for (const auto& [name, count] : collections) read[name] = count;
    json::array problems;
    for (const auto& problem : imported.problems) {
      problems.push_back(json::object{{"id", json::string(problem.source_id)},
                                      {"place", json::string(problem.place)},
                                      {"problem", json::string(problem.what)}});
    }
    json::object report{
        {"read", std::move(read)}, {"unpublished", imported.unpublished}, {"problems", std::move(problems)}};
    if (!options.dry_run) {
      report["created"] = counts.created;
      report["changed"] = counts.changed;
      report["unchanged"] = counts.unchanged;
      report["removed"] = counts.removed;
      report["kept"] = json::value_from(counts.kept);
      report["kept_counters"] = json::value_from(counts.kept_counters);
    }
    out << json::serialize(report) << "\n";
    return;
  }
  for (const auto& [name, count] : collections) out << fmt::format("{:>7} {}\n", count, name);
  if (imported.unpublished > 0) out << fmt::format("{:>7} not published, not read\n", imported.unpublished);
  for (const auto& problem : imported.problems) {
    out << fmt::format("left out: {} ({}): {}\n", problem.source_id, problem.place, problem.what);
  }
  if (options.dry_run) {
    out << "nothing was sent (--dry-run)\n";
  } else {
    out << fmt::format("created {}, changed {}, unchanged {}, removed {}, left out {}\n", counts.created,
                       counts.changed, counts.unchanged, counts.removed, imported.problems.size());
    for (const auto& prefix : counts.kept)
      out << fmt::format("queue {} is in use today and was not removed: import again tomorrow\n", prefix);
    for (const auto& name : counts.kept_counters)
      out << fmt::format("somebody works at counter {}, which was not removed: import again tomorrow\n",
                         name);
  }
}

}  // namespace

Result<Exit> run_import(const ImportOptions& options, std::ostream& out) {
  const SystemClock clock;
  VUORO_ASSIGN(const auto imported, read_source(options.format, options.paths, clock, options.always_open));
  Counts counts;
  if (!options.dry_run) {
    if (options.login.server.empty())
      return fail(Errc::invalid_argument, "--server is needed unless --dry-run");
    if (options.prune && !imported.problems.empty()) {
      return fail(Errc::invalid_argument,
                  fmt::format("--prune would remove the {} records that could not be read (the first: {}: "
                              "{}); mend them or import "
                              "without --prune",
                              imported.problems.size(), imported.problems.front().source_id,
                              imported.problems.front().what));
    }
    if (options.prune && imported.records.empty()) {
      return fail(Errc::invalid_argument,
                  "nothing was read, and --prune would remove all that this source brought");
    }
    VUORO_ASSIGN(counts, send(imported, options));
  }
  print(imported, counts, options, out);
  return imported.problems.empty() ? Exit::done : Exit::partly;
}

}  // namespace vuoro::ctl
