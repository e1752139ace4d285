#include "core/base/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <memory>

namespace vuoro::log {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string& program_name() {
  static std::string& name = *new std::string("vuoro");  // as the logger, never destroyed
  return name;
}

spdlog::logger& logger() {
  // Never destroyed: a thread that was left behind may still log while the program ends.
  static const auto& instance = *new std::shared_ptr<spdlog::logger>([] {
    auto made = std::make_shared<spdlog::logger>("vuoro", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    made->flush_on(spdlog::level::info);
    return made;
  }());
  return *instance;
}

std::string now_text() {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, now.time_since_epoch().count() % 1000);
}

}  // namespace

void start(std::string_view program, Level lowest) {
  program_name() = program;
  logger().set_level(to_spdlog(lowest));
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!logger().should_log(to_spdlog(level))) return;
  boost::json::object line;
  line.reserve(fields.size() + 4);
  line["time"] = now_text();
  line["level"] = level == Level::debug ? "debug" : level == Level::info ? "info" : level == Level::warn ? "warn" : "error";
  line["program"] = program_name();
  line["event"] = event;
  for (const auto& [name, value] : fields) line[name] = value;
  logger().log(to_spdlog(level), "{}", boost::json::serialize(line));
}

}  // namespace vuoro::log
