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

struct Books {
  std::map<Uuid, Ticket> tickets;
  std::map<Uuid, Appointment> appointments;
  std::map<Uuid, Slot> slots;
  std::map<Uuid, Queue> queues;
  std::map<Uuid, Counter> counters;
  std::vector<store::FeedbackRow> feedback;
  std::vector<store::TicketLogRow> log;
  std::set<Uuid> commands_known;  ///< of the presses that were answered, those whose answer is kept
  std::map<std::pair<std::string, Uuid>, std::string> records;  ///< of both scopes
  std::vector<DeviceCopy> devices;
};

/// The server and the devices must be up. Throws when the books cannot be read.
[[nodiscard]] Books read_books(World& world);

}  // namespace vuoro::test
