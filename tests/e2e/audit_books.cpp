#include "tests/e2e/audit_books.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace vuoro::test {
namespace {

std::string text_of(const json::value& record, const char* field) {
  const auto* value = record.as_object().if_contains(field);
  return value == nullptr || !value->is_string() ? std::string() : std::string(value->as_string());
}

std::int64_t number_of(const json::value& record, const char* field) {
  const auto* value = record.as_object().if_contains(field);
  return value == nullptr || !value->is_number() ? 0 : value->to_number<std::int64_t>();
}

/// Every answer of every visitor: the feed does not carry them.
json::array all_feedback(StaffClient& staff) {
  std::map<std::string, json::value> rows;  // one that grows meanwhile comes again
  std::int64_t after = 0;
  for (bool more = true; more;) {
    const auto page = staff.get("/api/v1/feedback?after=" + std::to_string(after));
    if (page.status != 200) throw Stuck("feedback answered " + std::to_string(page.status));
    more = page.body.at("more").as_bool();
    after = number_of(page.body, "next");
    for (const auto& row : page.body.at("feedback").as_array())
      rows.insert_or_assign(text_of(row, "id"), row);
  }
  json::array out;
  for (const auto& [id, row] : rows) out.push_back(row);
  return out;
}

std::string numbers_fault(const Books& books, const Seen& seen) {
  std::map<std::string, int> there;
  for (const auto& ticket : books.tickets)
    if (++there[text_of(ticket, "number")] > 1) return text_of(ticket, "number") + " twice";
  for (const auto& number : seen.numbers)
    if (!there.contains(number)) return number + ", seen on the screen, is not there";
  return {};
}

/// Of one score, answers without words: which of them is whose nobody can tell, only how many there must be.
struct Wordless {
  int there = 0, least = 0, most = 0;
};

std::string feedback_fault(const Books& books, const Seen& seen) {
  std::map<std::string, const SeenFeedback*> writers;
  for (const auto& given : seen.feedback)
    if (!given.words.empty()) writers[given.words] = &given;
  std::set<std::string> found;
  std::map<std::int64_t, Wordless> wordless;
  for (const auto& row : books.feedback) {
    const std::int64_t score = number_of(row, "score");
    std::string words = text_of(row, "text");
    std::ranges::transform(words, words.begin(), [](unsigned char letter) { return std::tolower(letter); });
    if (score == 0) return "feedback \"" + words + "\" without its face";
    if (words.empty()) {
      ++wordless[score].there;
      continue;
    }
    const auto writer = writers.find(words);
    if (writer == writers.end()) return "feedback \"" + words + "\" of nobody";
    if (!found.insert(words).second) return "feedback \"" + words + "\" twice";
    if (writer->second->score != score) return "feedback \"" + words + "\" with another face";
  }
  for (const auto& given : seen.feedback) {
    if (found.contains(given.words)) continue;
    if (given.words_saved) return "feedback \"" + given.words + "\", saved, is not there";
    Wordless& of_score = wordless[given.score];
    of_score.least += given.saved ? 1 : 0;
    ++of_score.most;
  }
  for (const auto& [score, count] : wordless) {
    if (count.there < count.least || count.there > count.most)
      return fmt::format("{} answers of face {} without words, not {} to {}", count.there, score, count.least,
                         count.most);
  }
  return {};
}

std::string bookings_fault(const Books& books, const Seen& seen) {
  struct Slot {
    int there = 0, least = 0, most = 0;
  };
  std::map<std::string, Slot> slots;
  std::map<std::string, std::string> slot_of_code;
  for (const auto& appointment : books.appointments) {
    const std::string slot = text_of(appointment, "slot_id"), code = text_of(appointment, "code");
    ++slots[slot].there;
    if (!slot_of_code.emplace(code, slot).second) return "the booking code " + code + " twice";
  }
  for (const auto& booking : seen.bookings) {
    Slot& slot = slots[booking.slot_id];
    slot.least += booking.answer == SeenBooking::Answer::booked ? 1 : 0;
    slot.most += booking.answer == SeenBooking::Answer::refused ? 0 : 1;
    if (booking.code.empty()) continue;
    const auto at = slot_of_code.find(booking.code);
    if (at == slot_of_code.end()) return "the booking " + booking.code + ", on paper, is not there";
    if (at->second != booking.slot_id) return "the booking " + booking.code + " at another time";
  }
  for (const auto& record : books.slots) {
    const std::string id = text_of(record, "id");
    const Slot slot = slots.contains(id) ? slots.at(id) : Slot();
    slots.erase(id);
    if (slot.there < slot.least || slot.there > slot.most)
      return fmt::format("{} bookings of slot {}, not {} to {}", slot.there, id, slot.least, slot.most);
    if (slot.there != number_of(record, "taken") || slot.there > number_of(record, "capacity"))
      return fmt::format("slot {} for {} says {} taken, there are {} bookings", id,
                         number_of(record, "capacity"), number_of(record, "taken"), slot.there);
  }
  return slots.empty() ? std::string() : "bookings of a slot that is not there: " + slots.begin()->first;
}

std::string check_ins_fault(const Books& books, const Seen& seen) {
  std::map<std::string, const json::value*> ticket_of;  // by appointment
  for (const auto& ticket : books.tickets) {
    const std::string appointment = text_of(ticket, "appointment_id");
    if (!appointment.empty() && !ticket_of.emplace(appointment, &ticket).second)
      return text_of(ticket, "number") + " is the second number of one booking";
  }
  std::set<std::string> codes;
  for (const auto& appointment : books.appointments) {
    const std::string code = text_of(appointment, "code"), id = text_of(appointment, "id");
    codes.insert(code);
    const auto ticket = ticket_of.find(id);
    const bool came = ticket != ticket_of.end();
    const auto tried = seen.check_ins.find(code);
    if (came && tried == seen.check_ins.end()) return "nobody came to the booking " + code;
    if (came != (text_of(appointment, "state") == "checked_in"))
      return "the booking " + code + " is " + text_of(appointment, "state");
    if (came && text_of(appointment, "ticket_id") != text_of(*ticket->second, "id"))
      return "the booking " + code + " with another number";
    if (tried != seen.check_ins.end() && !tried->second.empty() &&
        (!came || text_of(*ticket->second, "number") != tried->second))
      return "the booking " + code + " without its number " + tried->second;
    ticket_of.erase(id);
  }
  for (const auto& [code, number] : seen.check_ins)
    if (!codes.contains(code)) return "the booking " + code + ", checked in, is not there";
  return ticket_of.empty() ? std::string() : "a number of a booking that is not there";
}

}  // namespace

Books Books::read(StaffClient& staff, const std::string& scope) {
  return {staff.records(scope, "ticket"), staff.records(scope, "slot"), staff.records(scope, "appointment"),
          all_feedback(staff)};
}

std::string fault_in(const Books& books, const Seen& seen) {
  for (const auto& fault : {numbers_fault(books, seen), feedback_fault(books, seen),
                            bookings_fault(books, seen), check_ins_fault(books, seen)})
    if (!fault.empty()) return fault;
  return {};
}

}  // namespace vuoro::test
