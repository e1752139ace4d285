#pragma once
// Looks at the pages of a write-ahead log as they are read. SQLite checks them once, when it opens the log
// after a crash, and takes everything behind the first bad one for writes that a power cut tore; here a page
// is checked whenever it is read, and what was synced once and has rotten since is told from what was torn.

#include <array>

#include "core/base/sqlite.h"
#include "core/pages/page_sum.h"

namespace vuoro::sqlite {

/// One log, of pages of k_page_bytes. Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
class CheckedLog {
 public:
  explicit CheckedLog(sqlite3_file& real) : real_(real) {}

  /// What lies there, put right as far as it can be. Returns SQLite's codes; SQLITE_CORRUPT: a page of the
  /// log has rotten.
  [[nodiscard]] int read(void* out, int count, sqlite3_int64 offset);
  /// Before something is written there.
  void will_write(int count, sqlite3_int64 offset);
  void will_truncate();

  /// A part of what was committed is missing: the database behind it is older than it says.
  [[nodiscard]] bool is_broken() const { return broken_; }
  [[nodiscard]] int bits_mended() const { return bits_mended_; }
  /// Commits at the log's end that were torn when the power went, or have rotten since: nobody can tell.
  [[nodiscard]] int commits_torn() const { return commits_torn_; }

 private:
  static constexpr std::size_t k_header = 32;
  static constexpr std::size_t k_frame_header = 24;
  static constexpr std::size_t k_frame = k_frame_header + k_page_bytes;
  static constexpr std::uint32_t k_all = 0xffffffff;

  /// The sum before it, its header, its page.
  using Frame = std::array<std::uint8_t, 8 + k_frame>;
  enum class Verdict {
    sound,
    mended,  ///< a bit was flipped: the frame is whole again, and so is the file
    bad,
    foreign  ///< of an earlier life of the log, or with a rotten header
  };

  [[nodiscard]] static sqlite3_int64 offset_of(std::uint32_t frame);
  [[nodiscard]] int read_header(std::uint8_t* out);
  [[nodiscard]] int know_header();
  [[nodiscard]] int read_page(std::uint8_t* out, std::uint32_t number);
  [[nodiscard]] int read_frame(std::uint8_t* out, std::uint32_t number);
  [[nodiscard]] int look_at(Frame& frame, std::uint32_t number, Verdict& verdict);
  [[nodiscard]] Verdict judge(Frame& frame) const;
  [[nodiscard]] bool has_salts(Bytes frame_header) const;
  [[nodiscard]] bool goes_on_after(std::uint32_t number);
  void count_torn(std::uint32_t number);
  [[nodiscard]] std::uint32_t frames();
  void forge(std::uint8_t* frame, Bytes before) const;

  sqlite3_file& real_;
  std::array<std::uint8_t, k_header> header_{};
  bool header_known_ = false;
  bool big_endian_ = false;
  bool broken_ = false;
  int bits_mended_ = 0;
  int commits_torn_ = 0;
  std::uint32_t sealed_ = k_all;     ///< frames from here on are being rewritten, their sums come later
  std::uint32_t announced_ = k_all;  ///< the frame whose header was written last
};

}  // namespace vuoro::sqlite
