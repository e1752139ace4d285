#include "core/content/ptv_fields.h"

#include <fmt/format.h>

#include <charconv>

#include "core/content/content_text.h"

namespace vuoro::content::ptv {

std::vector<TypedText> read_typed_texts(const json::array& array, const std::string& place,
                                        ObjectReader& errors) {
  std::vector<TypedText> out;
  for (std::size_t i = 0; i < array.size(); ++i) {
    ObjectReader reader(array[i], fmt::format("{}[{}]", place, i), UnknownFields::ignore);
    TypedText text;
    text.language = reader.text_or("language", 8, "");
    text.value = reader.text_if("value", k_outside_text_bytes_max).value_or("");
    text.type = reader.text_if("type", 64).value_or("");
    errors.take(reader.finish());
    if (!text.value.empty() && !text.language.empty()) out.push_back(std::move(text));
  }
  return out;
}

void read_localized(ObjectReader& reader, std::string_view field, LocalizedText& text) {
  for (const auto& entry : read_typed_texts(reader.array(field, 50, false), reader.path_of(field), reader)) {
    put_text(text, entry.language, tidy_line(entry.value));
  }
}

std::optional<double> coordinate(ObjectReader& reader, std::string_view field) {
  const json::value* value = reader.any_if(field);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) return value->to_number<double>();
  const auto* text = value->if_string();
  if (text == nullptr) {
    reader.fail_at(field, "expected a number");
    return std::nullopt;
  }
  if (text->empty()) return std::nullopt;
  double number = 0;
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc() || rest != end) {
    reader.fail_at(field, "expected a number");
    return std::nullopt;
  }
  return number;
}

std::optional<Degrees> degrees_of(double north_or_latitude, double east_or_longitude) {
  const bool degrees =
      north_or_latitude > 58 && north_or_latitude < 71 && east_or_longitude > 18 && east_or_longitude < 33;
  if (degrees) return Degrees{north_or_latitude, east_or_longitude};
  return from_tm35fin(north_or_latitude, east_or_longitude);
}

}  // namespace vuoro::content::ptv
