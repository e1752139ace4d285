#pragma once
// The visitors of the kill audit: each does one thing at the terminal's real screens, and what the screen
// said is written down. A visit that a kill breaks off stays as far as it came.

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "kiosk/i18n/language.h"
#include "tests/e2e/hand.h"
#include "tests/e2e/lobby_file.h"

namespace vuoro::test {

/// One touch on a face is an answer; every other visitor writes something, which nobody else writes.
struct SeenFeedback {
  int score = 0;
  bool saved = false;  ///< the screen said so
  std::string words;   ///< small letters, as sent; empty: none were
  bool words_saved = false;
};

/// The visitor has touched "Book this time".
struct SeenBooking {
  enum class Answer { none, booked, refused };
  std::string slot_id;
  Answer answer = Answer::none;
  std::string code;  ///< from the slip, when one was printed
};

struct Seen {
  std::set<std::string> numbers;
  std::vector<SeenFeedback> feedback;
  std::vector<SeenBooking> bookings;
  /// Codes held before the scanner, and the number that was shown; empty while none was.
  std::map<std::string, std::string> check_ins;
  int came_again = 0;  ///< with a code that had its number
  int turned_away = 0;
  [[nodiscard]] std::size_t acts() const { return numbers.size() + feedback.size() + bookings.size(); }
};

/// Of every eight visitors four take a number, two give feedback, one books a time and one comes to what was
/// booked.
constexpr int k_kinds_of_visits = 8;

class AuditVisits {
 public:
  /// All are borrowed. Adds free times enough for so many visitors.
  AuditVisits(Hand& terminal, const LobbyFile& lobby, const kiosk::Language& language, Random& random,
              std::size_t bookings);

  /// From the home screen and back to it. Throws Stuck when the terminal dies meanwhile.
  void visit();
  /// Waits for the home screen, also of a terminal that is only starting.
  void be_home();
  [[nodiscard]] const Seen& seen() const { return seen_; }

 private:
  struct FreeTime {
    std::string slot_id;
    WallTime start;
  };

  [[nodiscard]] std::string t(const char* id) const { return language_.t(id); }
  void take_number();
  void give_feedback();
  void write_words(SeenFeedback& given);
  void book(bool for_today);
  void print_slip(SeenBooking& booking);
  void check_in();
  /// The number shown, "" when the screen says that there is none.
  [[nodiscard]] std::string number_shown();
  /// The slot whose day and time are on the screen as the visitor's.
  [[nodiscard]] FreeTime time_shown(const std::string& service);
  /// Presses what is called so, or one of that group (the first, or any). @return false: one of `instead` is
  /// on the page, and nothing such to press
  bool press_or(const std::string& label, const std::set<std::string>& instead);
  bool choose_or(const std::string& group, bool first, const std::set<std::string>& instead);
  void turn_away();

  Hand& terminal_;
  const LobbyFile& lobby_;
  const kiosk::Language& language_;
  Random& random_;
  std::string later_service_, soon_service_;  ///< as named on the screen
  std::map<std::string, FreeTime> times_;     ///< by service and what the screen says of the time
  std::vector<std::string> to_come_;          ///< codes of bookings that may be checked in now
  std::vector<std::string> came_;             ///< codes that were
  Seen seen_;
  int visits_ = 0, booked_ = 0, check_ins_ = 0;
};

/// Every code of a paper; none when it is not whole: a printer that is killed leaves such.
[[nodiscard]] std::vector<std::string> codes_on(const std::filesystem::path& paper);
[[nodiscard]] bool is_booking_code(const std::string& code);

}  // namespace vuoro::test
