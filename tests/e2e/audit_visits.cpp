#include "tests/e2e/audit_visits.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "core/base/text.h"
#include "core/lobby/check_in.h"
#include "core/lobby/time_zone.h"
#include "drivers/image/image_file.h"
#include "drivers/scanner/code_reader.h"
#include "tests/e2e/lobby_slots.h"
#include "tests/e2e/staff_client.h"

namespace vuoro::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_queue = "Kela";
/// Nearly as early as one may check in, so that a long run has it before it.
constexpr std::chrono::minutes k_soon{50};
/// As many as anybody books at one time.
constexpr int k_soon_places = 5'000;
constexpr const char* k_faces[] = {"Very badly", "Badly", "So-so", "Well", "Very well"};

bool is_number(const std::string& text) {
  static const std::regex k_number("[A-Z][0-9]{1,5}");
  return std::regex_match(text, k_number);
}

/// What nobody else writes: the visit's number in letters that every keyboard's first page has.
std::string word_of(std::size_t visit) {
  std::string word = "k";
  for (const char digit : std::to_string(visit)) word += static_cast<char>('a' + (digit - '0'));
  return word;
}

std::string small(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return text;
}

}  // namespace

std::vector<std::string> codes_on(const fs::path& paper) {
  std::vector<std::string> out;
  const auto image = drivers::read_picture(paper);
  if (!image) return out;
  for (const auto& code : drivers::read_codes(*image)) out.push_back(code.text);
  return out;
}

bool is_booking_code(const std::string& code) {
  return code.size() == k_code_characters && normal_code(code) == code;
}

AuditVisits::AuditVisits(Hand& terminal, const LobbyFile& lobby, const kiosk::Language& language,
                         Random& random, std::size_t bookings)
    : terminal_(terminal), lobby_(lobby), language_(language), random_(random) {
  StaffClient staff(lobby.central_url, lobby.central_ca_file);
  staff.log_in("editor", lobby.password);
  const std::string scope = staff.site_scope();
  const auto demo = staff.records(scope, "slot");
  expect(!demo.empty(), "free times in the demo");
  const json::object later = demo.front().as_object();
  const auto other = std::find_if(demo.begin(), demo.end(), [&](const json::value& slot) {
    return slot.at("service_id") != later.at("service_id");
  });
  expect(other != demo.end(), "free times of two services in the demo");
  const SystemClock clock;
  add_slots(lobby, later, coming_times(clock.wall(), bookings), 1);
  add_slots(lobby, other->as_object(), {soon_today(clock.wall(), k_soon)}, k_soon_places);

  std::map<std::string, std::string> names;
  for (const auto& service : staff.records("global", "service"))
    names[std::string(service.at("id").as_string())] = service.at("name").at(language.tag()).as_string();
  later_service_ = names.at(std::string(later.at("service_id").as_string()));
  soon_service_ = names.at(std::string(other->at("service_id").as_string()));
  const auto zone = TimeZone::create("Europe/Helsinki").value();
  for (const auto& slot : staff.records(scope, "slot")) {
    const WallTime start = from_unix_ms(slot.at("start").to_number<std::int64_t>());
    const LocalDateTime at = zone.to_local(start);
    times_[names.at(std::string(slot.at("service_id").as_string())) + " " + language.long_date(at.date) +
           " " + language.at_time(at.time)] = {std::string(slot.at("id").as_string()), start};
  }
  be_home();
}

void AuditVisits::visit() {
  switch (visits_++ % k_kinds_of_visits) {
    case 1:
    case 5:
      return give_feedback();
    case 3:
      return book(booked_++ % 2 == 0);
    case 7:
      return check_in();
    default:
      return take_number();
  }
}

void AuditVisits::be_home() {
  terminal_.wait_first_label(t("Take a queue number"));
}

// ---- Numbers

void AuditVisits::take_number() {
  const std::string take = t("Take a queue number");
  const std::set<std::string> none = {t("No number can be given just now")};
  terminal_.press(take);
  if (!press_or(k_queue, none) || !press_or(take, none)) return turn_away();
  const std::string number = number_shown();
  if (number.empty()) return turn_away();
  expect(seen_.numbers.insert(number).second, number + " on the screen for the first time");
  terminal_.press(t("Done"));
  be_home();
}

std::string AuditVisits::number_shown() {
  const std::string still = t("I still need a number");
  const std::string none = t("No number can be given just now");
  const auto number_or_none = [&](const std::string& text) { return text == none || is_number(text); };
  std::string shown = terminal_.wait_text(
      "a queue number", [&](const std::string& text) { return text == still || number_or_none(text); });
  if (shown == still) {
    terminal_.press(still);
    shown = terminal_.wait_text("a queue number", number_or_none);
  }
  return shown == none ? "" : shown;
}

/// Nothing is promised that cannot be kept: they are counted, not a fault.
void AuditVisits::turn_away() {
  ++seen_.turned_away;
  const auto to_start = {t("To the start"), t("Home")};
  expect(soon([&] {
           for (const auto& node : terminal_.nodes()) {
             for (const std::string& way : to_start)
               if (node.label == way && node.can_press && terminal_.try_press(node.id)) return true;
           }
           return false;
         }),
         "a way to the start");
  be_home();
}

bool AuditVisits::press_or(const std::string& label, const std::set<std::string>& instead) {
  bool pressed = false;
  const bool done = soon([&] {
    const auto nodes = terminal_.nodes();
    for (const auto& node : nodes) {
      if (node.label == label && node.can_press && !node.disabled && terminal_.try_press(node.id))
        return pressed = true;
    }
    return std::ranges::any_of(nodes, [&](const SeenNode& node) { return instead.contains(node.label); });
  });
  if (!done) terminal_.press(label);  // says what there is instead
  return pressed;
}

bool AuditVisits::choose_or(const std::string& group, bool first, const std::set<std::string>& instead) {
  bool pressed = false;
  const bool done = soon([&] {
    const auto nodes = terminal_.nodes();
    std::vector<std::uint32_t> choices;
    for (const auto& of : nodes) {
      if (of.role != "choice_group" || of.label != group) continue;
      for (const auto& node : nodes)
        if (node.parent == of.id && node.can_press && !node.disabled) choices.push_back(node.id);
    }
    if (!choices.empty() && terminal_.try_press(choices[first ? 0 : random_.below(choices.size())]))
      return pressed = true;
    return choices.empty() &&
           std::ranges::any_of(nodes, [&](const SeenNode& node) { return instead.contains(node.label); });
  });
  if (!done) terminal_.wait_label(group);
  return pressed;
}

// ---- Feedback

void AuditVisits::give_feedback() {
  terminal_.press(t("Give feedback"));
  const int score = 1 + static_cast<int>(random_.below(5));
  const std::string face = t(k_faces[score - 1]);
  terminal_.wait_label(face);
  SeenFeedback& given = seen_.feedback.emplace_back();
  given.score = score;
  terminal_.press(face);
  terminal_.wait_label(t("Your answer has been saved"));
  given.saved = true;
  if (seen_.feedback.size() % 2 == 0) write_words(given);
  terminal_.press(t("Done"));
  be_home();
}

void AuditVisits::write_words(SeenFeedback& given) {
  const std::string way = t("Write in your own words"), send = t("Send");
  terminal_.press(way);
  terminal_.wait_label(send);
  const std::string word = word_of(seen_.feedback.size());
  for (const char letter : word) {
    // The first key of a text is a capital.
    expect(soon([&] {
             for (const auto& node : terminal_.nodes())
               if (node.role == "key" && small(node.label) == std::string(1, letter))
                 return terminal_.try_press(node.id);
             return false;
           }),
           fmt::format("a key \"{}\"", letter));
  }
  given.words = word;
  terminal_.press(send);
  expect(soon([&] {
           const auto nodes = terminal_.nodes();
           return std::ranges::any_of(
               nodes, [&](const SeenNode& node) { return node.label == way && node.value == t("Added"); });
         }),
         "\"" + t("Added") + "\" on the screen");
  given.words_saved = true;
}

// ---- Bookings

void AuditVisits::book(bool for_today) {
  const std::string& service = for_today ? soon_service_ : later_service_;
  const std::string book_it = t("Book this time"), booked = t("Your appointment is booked"),
                    refused = t("The time could not be booked");
  terminal_.press(t("Appointment"));
  terminal_.press(t("Book a time"));
  // Without a connection only what is held can be booked, or nothing.
  if (!press_or(service, {t("What would you like to book?")})) return turn_away();
  const std::set<std::string> no_time = {t("There are no free times now"), t("Booking needs the connection")};
  if (!choose_or(t("Day"), for_today, no_time) || !choose_or(t("Time"), for_today, no_time))
    return turn_away();
  const std::string lost = t("That time could not be booked");
  if (terminal_.wait_text("a time to confirm",
                          [&](const std::string& text) { return text == book_it || text == lost; }) == lost)
    return turn_away();
  const FreeTime chosen = time_shown(service);
  SeenBooking& booking = seen_.bookings.emplace_back();
  booking.slot_id = chosen.slot_id;
  terminal_.press(book_it);
  if (terminal_.wait_text("an answer to the booking", [&](const std::string& text) {
        return text == booked || text == refused;
      }) == refused) {
    booking.answer = SeenBooking::Answer::refused;
    return turn_away();
  }
  booking.answer = SeenBooking::Answer::booked;
  expect(time_shown(service).slot_id == chosen.slot_id, "the time that was chosen is the one that is booked");
  if (for_today) print_slip(booking);
  const SystemClock clock;
  if (!booking.code.empty() && chosen.start - clock.wall() < k_check_in_early)
    to_come_.push_back(booking.code);
  terminal_.press(t("Done"));
  be_home();
}

AuditVisits::FreeTime AuditVisits::time_shown(const std::string& service) {
  const std::string label = t("Time");
  std::string shown;
  expect(soon([&] {
           for (const auto& node : terminal_.nodes())
             if (node.label == label && !node.value.empty()) shown = node.value;
           return !shown.empty();
         }),
         "the booked time on the screen");
  const auto found = times_.find(service + " " + shown);
  expect(found != times_.end(), "a free time of " + service + " at " + shown);
  return found->second;
}

void AuditVisits::print_slip(SeenBooking& booking) {
  const std::string out = t("Take your paper from the printer"),
                    not_out = t("The paper may not have been printed");
  std::set<fs::path> known;
  for (const auto& entry : fs::directory_iterator(lobby_.paper_dir)) known.insert(entry.path());
  terminal_.press(t("Print"));
  if (terminal_.wait_text("word of the paper",
                          [&](const std::string& text) { return text == out || text == not_out; }) == not_out)
    return;
  // Its picture may still be being drawn, and a printer that is killed then leaves none.
  (void)soon(
      [&] {
        for (const auto& entry : fs::directory_iterator(lobby_.paper_dir)) {
          if (entry.path().extension() != ".png" || known.contains(entry.path())) continue;
          for (const std::string& code : codes_on(entry.path()))
            if (is_booking_code(code)) booking.code = code;
        }
        return !booking.code.empty();
      },
      std::chrono::seconds(1));
}

void AuditVisits::check_in() {
  // Now and then somebody comes again: they are told the number that they have.
  const bool again = !came_.empty() && check_ins_++ % 3 == 2;
  if (!again && to_come_.empty()) return take_number();
  const std::string code = again ? came_[random_.below(came_.size())] : to_come_.front();
  std::string& known = seen_.check_ins[code];
  terminal_.scan(code);
  const std::string number = number_shown();
  if (number.empty()) {
    expect(known.empty(), "the number of one who has come before");
    return turn_away();
  }
  if (known.empty()) {
    expect(seen_.numbers.insert(number).second, number + " on the screen for the first time");
    known = number;
    to_come_.erase(to_come_.begin());
    came_.push_back(code);
  }
  if (again) ++seen_.came_again;
  expect(known == number, fmt::format("{} again for one booking, not {}", known, number));
  terminal_.press(t("Done"));
  be_home();
}

}  // namespace vuoro::test
