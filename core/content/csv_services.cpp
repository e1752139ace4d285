#include "core/content/csv_services.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/content/content_text.h"

namespace vuoro::content {
namespace {

using Row = std::vector<std::string>;

/// Takes one row off `rest`; nothing at the end. @return parse for a quote that never ends.
Result<std::optional<Row>> take_row(std::string_view& rest) {
  if (rest.empty()) return std::optional<Row>();
  Row row(1);
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (quoted) {
      if (c != '"') {
        row.back() += c;
      } else if (at + 1 < rest.size() && rest[at + 1] == '"') {
        row.back() += rest[++at];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      if (row.size() >= 64) return fail(Errc::parse, "more than 64 columns");
      row.emplace_back();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      row.back() += c;
    }
  }
  if (quoted) return fail(Errc::parse, "a quoted field has no end");
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return std::optional<Row>(std::move(row));
}

}  // namespace

Result<Imported> read_services_csv(std::string_view document) {
  if (document.size() > k_content_limits.bytes_max) return fail(Errc::too_large, "CSV file");
  if (document.starts_with("\xEF\xBB\xBF")) document.remove_prefix(3);
  VUORO_ASSIGN(const auto header, take_row(document));
  const auto column = [&](std::string_view name, std::string_view other) -> std::optional<std::size_t> {
    for (std::size_t i = 0; header && i < header->size(); ++i) {
      if ((*header)[i] == name || (*header)[i] == other) return i;
    }
    return std::nullopt;
  };
  const auto id = column("id", "id");
  const auto name = column("name_fi", "name");
  const auto summary = column("summary_fi", "summary");
  if (!id || !name) return fail(Errc::parse, "the header must name the columns id and name_fi");
  Imported out;
  for (std::size_t line = 2;; ++line) {
    const auto row = take_row(document);
    const std::string place = fmt::format("row {}", line);
    if (!row) {
      out.problems.push_back({place, place, row.error().message});
      break;
    }
    if (!*row) break;
    const Row& fields = **row;
    if (fields.size() == 1 && fields[0].empty()) continue;
    const auto field = [&](std::size_t i) { return i < fields.size() ? tidy(fields[i]) : std::string(); };
    Service service;
    service.source = "csv";
    service.source_key = field(*id);
    const auto uuid = Uuid::parse(service.source_key);
    service.id = uuid ? *uuid : id_of("csv", "service", service.source_key);
    put_text(service.name, "fi", tidy_line(field(*name)));
    if (summary) put_text(service.summary, "fi", field(*summary));
    if (service.source_key.empty() || service.name.empty()) {
      out.problems.push_back({service.source_key, place, "no id or no name"});
    } else if (const auto checked = check(service); !checked) {
      out.problems.push_back({service.source_key, place, checked.error().message});
    } else {
      out.add(service);
    }
  }
  return out;
}

}  // namespace vuoro::content
