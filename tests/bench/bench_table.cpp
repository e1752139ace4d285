// Gathers the benches' lines (one JSON object each: name, value, unit, and baseline… where one was measured in the
// same run) into one object by name, and prints a table.
//   bench_table OUT.json < lines
#include <fmt/format.h>

#include <iostream>
#include <string>

#include "core/base/file.h"
#include "core/base/json.h"

namespace {

namespace json = vuoro::json;

std::string number(const json::value* value) {
  if (value == nullptr || !value->is_number()) return "";
  const double n = value->to_number<double>();
  return n >= 100 ? fmt::format("{:.0f}", n) : n >= 1 ? fmt::format("{:.2f}", n) : fmt::format("{:.4f}", n);
}

std::string text(const json::value* value) {
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

/// "least–most" of the runs, when the bench gave them.
std::string spread(const json::object& entry) {
  const auto* runs = entry.if_contains("runs");
  if (runs == nullptr || !runs->is_array() || runs->get_array().empty()) return "";
  double least = 1e300;
  double most = -1e300;
  for (const auto& run : runs->get_array()) {
    if (!run.is_number()) return "";
    least = std::min(least, run.to_number<double>());
    most = std::max(most, run.to_number<double>());
  }
  const json::value low(least);
  const json::value high(most);
  return number(&low) + "–" + number(&high);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: bench_table OUT.json < lines\n", 2;
  json::object all;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.empty() || line[0] != '{') continue;
    auto parsed = vuoro::parse_json(line);
    const auto* entry = parsed ? parsed->if_object() : nullptr;
    if (entry == nullptr || text(entry->if_contains("name")).empty()) continue;
    json::object kept = *entry;
    kept.erase("name");
    all[text(entry->if_contains("name"))] = std::move(kept);
  }
  fmt::print("{:<22} {:>10} {:<12} {:<19} {:>10} {:>8}  {}\n", "name", "median", "unit", "spread", "baseline", "ratio", "baseline is");
  for (const auto& member : all) {
    const auto& entry = member.value().get_object();
    fmt::print("{:<22} {:>10} {:<12} {:<19} {:>10} {:>8}  {}\n", std::string(member.key()), number(entry.if_contains("value")),
               text(entry.if_contains("unit")), spread(entry), number(entry.if_contains("baseline_value")),
               number(entry.if_contains("ratio")), text(entry.if_contains("baseline")));
  }
  if (auto written = vuoro::write_file_durably(argv[1], json::serialize(all) + "\n"); !written) {
    return std::cerr << written.error().to_string() << "\n", 1;
  }
  return all.empty() ? 1 : 0;
}
