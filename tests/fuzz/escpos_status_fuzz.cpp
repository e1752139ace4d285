// Whatever a device sends back: read in two ways of cutting, with the same outcome and within bounds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "drivers/printer/escpos_status.h"

using namespace vuoro::drivers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  EscposReplyReader whole, pieces;
  whole.feed(bytes);
  for (std::size_t i = 0; i < size; ++i) pieces.feed(bytes.subspan(i, 1));
  std::size_t replies = 0;
  while (const auto reply = whole.next()) {
    const auto same = pieces.next();
    if (!same || same->kind != reply->kind || same->bits != reply->bits || same->text != reply->text) std::abort();
    if (reply->text.size() > 256 || ++replies > 256) std::abort();
    PrinterStatus status;
    for (int n = 1; n <= 4; ++n) apply_realtime_status(status, n, reply->bits[0]);
    if (name_of(status).empty() || name_of(status_of_automatic(reply->bits)).empty()) std::abort();
  }
  if (pieces.next()) std::abort();
  return 0;
}
