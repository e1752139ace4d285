#pragma once
// What the authority's books say at the end, and what lies on the devices: read for the checkers, who judge
// it.

#include "tests/sim/world.h"

namespace vuoro::test {

/// An act that the authority refused for good.
struct Refused {
  std::string type;
  std::string code;
  std::string message;
};

struct DeviceCopy {
  std::string name;
  std::map<std::pair<std::string, Uuid>, std::string> records;  ///< of both scopes, as canonical JSON
  sync::OutboxCounts outbox;
  std::vector<Refused> refused;
  std::vector<std::string> secrets_found;
};

/// A service day as it is reported.
struct DayFigures {
  std::int64_t people = 0;
  std::int64_t closed = 0;  ///< by the day's end
  std::int64_t open = 0;
};

/// The first number that was given of a queue on a day, of those that are given one by one or in blocks.
struct NumberStart {
  std::string day;
  std::int32_t first = 0;
  std::int32_t wanted = 0;
};

struct Books {
  std::map<Uuid, Ticket> tickets;
  std::map<Uuid, Appointment> appointments;
  std::map<Uuid, Slot> slots;
  std::map<Uuid, Queue> queues;
  std::map<Uuid, Counter> counters;
  std::map<Uuid, PrintJob> print_jobs;
  std::map<Uuid, std::string> device_names;
  std::vector<store::FeedbackRow> feedback;
  std::vector<store::TicketLogRow> log;
  /// The central server's, where a site server acts: in the order in which it heard of things.
  std::vector<store::TicketLogRow> central_log;
  std::map<std::string, DayFigures> reports;
  std::vector<NumberStart> number_starts;  ///< in order of their days
  std::set<Uuid> commands_known;           ///< of the presses that were answered, those whose answer is kept
  std::map<std::pair<std::string, Uuid>, std::string> records;  ///< of both scopes
  /// What the central server was told of the lobby's records, where a site server acts.
  std::map<std::pair<std::string, Uuid>, std::string> central;
  std::vector<Decision>
      decided;  ///< in a world with a site server: presses, in the books of whoever took them
  std::vector<DeviceCopy> devices;
};

/// The server and the devices must be up. Throws when the books cannot be read.
[[nodiscard]] Books read_books(World& world);

}  // namespace vuoro::test
