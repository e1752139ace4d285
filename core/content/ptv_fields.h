#pragma once
// Small shapes that recur in PTV records.

#include <optional>
#include <string>
#include <vector>

#include "core/base/object_reader.h"
#include "core/content/tm35fin.h"
#include "core/lobby/localized.h"

namespace vuoro::content::ptv {

/// {language, value, type}; texts without a value are left out.
struct TypedText {
  std::string language;
  std::string value;
  std::string type;
};
/// Failures go to `errors` with their place.
[[nodiscard]] std::vector<TypedText> read_typed_texts(const json::array& array, const std::string& place,
                                                      ObjectReader& errors);
/// An array of {language, value} as one text.
void read_localized(ObjectReader& reader, std::string_view field, LocalizedText& text);

/// A number, or a text that is one ("6834688.027"). Fails on `reader` when it is neither.
[[nodiscard]] std::optional<double> coordinate(ObjectReader& reader, std::string_view field);
/// PTV gives ETRS-TM35FIN metres; a few hand-made records give degrees. Nothing outside Finland's
/// surroundings.
[[nodiscard]] std::optional<Degrees> degrees_of(double north_or_latitude, double east_or_longitude);

}  // namespace vuoro::content::ptv
