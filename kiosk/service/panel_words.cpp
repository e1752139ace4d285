#include "kiosk/service/panel_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vuoro::kiosk {
namespace {

constexpr std::array<std::pair<std::string_view, const char*>, 11> k_words = {{
    {"ready", "Works"},
    {"absent", "Not found"},
    {"none", "Not in use"},
    {"near_end", "Works; the paper is near its end"},
    {"paper_out", "The printer is out of paper."},
    {"cover_open", "The printer's cover is open."},
    {"cutter", "The printer is jammed."},
    {"error", "The printer does not work now."},
    {"offline", "Not ready to print"},
    {"silent", "Connected, but does not answer"},
    {"unplugged", "No connection"},
}};

}  // namespace

std::string device_words(const Language& l, std::string_view state) {
  const auto found = std::ranges::find(k_words, state, &std::pair<std::string_view, const char*>::first);
  return found == k_words.end() ? std::string(state) : l.t(found->second);
}

}  // namespace vuoro::kiosk
