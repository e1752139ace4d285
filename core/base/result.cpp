#include "core/base/result.h"

namespace vuoro {

std::string_view name_of(Errc code) {
  switch (code) {
    case Errc::invalid_argument: return "invalid_argument";
    case Errc::parse: return "parse";
    case Errc::too_large: return "too_large";
    case Errc::too_many: return "too_many";
    case Errc::not_found: return "not_found";
    case Errc::conflict: return "conflict";
    case Errc::alive: return "alive";
    case Errc::unauthorized: return "unauthorized";
    case Errc::forbidden: return "forbidden";
    case Errc::expired: return "expired";
    case Errc::exhausted: return "exhausted";
    case Errc::closed: return "closed";
    case Errc::timeout: return "timeout";
    case Errc::unavailable: return "unavailable";
    case Errc::resync: return "resync";
    case Errc::corrupt: return "corrupt";
    case Errc::io: return "io";
    case Errc::disk_full: return "disk_full";
    case Errc::paper_out: return "paper_out";
    case Errc::cover_open: return "cover_open";
    case Errc::cutter: return "cutter";
    case Errc::offline: return "offline";
    case Errc::unknown_outcome: return "unknown_outcome";
    case Errc::unsupported: return "unsupported";
    case Errc::cancelled: return "cancelled";
    case Errc::internal: return "internal";
  }
  return "internal";
}

Error Error::with(std::string_view context) const { return Error{code, std::string(context) + ": " + message}; }

std::string Error::to_string() const { return std::string(name_of(code)) + ": " + message; }

}  // namespace vuoro
