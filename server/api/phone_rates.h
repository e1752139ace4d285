#pragma once
// How often visitors' phones may act. Nobody logs in there, so the address and what is shown must do.

#include <string>

#include "server/http/rate_limit.h"
#include "server/limits.h"

namespace vuoro::api {

/// Server's thread only.
class PhoneRates {
 public:
  /// A number is asked for. @param site  whose code was shown; empty when it was none.
  [[nodiscard]] bool join(const std::string& site, const std::string& address, MonoTime now) {
    return joins_.take(address, now) && (site.empty() || site_joins_.take(site, now));
  }
  /// A ticket is delayed or given up. @param token  empty when it is no ticket's.
  [[nodiscard]] bool act(const std::string& token, const std::string& address, MonoTime now) {
    return address_acts_.take(address, now) && (token.empty() || acts_.take(token, now));
  }

 private:
  http::RateLimit joins_{limits::k_joins_per_second, limits::k_joins_burst, limits::k_rate_entries_max};
  http::RateLimit site_joins_{limits::k_site_joins_per_second, limits::k_site_joins_burst,
                              limits::k_rate_entries_max};
  http::RateLimit acts_{limits::k_phone_acts_per_second, limits::k_phone_acts_burst,
                        limits::k_rate_entries_max};
  http::RateLimit address_acts_{limits::k_address_phone_acts_per_second, limits::k_address_phone_acts_burst,
                                limits::k_rate_entries_max};
};

}  // namespace vuoro::api
