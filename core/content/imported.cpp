#include "core/content/imported.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace vuoro::content {

std::size_t Imported::count(std::string_view collection) const {
  return static_cast<std::size_t>(
      std::count_if(records.begin(), records.end(),
                    [&](const ImportedRecord& entry) { return entry.collection == collection; }));
}

void Imported::merge(Imported other) {
  unpublished += other.unpublished;
  std::map<std::pair<std::string, Uuid>, std::size_t> places;
  for (std::size_t i = 0; i < records.size(); ++i)
    places.emplace(std::pair(records[i].collection, records[i].id), i);
  for (auto& record : other.records) {
    const auto [place, fresh] = places.try_emplace({record.collection, record.id}, records.size());
    if (fresh) {
      records.push_back(std::move(record));
    } else if (json::serialize(record.record).size() >
               json::serialize(records[place->second].record).size()) {
      records[place->second] = std::move(record);
    }
  }
  problems.insert(problems.end(), std::make_move_iterator(other.problems.begin()),
                  std::make_move_iterator(other.problems.end()));
}

Uuid id_of(std::string_view source, std::string_view collection, std::string_view key) {
  return Uuid::from_name(fmt::format("{}:{}:{}", source, collection, key));
}

}  // namespace vuoro::content
