#pragma once
// JSON to and from described structs (Boost.Describe): one schema, written once, as the struct itself.
// Costly to compile: include it in the one .cpp of a folder that instantiates its records' codec, nowhere else.

#include <fmt/format.h>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/record_mode.h"

namespace vuoro::described {

namespace describe = boost::describe;

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_text_map : std::false_type {};
template <class V>
struct is_text_map<std::map<std::string, V>> : std::true_type {};

template <class T>
json::value write(const T& value);

template <class T>
json::object write_members(const T& value) {
  json::object out;
  boost::mp11::mp_for_each<describe::describe_members<T, describe::mod_public | describe::mod_inherited>>([&](auto member) {
    const auto& field = value.*member.pointer;
    using Field = std::remove_cvref_t<decltype(field)>;
    if constexpr (is_optional<Field>::value) {
      if (field) out[member.name] = write(*field);
    } else if constexpr (is_vector<Field>::value || is_text_map<Field>::value) {
      if (!field.empty()) out[member.name] = write(field);
    } else {
      out[member.name] = write(field);
    }
  });
  return out;
}

template <class T>
json::value write(const T& value) {
  if constexpr (std::is_same_v<T, json::value>) {
    return value;
  } else if constexpr (std::is_same_v<T, Uuid>) {
    return json::value(value.to_string());
  } else if constexpr (std::is_same_v<T, WallTime>) {
    return json::value(to_unix_ms(value));
  } else if constexpr (std::is_same_v<T, std::string> || std::is_arithmetic_v<T>) {
    return json::value(value);
  } else if constexpr (std::is_enum_v<T>) {
    return json::value(describe::enum_to_string(value, ""));
  } else if constexpr (is_vector<T>::value) {
    json::array out;
    out.reserve(value.size());
    for (const auto& entry : value) out.push_back(write(entry));
    return out;
  } else if constexpr (is_text_map<T>::value) {
    json::object out;
    for (const auto& [key, entry] : value) out[key] = write(entry);
    return out;
  } else {
    return write_members(value);
  }
}

/// Where reading stands: the first failure stops the rest.
struct Reading {
  RecordMode mode;
  std::optional<Error> error;

  void fail_at(const std::string& path, std::string_view what) {
    if (!error) error = Error{Errc::invalid_argument, (path.empty() ? "the body" : path) + ": " + std::string(what)};
  }
};

template <class T>
void read(const json::value& in, T& out, const std::string& path, Reading& reading);

template <class T>
void read_integer(const json::value& in, T& out, const std::string& path, Reading& reading) {
  std::int64_t number = 0;
  if (in.is_int64()) {
    number = in.get_int64();
  } else if (in.is_uint64() && in.get_uint64() <= static_cast<std::uint64_t>(INT64_MAX)) {
    number = static_cast<std::int64_t>(in.get_uint64());
  } else {
    return reading.fail_at(path, "expected a whole number");
  }
  if (number < static_cast<std::int64_t>(std::numeric_limits<T>::min()) ||
      number > static_cast<std::int64_t>(std::numeric_limits<T>::max())) {
    return reading.fail_at(path, "out of range");
  }
  out = static_cast<T>(number);
}

template <class T>
void read_struct(const json::value& in, T& out, const std::string& path, Reading& reading) {
  const auto* object = in.if_object();
  if (object == nullptr) return reading.fail_at(path, "expected an object");
  std::size_t known = 0;
  boost::mp11::mp_for_each<describe::describe_members<T, describe::mod_public | describe::mod_inherited>>([&](auto member) {
    if (reading.error) return;
    auto& field = out.*member.pointer;
    using Field = std::remove_cvref_t<decltype(field)>;
    const std::string field_path = path.empty() ? member.name : path + "." + member.name;
    const json::value* value = object->if_contains(member.name);
    if (value != nullptr) ++known;
    if (value == nullptr || (value->is_null() && !std::is_same_v<Field, json::value>)) {
      constexpr bool may_miss = is_optional<Field>::value || is_vector<Field>::value || is_text_map<Field>::value;
      if (!may_miss && reading.mode != RecordMode::lenient) reading.fail_at(field_path, "missing");
      return;
    }
    read(*value, field, field_path, reading);
  });
  if (reading.error || reading.mode != RecordMode::strict || known == object->size()) return;
  for (const auto& entry : *object) {
    bool found = false;
    boost::mp11::mp_for_each<describe::describe_members<T, describe::mod_public | describe::mod_inherited>>(
        [&](auto member) { found = found || entry.key() == member.name; });
    if (!found) {
      const std::string name(entry.key().data(), std::min<std::size_t>(entry.key().size(), 64));
      return reading.fail_at(path.empty() ? name : path + "." + name, "unknown field");
    }
  }
}

template <class T>
void read(const json::value& in, T& out, const std::string& path, Reading& reading) {
  if (reading.error) return;
  if constexpr (std::is_same_v<T, json::value>) {
    out = in;
  } else if constexpr (std::is_same_v<T, Uuid>) {
    const auto* text = in.if_string();
    auto id = text == nullptr ? Result<Uuid>(fail(Errc::parse, "")) : Uuid::parse({text->data(), text->size()});
    if (!id) return reading.fail_at(path, "expected a UUID");
    out = *id;
  } else if constexpr (std::is_same_v<T, WallTime>) {
    std::int64_t ms = 0;
    read_integer(in, ms, path, reading);
    if (!reading.error && (ms < 0 || ms > k_record_time_ms_max)) return reading.fail_at(path, "out of range");
    out = from_unix_ms(ms);
  } else if constexpr (std::is_same_v<T, std::string>) {
    const auto* text = in.if_string();
    if (text == nullptr) return reading.fail_at(path, "expected a text");
    if (text->size() > k_record_text_bytes_max) return reading.fail_at(path, "text too long");
    out.assign(text->data(), text->size());
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!in.is_bool()) return reading.fail_at(path, "expected true or false");
    out = in.get_bool();
  } else if constexpr (std::is_floating_point_v<T>) {
    json::error_code ignored;
    if (!in.is_number()) return reading.fail_at(path, "expected a number");
    out = in.to_number<T>(ignored);
    if (!std::isfinite(out)) return reading.fail_at(path, "out of range");
  } else if constexpr (std::is_integral_v<T>) {
    read_integer(in, out, path, reading);
  } else if constexpr (std::is_enum_v<T>) {
    const auto* text = in.if_string();
    const std::string name = text == nullptr ? "" : std::string(text->data(), text->size());
    if (!describe::enum_from_string(name.c_str(), out)) {
      // An older program meeting a newer value keeps the default rather than losing the record. The authority acts on
      // what it reads, so it never guesses.
      if (reading.mode != RecordMode::lenient || text == nullptr) reading.fail_at(path, "not one of the known values");
    }
  } else if constexpr (is_optional<T>::value) {
    out.emplace();
    read(in, *out, path, reading);
  } else if constexpr (is_vector<T>::value) {
    const auto* array = in.if_array();
    if (array == nullptr) return reading.fail_at(path, "expected an array");
    if (array->size() > k_record_list_max) return reading.fail_at(path, "too many entries");
    out.clear();
    for (std::size_t i = 0; i < array->size() && !reading.error; ++i) {
      read((*array)[i], out.emplace_back(), fmt::format("{}[{}]", path, i), reading);
    }
  } else if constexpr (is_text_map<T>::value) {
    const auto* object = in.if_object();
    if (object == nullptr) return reading.fail_at(path, "expected an object");
    if (object->size() > 64) return reading.fail_at(path, "too many entries");
    out.clear();
    for (const auto& entry : *object) {
      const std::string key(entry.key().data(), std::min<std::size_t>(entry.key().size(), 64));
      read(entry.value(), out[key], path + "." + key, reading);
    }
  } else {
    read_struct(in, out, path, reading);
  }
}

template <class T>
Result<T> decode(const json::value& in, RecordMode mode, const std::string& path) {
  T out{};
  Reading reading{mode, std::nullopt};
  read(in, out, path, reading);
  if (reading.error) return fail(*reading.error);
  return out;
}

}  // namespace vuoro::described
