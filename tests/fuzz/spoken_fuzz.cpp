// Any text, as it should sound: ends, stays text, and does not grow without bound.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/base/text.h"
#include "ui/speech/spoken.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vuoro::ui::speech;
  Words words;
  words.to = "to";
  words.whole = {{"min", "minutes"}};
  words.signs = {{",", "comma"}};
  words.capital = "capital {letter}";
  words.date = [](int day, int month, int year) {
    return std::to_string(day) + " " + std::to_string(month) + " " + std::to_string(year);
  };
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string& said : {spoken(text, words), spoken_entry(vuoro::clean_text(text), words)}) {
    if (!vuoro::is_valid_utf8(said)) std::abort();
    if (said.size() > 8 * size + 16) std::abort();
  }
  (void)spoken_key(text, words);
  return 0;
}
