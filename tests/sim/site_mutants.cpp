// The faults between a site server and the central server.

#include <algorithm>
#include <stdexcept>

#include "core/lobby/time_zone.h"
#include "core/sync/site_protocol.h"
#include "tests/sim/mutants.h"

namespace vuoro::test {

std::optional<sync::Response> Mutant::site_sends(const sync::Request& request) const {
  if (!is(Mutation::news_lost) || request.target != "/api/v1/events" || !agenda_.chance(100))
    return std::nullopt;
  const auto body = parse_json(request.body);
  if (!body) return std::nullopt;
  protocol::EventAnswers answers;
  for (const auto& event : body->as_object().at("events").as_array()) {
    const std::string_view id(event.as_object().at("id").as_string());
    answers.answers.push_back(
        {Uuid::parse(id).value(), protocol::EventStatus::accepted, std::nullopt, std::nullopt});
  }
  return sync::Response{200, json::serialize(protocol::encode(answers)), std::nullopt, {}};
}

void Mutant::central_answers(const sync::Request& request, sync::Response& response) const {
  if (!is(Mutation::handover_forgets_numbers) || !request.target.starts_with("/api/v1/site/handover")) return;
  auto value = parse_json(response.body);
  auto part = value ? protocol::decode<protocol::HandoverPart>(*value, RecordMode::lenient)
                    : Result<protocol::HandoverPart>(fail(value.error()));
  if (!part) return;
  part->news.cursors.clear();
  response.body = json::serialize(protocol::encode(*part));
}

void Mutant::ranges_change(store::Store& store, const Uuid& site_id) const {
  if (!is(Mutation::range_believed)) return;
  // A full disk takes it as little as it took the change.
  (void)store.write_now<int>([&](store::Transaction& tx) -> Result<int> {
    VUORO_ASSIGN(const auto day, tx.current_day(site_id));
    VUORO_ASSIGN(const auto queues, tx.records(protocol::site_scope(site_id), "queue"));
    for (const auto& queue : queues) {
      VUORO_ASSIGN(auto cursor, tx.number_cursor(queue.id, day));
      if (!cursor) continue;
      cursor->range = {};
      VUORO_TRY(tx.set_number_cursor(queue.id, day, *cursor));
    }
    return 0;
  });
}

void Mutant::time_comes(store::Store& store, const Uuid& site_id, WallTime now) const {
  if (!is(Mutation::evening_forgotten) && !is(Mutation::numbers_run_on)) return;
  const auto zone = TimeZone::create("Europe/Helsinki").value();
  const std::string today = to_iso(service_day(zone, now + std::chrono::seconds(6)));
  const std::string before = to_iso(service_day(zone, now - std::chrono::hours(2)));
  if (today == before) return;
  const auto done = store.write_now<int>([&](store::Transaction& tx) -> Result<int> {
    if (is(Mutation::evening_forgotten)) {
      VUORO_TRY(tx.set_current_day(site_id, today));
      return 0;
    }
    VUORO_ASSIGN(const auto queues, tx.records(protocol::site_scope(site_id), "queue"));
    for (const auto& queue : queues) {
      VUORO_ASSIGN(const auto there, tx.number_cursor(queue.id, today));
      VUORO_ASSIGN(const auto old, tx.number_cursor(queue.id, before));
      if (!old) continue;
      auto cursor = there.value_or(*old);  // it is there when terminals hold numbers of the day already
      cursor.next_single = std::max(cursor.next_single, old->next_single);
      VUORO_TRY(tx.set_number_cursor(queue.id, today, cursor));
    }
    return 0;
  });
  if (!done) throw std::runtime_error("mutant: " + done.error().to_string());
}

void Mutant::site_leaves(store::Store& store, const Uuid& site_id, bool central) const {
  if (!is(central ? Mutation::central_acts_on : Mutation::box_acts_on)) return;
  // A disk without power writes nothing.
  (void)store.write_now<int>([&](store::Transaction& tx) -> Result<int> {
    VUORO_ASSIGN(auto row, tx.site_authority(site_id));
    if (!row || row->here || (!central && row->epoch == 0)) return 0;
    row->here = true;
    VUORO_TRY(tx.put_site_authority(*row));
    return 0;
  });
}

}  // namespace vuoro::test
