#pragma once
// Structured logs: one JSON object a line on standard error. Never personal data, never a secret.

#include <boost/json/value.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace vuoro::log {

enum class Level { debug, info, warn, error };

/// {"name", value}: whatever a JSON value can be made from.
struct Field {
  template <class Value>
  Field(std::string_view field, Value&& content) : name(field), value(std::forward<Value>(content)) {}
  std::string_view name;
  boost::json::value value;
};

/// Sets the program's name and the lowest level written. Call once, before threads start.
void start(std::string_view program, Level lowest = Level::info);

/// Writes {"time":…,"level":…,"program":…,"event":event,fields…}. Thread-safe. `event` is a short fixed name in
/// snake_case that can be searched for ("device_enrolled"); what varies goes into fields.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::info, event, fields);
}
inline void warn(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::warn, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::error, event, fields);
}

}  // namespace vuoro::log
