#pragma once
// core/sync's stores over a site server's own: what goes to the central server, and what comes from it.

#include "core/sync/store.h"
#include "server/authority/authority.h"
#include "server/upstream/central_records.h"

namespace vuoro::upstream {

/// For the upstream thread. Waits for the store's writer.
class UpstreamStore final : public sync::OutboxStore, public sync::FeedStore {
 public:
  UpstreamStore(authority::Authority& authority, CentralRecords of)
      : authority_(authority), of_(std::move(of)) {}

  /// Those that are made; else makes events of what happened since the last ones.
  [[nodiscard]] Result<std::vector<protocol::Event>> oldest_events(std::size_t count) override;
  [[nodiscard]] Result<std::vector<protocol::Event>> events_after(std::int64_t sequence,
                                                                  std::size_t count) override;
  [[nodiscard]] Result<void> settle_events(std::span<const protocol::EventAnswer> answers) override;
  /// What waits is counted in acts: many share one event.
  [[nodiscard]] Result<sync::OutboxCounts> outbox_counts() override;

  /// The central server's revision, which has nothing to do with this server's own of the same scope.
  [[nodiscard]] Result<std::int64_t> revision(std::string_view scope) override;
  [[nodiscard]] Result<void> apply(const protocol::ChangesPage& page) override;
  [[nodiscard]] Result<void> begin_staging(std::string_view scope) override;
  [[nodiscard]] Result<void> stage(const protocol::ChangesPage& page) override;
  [[nodiscard]] Result<void> switch_to_staged(std::string_view scope, std::int64_t revision) override;

 private:
  [[nodiscard]] Result<void> act(std::function<Result<void>(authority::Context&)> rule) {
    return authority_.act_now<void>(std::move(rule));
  }

  authority::Authority& authority_;
  const CentralRecords of_;
};

}  // namespace vuoro::upstream
