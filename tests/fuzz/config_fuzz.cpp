// The two configuration files. Any bytes: an error with its place, or a configuration.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "kiosk/app/config.h"
#include "server/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto kiosk = vuoro::kiosk::parse_config(text, "/tmp");
  if (!kiosk && kiosk.error().message.empty()) std::abort();
  const auto server = vuoro::parse_server_config(text);
  if (!server && server.error().message.empty()) std::abort();
  return 0;
}
