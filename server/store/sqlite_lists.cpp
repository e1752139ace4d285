#include "server/store/sqlite_lists.h"

#include "core/base/json.h"

namespace vuoro::store {

std::string texts_to(const std::vector<std::string>& texts) {
  json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return json::serialize(out);
}

std::vector<std::string> texts_from(std::string_view text) {
  std::vector<std::string> out;
  const auto parsed = parse_json(text);
  const auto* array = parsed ? parsed->if_array() : nullptr;
  if (array == nullptr) return out;
  for (const auto& entry : *array) {
    if (const auto* string = entry.if_string()) out.emplace_back(string->data(), string->size());
  }
  return out;
}

std::string uuids_to(const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const auto& id : ids) texts.push_back(id.to_string());
  return texts_to(texts);
}

std::vector<Uuid> uuids_from(std::string_view text) {
  std::vector<Uuid> out;
  for (const auto& entry : texts_from(text)) {
    if (auto id = Uuid::parse(entry)) out.push_back(*id);
  }
  return out;
}

std::string spares_to(const std::vector<NumberSpare>& spares) {
  json::array out;
  for (const auto& spare : spares) {
    json::array one{spare.first, spare.end};
    if (spare.held) one.emplace_back(*spare.held);
    out.emplace_back(std::move(one));
  }
  return json::serialize(out);
}

std::vector<NumberSpare> spares_from(std::string_view text) {
  std::vector<NumberSpare> out;
  if (text == "[]") return out;
  const auto parsed = parse_json(text);
  const auto* array = parsed ? parsed->if_array() : nullptr;
  if (array == nullptr) return out;
  for (const auto& entry : *array) {
    const auto* one = entry.if_array();
    if (one == nullptr || one->size() < 2) continue;
    const auto number = [one](std::size_t at) {
      const auto* value = (*one)[at].if_int64();
      return value == nullptr ? 0 : static_cast<std::int32_t>(*value);
    };
    NumberSpare spare{number(0), number(1)};
    if (one->size() > 2) spare.held = number(2);
    if (spare.first < spare.end) out.push_back(spare);
  }
  return out;
}

}  // namespace vuoro::store
