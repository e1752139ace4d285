#include "core/sync/lease_returns.h"

#include <algorithm>

#include "core/sync/answers.h"

namespace vuoro::sync {

void LeaseReturns::step() {
  if (waiting_.empty() || !lane_.ready()) return;
  protocol::LeaseReturn message{waiting_};
  // More at once are refused as a whole, and would be taken for told.
  if (message.lease_ids.size() > k_returns_per_request) message.lease_ids.resize(k_returns_per_request);
  Request request{"POST", "/api/v1/leases/return", json::serialize(encode(message)), k_request_timeout};
  lane_.send(std::move(request),
             [this, ids = std::move(message.lease_ids)](const Response& response, MonoTime) {
               if (!is_certain(response)) return false;
               // Whatever the authority thinks of it, there is nothing more to say: leases also end by
               // themselves.
               for (const auto& id : ids) std::erase(waiting_, id);
               if (on_returned) on_returned(ids);
               return true;
             });
}

std::optional<MonoTime> LeaseReturns::wake() const {
  if (waiting_.empty()) return std::nullopt;
  return lane_.wake();
}

}  // namespace vuoro::sync
