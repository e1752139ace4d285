#include "drivers/printer/escpos_sim_control.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <optional>

namespace vuoro::drivers {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > 10'000'000)
    return std::nullopt;
  return value;
}

/// Sets `flag` when the value is one of the two words.
bool either(std::string_view value, std::string_view yes, std::string_view no, bool& flag) {
  if (value != yes && value != no) return false;
  flag = value == yes;
  return true;
}

template <class T>
bool number_or_off(std::string_view value, std::optional<T>& into) {
  const auto parsed = number(value);
  if (value != "off" && !parsed) return false;
  into = parsed ? std::optional<T>(static_cast<T>(*parsed)) : std::nullopt;
  return true;
}

std::string_view name_of(PaperState paper) {
  switch (paper) {
    case PaperState::ok:
      return "ok";
    case PaperState::near_end:
      return "near_end";
    case PaperState::out:
      return "out";
    case PaperState::unknown:
      break;
  }
  return "unknown";
}

bool set_paper(std::string_view value, PaperState& paper) {
  for (const PaperState one : {PaperState::ok, PaperState::near_end, PaperState::out}) {
    if (name_of(one) != value) continue;
    paper = one;
    return true;
  }
  return false;
}

}  // namespace

bool apply_control_line(std::string_view line, EscposSimFaults& faults) {
  const std::size_t space = line.find(' ');
  const std::string_view name = line.substr(0, space);
  const std::string_view value =
      space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
  if (name == "reset" && value.empty()) {
    faults = {};
    return true;
  }
  if (name == "paper") return set_paper(value, faults.paper);
  if (name == "cover") return either(value, "open", "closed", faults.cover_open);
  if (name == "cutter") return either(value, "stuck", "ok", faults.cutter_stuck);
  if (name == "silent") return either(value, "on", "off", faults.silent);
  if (name == "dead") return either(value, "on", "off", faults.dead);
  if (name == "slow" && number(value)) {
    faults.delay_ms_per_line = *number(value);
    return true;
  }
  if (name == "close_after") return number_or_off(value, faults.close_after_bytes);
  if (name == "paper_out_after") return number_or_off(value, faults.paper_out_after_lines);
  return false;
}

std::string describe(const PrinterStatus& status, std::size_t jobs) {
  return boost::json::serialize(boost::json::object{{"state", drivers::name_of(status)},
                                                    {"online", status.online},
                                                    {"paper", name_of(status.paper)},
                                                    {"cover_open", status.cover_open},
                                                    {"cutter_error", status.cutter_error},
                                                    {"jobs", jobs}});
}

std::string describe(const EscposSimJob& job) {
  const auto array = [](const std::vector<std::string>& texts) {
    boost::json::array out;
    for (const std::string& text : texts) out.emplace_back(text);
    return out;
  };
  return boost::json::serialize(boost::json::object{{"number", job.number},
                                                    {"text", job.text},
                                                    {"qr", array(job.qr)},
                                                    {"pictures", job.pictures},
                                                    {"cut", job.cut},
                                                    {"picture", job.picture.string()},
                                                    {"unknown", array(job.unknown)},
                                                    {"not_drawn", array(job.not_drawn)}});
}

}  // namespace vuoro::drivers
