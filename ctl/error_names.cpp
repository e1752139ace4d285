#include "ctl/error_names.h"

#include "core/base/object_reader.h"

namespace vuoro::ctl {

Errc code_of(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i) {
    if (name_of(static_cast<Errc>(i)) == name) return static_cast<Errc>(i);
  }
  return Errc::internal;
}

std::optional<Error> error_in(const json::value& answer) {
  if (!answer.is_object()) return std::nullopt;
  const auto* error = answer.as_object().if_contains("error");
  if (error == nullptr || !error->is_object()) return std::nullopt;
  ObjectReader reader(*error, "error", UnknownFields::ignore);
  const Errc code = code_of(reader.text_or("code", 64, ""));
  return Error{code, reader.text_or("message", 4000, "")};
}

}  // namespace vuoro::ctl
