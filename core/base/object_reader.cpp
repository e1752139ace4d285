#include "core/base/object_reader.h"

#include <fmt/format.h>

#include <cmath>

namespace vuoro {
namespace {

const json::value k_null;
const json::array k_no_array;

}  // namespace

ObjectReader::ObjectReader(const json::value& value, std::string path, UnknownFields unknown)
    : object_(value.if_object()), path_(std::move(path)), unknown_(unknown) {
  if (object_ == nullptr) {
    error_ = Error{Errc::invalid_argument, (path_.empty() ? "the body" : path_) + ": expected an object"};
  }
}

std::string ObjectReader::path_of(std::string_view field) const {
  return path_.empty() ? std::string(field) : path_ + "." + std::string(field);
}

void ObjectReader::fail_at(std::string_view field, std::string_view what) {
  if (!error_) error_ = Error{Errc::invalid_argument, path_of(field) + ": " + std::string(what)};
}

void ObjectReader::take(const Result<void>& nested) {
  if (!nested && !error_) error_ = nested.error();
}

const json::value* ObjectReader::find(std::string_view field, bool required) {
  if (object_ == nullptr) return nullptr;
  asked_.emplace(field);
  const json::value* value = object_->if_contains(field);
  if (value != nullptr && value->is_null()) value = nullptr;
  if (value == nullptr && required) fail_at(field, "missing");
  return value;
}

std::optional<std::string> ObjectReader::text_if(std::string_view field, std::size_t bytes_max) {
  const json::value* value = find(field, false);
  if (value == nullptr) return std::nullopt;
  const auto* string = value->if_string();
  if (string == nullptr) {
    fail_at(field, "expected a text");
    return std::nullopt;
  }
  if (string->size() > bytes_max) {
    fail_at(field, fmt::format("{} bytes, at most {}", string->size(), bytes_max));
    return std::nullopt;
  }
  return std::string(string->data(), string->size());
}

std::string ObjectReader::text(std::string_view field, std::size_t bytes_max) {
  if (find(field, true) == nullptr) return {};
  return text_if(field, bytes_max).value_or("");
}

std::string ObjectReader::text_or(std::string_view field, std::size_t bytes_max, std::string_view otherwise) {
  return text_if(field, bytes_max).value_or(std::string(otherwise));
}

std::optional<std::int64_t> ObjectReader::integer_if(std::string_view field, std::int64_t least,
                                                     std::int64_t most) {
  const json::value* value = find(field, false);
  if (value == nullptr) return std::nullopt;
  std::int64_t number = 0;
  if (value->is_int64()) {
    number = value->get_int64();
  } else if (value->is_uint64() && value->get_uint64() <= static_cast<std::uint64_t>(INT64_MAX)) {
    number = static_cast<std::int64_t>(value->get_uint64());
  } else {
    fail_at(field, "expected a whole number");
    return std::nullopt;
  }
  if (number < least || number > most) {
    fail_at(field, fmt::format("{} is not from {} to {}", number, least, most));
    return std::nullopt;
  }
  return number;
}

std::int64_t ObjectReader::integer(std::string_view field, std::int64_t least, std::int64_t most) {
  if (find(field, true) == nullptr) return least;
  return integer_if(field, least, most).value_or(least);
}

std::int64_t ObjectReader::integer_or(std::string_view field, std::int64_t least, std::int64_t most,
                                      std::int64_t otherwise) {
  return integer_if(field, least, most).value_or(otherwise);
}

std::optional<double> ObjectReader::number_if(std::string_view field, double least, double most) {
  const json::value* value = find(field, false);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) {
    fail_at(field, "expected a number");
    return std::nullopt;
  }
  json::error_code ignored;
  const double number = value->to_number<double>(ignored);
  if (!std::isfinite(number) || number < least || number > most) {
    fail_at(field, fmt::format("{} is not from {} to {}", number, least, most));
    return std::nullopt;
  }
  return number;
}

double ObjectReader::number(std::string_view field, double least, double most) {
  if (find(field, true) == nullptr) return least;
  return number_if(field, least, most).value_or(least);
}

bool ObjectReader::boolean(std::string_view field) {
  if (find(field, true) == nullptr) return false;
  return boolean_or(field, false);
}

bool ObjectReader::boolean_or(std::string_view field, bool otherwise) {
  const json::value* value = find(field, false);
  if (value == nullptr) return otherwise;
  if (!value->is_bool()) {
    fail_at(field, "expected true or false");
    return otherwise;
  }
  return value->get_bool();
}

std::optional<Uuid> ObjectReader::uuid_if(std::string_view field) {
  const json::value* value = find(field, false);
  if (value == nullptr) return std::nullopt;
  const auto* string = value->if_string();
  if (string != nullptr) {
    if (auto id = Uuid::parse({string->data(), string->size()})) return *id;
  }
  fail_at(field, "expected a UUID");
  return std::nullopt;
}

Uuid ObjectReader::uuid(std::string_view field) {
  if (find(field, true) == nullptr) return {};
  return uuid_if(field).value_or(Uuid());
}

std::optional<WallTime> ObjectReader::time_if(std::string_view field) {
  constexpr std::int64_t k_year_2200_ms = 7'258'118'400'000;
  const auto ms = integer_if(field, 0, k_year_2200_ms);
  if (!ms) return std::nullopt;
  return from_unix_ms(*ms);
}

WallTime ObjectReader::time(std::string_view field) {
  if (find(field, true) == nullptr) return {};
  return time_if(field).value_or(WallTime());
}

std::size_t ObjectReader::one_of(std::string_view field, std::span<const std::string_view> names) {
  if (find(field, true) == nullptr) return 0;
  const auto name = text_if(field, 64);
  if (name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == *name) return i;
    }
    fail_at(field, "not one of the known values");
  }
  return 0;
}

const json::value& ObjectReader::any(std::string_view field) {
  const json::value* value = find(field, true);
  return value == nullptr ? k_null : *value;
}

const json::value* ObjectReader::any_if(std::string_view field) { return find(field, false); }

const json::array& ObjectReader::array(std::string_view field, std::size_t count_max, bool required) {
  const json::value* value = find(field, required);
  if (value == nullptr) return k_no_array;
  const auto* array = value->if_array();
  if (array == nullptr) {
    fail_at(field, "expected an array");
    return k_no_array;
  }
  if (array->size() > count_max) {
    fail_at(field, fmt::format("{} entries, at most {}", array->size(), count_max));
    return k_no_array;
  }
  return *array;
}

std::vector<Uuid> ObjectReader::uuids(std::string_view field, std::size_t count_max, bool required) {
  std::vector<Uuid> out;
  const json::array& entries = array(field, count_max, required);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto* string = entries[i].if_string();
    const auto id = string == nullptr ? fail(Errc::parse, "not a text") : Uuid::parse({string->data(), string->size()});
    if (!id) {
      fail_at(fmt::format("{}[{}]", field, i), "expected a UUID");
      break;
    }
    out.push_back(*id);
  }
  return out;
}

std::vector<std::string> ObjectReader::texts(std::string_view field, std::size_t count_max, std::size_t bytes_max,
                                             bool required) {
  std::vector<std::string> out;
  const json::array& entries = array(field, count_max, required);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto* string = entries[i].if_string();
    if (string == nullptr || string->size() > bytes_max) {
      fail_at(fmt::format("{}[{}]", field, i), fmt::format("expected a text of at most {} bytes", bytes_max));
      break;
    }
    out.emplace_back(string->data(), string->size());
  }
  return out;
}

Result<void> ObjectReader::finish() {
  if (object_ != nullptr && unknown_ == UnknownFields::reject && !error_) {
    for (const auto& member : *object_) {
      if (!asked_.contains(std::string_view(member.key().data(), member.key().size()))) {
        fail_at(std::string_view(member.key().data(), std::min<std::size_t>(member.key().size(), 64)),
                "unknown field");
        break;
      }
    }
  }
  if (error_) return fail(*error_);
  return {};
}

}  // namespace vuoro
