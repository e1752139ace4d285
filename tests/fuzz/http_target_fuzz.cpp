// Request lines and Cookie headers: the first line is the target, the rest a header.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/api/routes.h"
#include "server/http/request_target.h"

using namespace vuoro;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  const auto target = http::parse_target(text.substr(0, end));
  if (target) {
    if (target->path.empty() || target->path[0] != '/') std::abort();
    for (const auto port : {http::Port::open, http::Port::device}) {
      const auto found = api::match("GET", target->path, port);
      if (found.route != nullptr && target->path.find(found.parameter) == std::string::npos) std::abort();
    }
    (void)target->integer("since", 0, 100, 0);
  }
  if (end != std::string_view::npos) {
    const auto value = http::cookie_value(text.substr(end + 1), "vuoro_session");
    if (value && value->find(';') != std::string::npos) std::abort();
  }
  return 0;
}
