#pragma once
// The tour: an automated visitor, a clerk and a phone in a running lobby. What each chapter checks, it saw.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kiosk/i18n/language.h"
#include "tests/e2e/hand.h"
#include "tests/e2e/lobby_file.h"
#include "tests/e2e/staff_client.h"

namespace vuoro::test {

class Tour {
 public:
  Tour(LobbyFile lobby, std::filesystem::path out, const kiosk::Language& language);

  void home();
  void ticket();
  void called_by_a_clerk();
  void guidance();
  void booking_and_check_in();
  void feedback();
  void printer_troubles();
  void without_the_server();
  void power_cut();
  void nothing_lost_nothing_twice();

 private:
  /// A text of the program in the visitor's language.
  [[nodiscard]] std::string t(const char* id, kiosk::Values values = {}) const {
    return language_.t(id, values);
  }
  /// Takes a picture into the out folder, numbered in order.
  void keep(Hand& hand, const std::string& name);
  /// From the home screen to a number on the screen; the number.
  std::string take_number(const std::string& queue);
  void go_home();
  [[nodiscard]] std::string number_on_screen();
  /// The newest finished job of the printer after `before` jobs; its QR payload, when it has one.
  [[nodiscard]] std::filesystem::path printed_after(std::size_t before);
  [[nodiscard]] std::size_t printed() const;
  void printer(const std::string& line);
  /// The ticket's record at the authority, once it has arrived there.
  [[nodiscard]] json::object at_authority(const std::string& number);
  [[nodiscard]] std::string qr_in(const std::filesystem::path& picture);

  LobbyFile lobby_;
  std::filesystem::path out_;
  const kiosk::Language& language_;
  Hand terminal_;
  Hand display_;
  StaffClient clerk_;
  std::string scope_;                 ///< of the site
  std::string queue_ = "Kela";        ///< by its name on the screen
  std::vector<std::string> numbers_;  ///< every number this tour was given
  std::string follow_token_;          ///< of the first ticket
  int pictures_ = 0;
};

}  // namespace vuoro::test
