#include "core/pages/checked_log.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace vuoro::sqlite {
namespace {

/// The last bit says in which order words are summed.
constexpr std::uint32_t k_magic = 0x377f0682;
constexpr std::size_t k_salts = 8;

LogSum stored_sum(Bytes bytes, std::size_t offset) {
  return {word_at(bytes, offset, true), word_at(bytes, offset + 4, true)};
}

void store_sum(std::span<std::uint8_t> bytes, std::size_t offset, LogSum sum) {
  put_word(bytes, offset, sum.a, true);
  put_word(bytes, offset + 4, sum.b, true);
}

}  // namespace

sqlite3_int64 CheckedLog::offset_of(std::uint32_t frame) {
  return sqlite3_int64{k_header} + sqlite3_int64{frame} * sqlite3_int64{k_frame};
}

std::uint32_t CheckedLog::frames() {
  sqlite3_int64 size = 0;
  if (real_.pMethods->xFileSize(&real_, &size) != SQLITE_OK) return 0;
  return size <= sqlite3_int64{k_header}
             ? 0
             : static_cast<std::uint32_t>((static_cast<std::size_t>(size) - k_header) / k_frame);
}

int CheckedLog::read(void* out, int count, sqlite3_int64 offset) {
  auto* bytes = static_cast<std::uint8_t*>(out);
  const auto wanted = static_cast<std::size_t>(count);
  const auto from = static_cast<std::size_t>(offset);
  if (from == 0 && wanted == k_header) return read_header(bytes);
  if (from >= k_header) {
    const auto number = static_cast<std::uint32_t>((from - k_header) / k_frame);
    const std::size_t within = (from - k_header) % k_frame;
    if (number < sealed_ && within == 0 && wanted == k_frame) return read_frame(bytes, number);
    if (number < sealed_ && within == k_frame_header && wanted == k_page_bytes)
      return read_page(bytes, number);
  }
  return real_.pMethods->xRead(&real_, out, count, offset);
}

void CheckedLog::will_write(int count, sqlite3_int64 offset) {
  const auto wanted = static_cast<std::size_t>(count);
  const auto from = static_cast<std::size_t>(offset);
  if (from < k_header) return will_truncate();
  const auto number = static_cast<std::uint32_t>((from - k_header) / k_frame);
  const std::size_t within = (from - k_header) % k_frame;
  if (within == 0) {
    if (number == sealed_) ++sealed_;
    announced_ = number;
  } else if (within == k_frame_header && wanted == k_page_bytes && announced_ != number) {
    // A transaction larger than the cache writes a page of its own anew; the sums follow at its commit.
    sealed_ = std::min(sealed_, number);
  }
}

void CheckedLog::will_truncate() {
  header_known_ = false;
  sealed_ = announced_ = k_all;
}

int CheckedLog::read_header(std::uint8_t* out) {
  if (const int code = real_.pMethods->xRead(&real_, out, int{k_header}, 0); code != SQLITE_OK) return code;
  const std::span<std::uint8_t> bytes(out, k_header);
  const Bytes summed(out, 24);
  bool mended = false;
  bool known = false;
  for (const bool big_endian : {false, true}) {
    const LogSum stored = stored_sum(bytes, 24);
    const LogSum sum = sum_of(summed, {}, big_endian);
    std::size_t bit = 0;
    const int bits = sum == stored ? 0 : flipped_bits(summed, {}, stored, big_endian, bit);
    auto other = std::array<std::uint8_t, k_header>{};
    std::copy(bytes.begin(), bytes.end(), other.begin());
    if (bits == 1) flip_bit(other, bit);
    if (sum != stored && bits == 0 && differ_in_one_bit(sum, stored)) store_sum(other, 24, sum);
    const bool right = sum_of(Bytes(other).first(24), {}, big_endian) == stored_sum(other, 24) &&
                       word_at(other, 0, true) == (k_magic | (big_endian ? 1U : 0U));
    if (!right) continue;
    mended = sum != stored;
    known = true;
    big_endian_ = big_endian;
    std::copy(other.begin(), other.end(), bytes.begin());
    break;
  }
  if (known) {
    std::copy(bytes.begin(), bytes.end(), header_.begin());
    header_known_ = true;
    if (mended) {
      ++bits_mended_;
      (void)real_.pMethods->xWrite(&real_, out, int{k_header}, 0);
    }
    return SQLITE_OK;
  }
  // The first commit syncs the header before its frames: if those go on, the header was whole once.
  std::copy(bytes.begin(), bytes.end(), header_.begin());
  std::array<std::uint8_t, k_frame_header> second{};  // the first may have gone with the header
  if (frames() < 3 ||
      real_.pMethods->xRead(&real_, second.data(), int{k_frame_header}, offset_of(1)) != SQLITE_OK)
    return SQLITE_OK;
  std::copy_n(second.begin() + k_salts, 8, header_.begin() + 16);
  for (const bool big_endian : {false, true}) {
    big_endian_ = big_endian;
    broken_ = goes_on_after(0);
    if (broken_) break;
  }
  return SQLITE_OK;
}

bool CheckedLog::has_salts(Bytes frame_header) const {
  return std::equal(frame_header.begin() + k_salts, frame_header.begin() + k_salts + 8, header_.begin() + 16);
}

CheckedLog::Verdict CheckedLog::judge(Frame& frame) const {
  const std::span<std::uint8_t> header(frame.data() + 8, k_frame_header);
  const LogSum seed = stored_sum(frame, 0);
  const LogSum stored = stored_sum(header, 16);
  // What is summed lies in two parts.
  const Bytes page = Bytes(frame).last(k_page_bytes);
  const LogSum sum = sum_of(page, sum_of(header.first(8), seed, big_endian_), big_endian_);
  if (!has_salts(header)) {
    int differ = 0;
    for (std::size_t i = 0; i < 8; ++i)
      differ += std::popcount(static_cast<unsigned>(header[k_salts + i] ^ header_[16 + i]));
    if (differ != 1 || sum != stored) return Verdict::foreign;
    std::copy_n(header_.begin() + 16, 8, header.begin() + k_salts);
    return Verdict::mended;
  }
  if (sum == stored) return Verdict::sound;
  std::array<std::uint8_t, 8 + k_page_bytes> summed{};
  std::copy_n(header.begin(), 8, summed.begin());
  std::copy(page.begin(), page.end(), summed.begin() + 8);
  // The sum is not worth more than one guess.
  const bool own_sum = differ_in_one_bit(sum, stored);
  const LogSum before = sum_before(summed, stored, big_endian_);
  const bool sum_of_earlier = differ_in_one_bit(before, seed);
  std::size_t bit = 0;
  const int bits = flipped_bits(summed, seed, stored, big_endian_, bit);
  if (int{own_sum} + int{sum_of_earlier} + bits != 1) return Verdict::bad;
  if (own_sum) store_sum(header, 16, sum);
  if (sum_of_earlier) store_sum(frame, 0, before);
  if (bits == 1) flip_bit(frame, bit + 8 * (bit < 64 ? 8 : k_frame_header));
  return Verdict::mended;
}

int CheckedLog::look_at(Frame& frame, std::uint32_t number, Verdict& verdict) {
  const sqlite3_int64 sum_before = number == 0 ? 24 : offset_of(number - 1) + 16;
  if (const int code = real_.pMethods->xRead(&real_, frame.data(), 8, sum_before); code != SQLITE_OK)
    return code;
  if (const int code = real_.pMethods->xRead(&real_, frame.data() + 8, int{k_frame}, offset_of(number));
      code != SQLITE_OK)
    return code;
  verdict = judge(frame);
  if (verdict != Verdict::mended) return SQLITE_OK;
  ++bits_mended_;
  (void)real_.pMethods->xWrite(&real_, frame.data(), 8, sum_before);
  (void)real_.pMethods->xWrite(&real_, frame.data() + 8, int{k_frame}, offset_of(number));
  if (number == 0) std::copy_n(frame.begin(), 8, header_.begin() + 24);
  return SQLITE_OK;
}

int CheckedLog::know_header() {
  if (header_known_ || broken_) return SQLITE_OK;
  std::array<std::uint8_t, k_header> header{};
  return read_header(header.data());
}

int CheckedLog::read_page(std::uint8_t* out, std::uint32_t number) {
  Frame frame;
  Verdict verdict = Verdict::bad;
  if (const int code = know_header(); code != SQLITE_OK) return code;
  if (const int code = look_at(frame, number, verdict); code != SQLITE_OK) return code;
  if (verdict == Verdict::bad || verdict == Verdict::foreign) {
    // Another connection may have begun the log anew.
    header_known_ = false;
    if (const int code = know_header(); code != SQLITE_OK) return code;
    if (const int code = look_at(frame, number, verdict); code != SQLITE_OK) return code;
    if (verdict == Verdict::bad || verdict == Verdict::foreign) return SQLITE_CORRUPT;
  }
  std::memcpy(out, frame.data() + 8 + k_frame_header, k_page_bytes);
  return SQLITE_OK;
}

// SQLite is opening the log and stops at the first frame that does not fit. Where later commits follow, this
// one was synced before they began: it has rotten, and SQLite is made to read on. Whoever reads the page
// itself hears that it is corrupt.
int CheckedLog::read_frame(std::uint8_t* out, std::uint32_t number) {
  Frame frame;
  Verdict verdict = Verdict::bad;
  if (const int code = know_header(); code != SQLITE_OK) return code;
  const int code = look_at(frame, number, verdict);
  if (code == SQLITE_IOERR_SHORT_READ)
    return real_.pMethods->xRead(&real_, out, int{k_frame}, offset_of(number));
  if (code != SQLITE_OK) return code;
  std::memcpy(out, frame.data() + 8, k_frame);
  if (verdict == Verdict::sound || verdict == Verdict::mended) return SQLITE_OK;
  if (!goes_on_after(number)) {
    count_torn(number);
    return SQLITE_OK;
  }
  broken_ = true;
  if (verdict == Verdict::bad) forge(out, Bytes(frame).first(8));
  return SQLITE_OK;
}

/// A commit ends at this frame or behind it, and another one was begun after it.
bool CheckedLog::goes_on_after(std::uint32_t number) {
  const std::uint32_t count = frames();
  for (std::uint32_t at = number; at + 1 < count; ++at) {
    std::array<std::uint8_t, k_frame_header> header{};
    if (real_.pMethods->xRead(&real_, header.data(), int{k_frame_header}, offset_of(at)) != SQLITE_OK)
      return false;
    const bool commits = has_salts(header) && word_at(header, 4, true) != 0;
    if (!commits) continue;
    // Left over from a transaction that never was committed, the next one would not follow on this one's sum.
    Frame next;
    Verdict verdict = Verdict::bad;
    const int code = look_at(next, at + 1, verdict);
    if (code == SQLITE_OK && (verdict == Verdict::sound || verdict == Verdict::mended)) return true;
  }
  return false;
}

void CheckedLog::count_torn(std::uint32_t number) {
  commits_torn_ = 0;
  const std::uint32_t count = frames();
  for (std::uint32_t at = number; at < count; ++at) {
    std::array<std::uint8_t, k_frame_header> header{};
    if (real_.pMethods->xRead(&real_, header.data(), int{k_frame_header}, offset_of(at)) != SQLITE_OK) return;
    // Of a commit whose own header is torn another frame is there, or nothing that was ever synced.
    if (has_salts(header) && (word_at(header, 4, true) != 0 || at + 1 == count)) ++commits_torn_;
  }
}

/// Makes the page's last bytes, which SQLite leaves alone, so that the sum comes out as it is stored.
void CheckedLog::forge(std::uint8_t* frame, Bytes before) const {
  const std::span<std::uint8_t> all(frame, k_frame);
  LogSum sum = sum_of(all.first(8), stored_sum(before, 0), big_endian_);
  sum = sum_of(all.subspan(k_frame_header, k_page_bytes - 8), sum, big_endian_);
  const LogSum wanted = stored_sum(all, 16);
  const std::uint32_t first = wanted.a - sum.a - sum.b;
  put_word(all, k_frame - 8, first, big_endian_);
  put_word(all, k_frame - 4, wanted.b - sum.b - wanted.a, big_endian_);
}

}  // namespace vuoro::sqlite
