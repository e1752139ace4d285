// vuoroctl pin: what goes into a kiosk's configuration instead of the PIN itself.
#include <sodium.h>

#include <algorithm>
#include <istream>
#include <ostream>

#include "ctl/commands.h"

namespace vuoro::ctl {
namespace {

constexpr std::size_t k_digits_min = 4;
constexpr std::size_t k_digits_max = 12;

}  // namespace

Result<Exit> run_pin(std::istream& in, std::ostream& out) {
  std::string pin;
  std::getline(in, pin);
  const bool digits = std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || pin.size() < k_digits_min || pin.size() > k_digits_max) {
    return fail(Errc::invalid_argument, "expected a PIN of 4 to 12 digits on standard input");
  }
  // A kiosk checks it on a small processor with little memory: libsodium's interactive cost, 64 MiB, would
  // press the terminal's memory goal, so memory is 16 MiB and the number of passes higher instead.
  constexpr unsigned long long k_passes = 4;
  constexpr std::size_t k_memory_bytes = 16 << 20;
  char hash[crypto_pwhash_STRBYTES];
  if (sodium_init() < 0 || crypto_pwhash_str(hash, pin.data(), pin.size(), k_passes, k_memory_bytes) != 0) {
    return fail(Errc::internal, "no memory to hash the PIN");
  }
  out << hash << "\n";
  return Exit::done;
}

}  // namespace vuoro::ctl
