#pragma once
// What a staff member may see of a site's feed and notes: their own organisations' visitors. Names and
// figures of queues, counters and the calendar of free times are everybody's.

#include <map>
#include <string_view>

#include "server/store/store.h"

namespace vuoro::authority {

/// One reading: borrows the reader and the staff member, remembers what it looked up.
class Sight {
 public:
  Sight(store::Reader& reader, const store::StaffRow& staff);

  /// Supervisors, and clerks who work for all, see everything of their site.
  [[nodiscard]] bool sees_all() const { return sees_all_; }
  /// Whether a record of the feed may be read; corrupt: what decides it cannot be read. Tickets and their
  /// prints are their queue's, bookings their service's.
  [[nodiscard]] Result<bool> sees(const store::RecordRow& row);
  /// Whether a ticket may be read; one that is gone may not.
  [[nodiscard]] Result<bool> sees_ticket(const Uuid& id);

 private:
  [[nodiscard]] Result<bool> of_own(std::string_view collection, std::string_view id_text);
  [[nodiscard]] Result<bool> sees_json(std::string_view collection, const Uuid& id, std::string_view text);

  store::Reader& reader_;
  const store::StaffRow& staff_;
  bool sees_all_;
  std::map<Uuid, bool> known_;  ///< queues and services: of an own organisation
};

}  // namespace vuoro::authority
