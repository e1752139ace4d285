#pragma once
// What a device of a herd keeps.

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "core/sync/store.h"

namespace vuoro::test {

/// In memory, and of the records only which tickets there are.
class HerdStore final : public sync::SyncStore {
 public:
  std::deque<protocol::Event> events;
  std::set<Uuid> tickets;  ///< of the site's feed
  std::int64_t refused = 0;

  Result<std::vector<protocol::Event>> oldest_events(std::size_t count) override {
    const auto end = events.begin() + static_cast<std::ptrdiff_t>(std::min(count, events.size()));
    return std::vector<protocol::Event>(events.begin(), end);
  }
  Result<std::vector<protocol::Event>> events_after(std::int64_t sequence, std::size_t count) override {
    std::vector<protocol::Event> found;
    std::ranges::copy_if(events, std::back_inserter(found),
                         [&](const auto& event) { return event.sequence > sequence; });
    found.resize(std::min(count, found.size()));
    return found;
  }
  Result<void> settle_events(std::span<const protocol::EventAnswer> answers) override {
    for (const auto& answer : answers) {
      const auto removed = std::erase_if(events, [&](const auto& event) { return event.id == answer.id; });
      const bool kept = answer.status == protocol::EventStatus::accepted ||
                        answer.status == protocol::EventStatus::repeated;
      if (removed > 0 && !kept) ++refused;
    }
    return {};
  }
  Result<sync::OutboxCounts> outbox_counts() override {
    return sync::OutboxCounts{static_cast<std::int64_t>(events.size()), refused};
  }
  Result<std::int64_t> revision(std::string_view scope) override { return revisions_[std::string(scope)]; }
  Result<void> apply(const protocol::ChangesPage& page) override {
    note_tickets(page);
    revisions_[page.scope] = page.revision;
    return {};
  }
  Result<void> begin_staging(std::string_view) override { return {}; }
  Result<void> stage(const protocol::ChangesPage& page) override {
    note_tickets(page);
    return {};
  }
  Result<void> switch_to_staged(std::string_view scope, std::int64_t revision) override {
    revisions_[std::string(scope)] = revision;
    return {};
  }
  Result<std::vector<sync::HeldLease>> leases() override { return std::vector<sync::HeldLease>(); }
  Result<void> keep_lease(const sync::HeldLease&) override { return {}; }
  Result<void> keep_leases(std::span<const sync::HeldLease>) override { return {}; }
  Result<void> forget_leases(std::span<const Uuid>) override { return {}; }

 private:
  void note_tickets(const protocol::ChangesPage& page) {
    for (const auto& change : page.changes) {
      if (change.collection == "ticket") tickets.insert(change.id);
    }
  }
  std::map<std::string, std::int64_t> revisions_;
};

}  // namespace vuoro::test
