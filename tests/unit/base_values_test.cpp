// Results, ids, randomness, text and files.

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "core/base/file.h"
#include "core/base/ids.h"
#include "core/base/text.h"
#include "tests/support/paths.h"

namespace vuoro {

using namespace std::chrono_literals;

TEST_CASE("Every error code has a name of its own") {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(Errc::internal); ++code) {
    const auto name = name_of(static_cast<Errc>(code));
    CHECK_FALSE(name.empty());
    CHECK(names.insert(name).second);
  }
  CHECK(Error{Errc::disk_full, "x"}.with("store").to_string() == "disk_full: store: x");
}

TEST_CASE("VUORO_TRY and VUORO_ASSIGN hand errors on as they are") {
  const auto half = [](int value) -> Result<int> {
    if (value % 2 != 0) return fail(Errc::invalid_argument, "odd");
    return value / 2;
  };
  const auto quarter = [&](int value) -> Result<int> {
    VUORO_ASSIGN(const int once, half(value));
    VUORO_TRY(half(once));
    return once / 2;
  };
  CHECK(quarter(8).value() == 2);
  CHECK(quarter(6).error().message == "odd");
  CHECK(quarter(7).error().code == Errc::invalid_argument);
}

TEST_CASE("UUIDs: version 7 in order of time, names always the same, only the usual form is read") {
  ManualClock clock(from_unix_ms(1'772'000'000'000));
  SeededRandom random(1);
  Uuid last = Uuid::v7(clock, random);
  CHECK((last.bytes()[6] >> 4) == 7);
  CHECK((last.bytes()[8] >> 6) == 2);
  for (int i = 0; i < 200; ++i) {
    clock.advance(1ms);
    const Uuid next = Uuid::v7(clock, random);
    CHECK(last < next);
    CHECK(Uuid::parse(next.to_string()).value() == next);
    last = next;
  }
  CHECK(Uuid::from_name("a") == Uuid::from_name("a"));
  CHECK(Uuid::from_name("a") != Uuid::from_name("b"));
  CHECK((Uuid::from_name("a").bytes()[6] >> 4) == 8);
  CHECK(Uuid::parse("0197F0AB-1234-7abc-8DEF-0123456789ab").has_value());
  for (const char* bad : {"", "0197f0ab12347abc8def0123456789ab", "0197f0ab-1234-7abc-8def-0123456789ag",
                          "{0197f0ab-1234-7abc-8def-0123456789ab}", "0197f0ab-1234-7abc-8def-0123456789ab ",
                          "0197f0ab-12347-abc-8def-0123456789ab"}) {
    CHECK_FALSE(Uuid::parse(bad).has_value());
  }
  CHECK(Uuid().is_nil());
}

TEST_CASE("Randomness: bounds hold, a seed repeats, an alphabet is kept to") {
  SeededRandom a(9);
  SeededRandom b(9);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1'000; ++i) {
    const auto value = a.below(7);
    CHECK(value < 7);
    CHECK(value == b.below(7));
    seen.insert(value);
    const double unit = a.unit();
    CHECK((unit >= 0 && unit < 1));
    (void)b.unit();
  }
  CHECK(seen.size() == 7);
  SystemRandom system;
  const std::string text = system.text(64, k_readable_alphabet);
  CHECK(text.size() == 64);
  CHECK(text.find_first_not_of(k_readable_alphabet) == std::string::npos);
  CHECK(text != system.text(64, k_readable_alphabet));
}

TEST_CASE("UTF-8: what is valid, cleaning, cutting between characters") {
  for (const char* good : {"", "Hyvää päivää", "تذكرة", "𝄞 ž"}) CHECK(is_valid_utf8(good));
  // Overlong, surrogate, beyond U+10FFFF, cut short, stray continuation.
  for (const char* bad : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "abc\xe2\x82", "\x80", "\xff"}) {
    CHECK_FALSE(is_valid_utf8(bad));
    CHECK(is_valid_utf8(clean_text(bad)));
  }
  CHECK(clean_text("a\x01\x1b[31mb\tc\nd\x7f") == "a[31mb\tc\nd");
  CHECK(clean_text("pay \u202Eevil\u2066x") == "pay evilx");
  CHECK(clean_text("\xff") == "\xEF\xBF\xBD");
  CHECK(truncate_utf8("ääkköset", 3) == "ä");
  CHECK(truncate_utf8("abc", 10) == "abc");
  CHECK(truncate_utf8("€", 2).empty());
  CHECK(trim("  a b \n") == "a b");
  CHECK(trim(" \t ").empty());
  std::string out;
  std::size_t at = 0;
  const std::string text = "aä€𝄞\xff";
  while (at < text.size()) append_utf8(out, next_code_point(text, at));
  CHECK(out == "aä€𝄞\xEF\xBF\xBD");
}

TEST_CASE("Files: limits, whole or not at all, secret when asked") {
  test::TempDir dir;
  const auto path = dir.path() / "a";
  CHECK(read_file(path, 10).error().code == Errc::not_found);
  REQUIRE(write_file_durably(path, "0123456789", 0600).has_value());
  CHECK(read_file(path, 10).value() == "0123456789");
  CHECK(read_file(path, 9).error().code == Errc::too_large);
  CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::mask) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  REQUIRE(write_file_durably(path, "new").has_value());
  CHECK(read_file(path, 10).value() == "new");
  CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 1);
  CHECK_FALSE(write_file_durably(dir.path() / "none" / "a", "x").has_value());
}

}  // namespace vuoro
