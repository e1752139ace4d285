#include "core/sync/outbox.h"

#include <algorithm>

#include "core/sync/answers.h"

namespace vuoro::sync {

using protocol::EventStatus;

OutboxSender::OutboxSender(Link& link, OutboxStore& store, MonoTime first)
    : link_(link), store_(store), lane_(link, first) {}

void OutboxSender::start() {
  left_.clear();
  ++starts_;
}

void OutboxSender::added() {
  maybe_waiting_ = true;
  if (link_.worth_asking()) lane_.hurry();
}

std::optional<MonoTime> OutboxSender::wake() const {
  return maybe_waiting_ ? lane_.wake() : std::nullopt;
}

Result<void> OutboxSender::step() {
  if (!maybe_waiting_ || !lane_.ready()) return {};
  auto batch = next_batch();
  if (!batch) {
    lane_.rest_until(link_.clock().mono() + k_store_error_rest);
    return fail(batch.error());
  }
  if (batch->events.empty()) {
    maybe_waiting_ = !left_.empty();
    return {};
  }
  Request request{"POST", "/api/v1/events", json::serialize(encode(protocol::EventBatch{batch->events})),
                  k_request_timeout};
  lane_.send(std::move(request), [this, batch = *std::move(batch)](const Response& response, MonoTime sent) {
    return take_answer(response, sent, batch);
  });
  return {};
}

/// New acts, and of those that were left as many as have their turn.
Result<OutboxSender::Batch> OutboxSender::next_batch() {
  // Halves of a spoiled batch are of new acts only: what was left has spoiled none.
  const std::size_t again =
      batch_max_ == k_events_per_batch ? std::min(left_.size(), k_left_per_batch) : std::size_t{0};
  const std::size_t room = batch_max_ - again;
  VUORO_ASSIGN(auto read, left_.empty() ? store_.oldest_events(room) : store_.events_after(passed_, room));
  Batch batch;
  batch.start = starts_;
  if (!read.empty()) batch.until = read.back().sequence;
  for (auto& event : read) {
    if (left_.contains(event.sequence)) continue;
    if (left_.hold_back(event)) {
      left_.add(event);
    } else {
      batch.events.push_back(std::move(event));
    }
  }
  if (batch.events.empty()) {
    passed_ = std::max(passed_, batch.until);
    VUORO_TRY(add_left(batch, batch_max_));
  } else if (again > 0) {
    VUORO_TRY(add_left(batch, again));
  }
  return batch;
}

Result<void> OutboxSender::add_left(Batch& batch, std::size_t count) {
  std::vector<protocol::Event> again;
  for (const auto& turn : left_.next_turn(count)) {
    VUORO_ASSIGN(auto read, store_.events_after(turn.sequence - 1, 1));
    if (read.empty() || read.front().id != turn.id) {
      left_.drop(turn.id);  // it is gone from the outbox
    } else {
      again.push_back(std::move(read.front()));
    }
  }
  std::ranges::move(again, std::back_inserter(batch.events));
  std::ranges::sort(batch.events, {}, &protocol::Event::sequence);
  return {};
}

bool OutboxSender::take_answer(const Response& response, MonoTime sent, const Batch& batch) {
  const auto& events = batch.events;
  if (auto answers = decode_answer<protocol::EventAnswers>(response)) {
    if (response.status == 200) link_.note_server_time(sent, answers->server_time);
    // Only what was asked may be answered: a mixed-up answer must not remove an act that was not sent.
    const auto strangers = std::erase_if(answers->answers, [&](const protocol::EventAnswer& answer) {
      return std::ranges::find(events, answer.id, &protocol::Event::id) == events.end();
    });
    const bool heard = !answers->answers.empty();
    if (heard && !settle(answers->answers)) return false;
    if (strangers == 0 && (heard || response.status == 200)) pass(batch, answers->answers);
    return heard;
  }
  switch (response.status) {
    case 400:
    case 409:
    case 413:
    case 422:
      if (events.size() == 1) return refuse_alone(events.front().id, response);
      // One of them spoils the batch: halves find it, and the rest gets through.
      batch_max_ = std::max<std::size_t>(1, events.size() / 2);
      return true;
    default:
      return false;
  }
}

/// What has no answer waits from now on, and the next batch begins behind it.
void OutboxSender::pass(const Batch& batch, const std::vector<protocol::EventAnswer>& answers) {
  batch_max_ = std::min(k_events_per_batch, batch_max_ * 2);
  if (batch.start != starts_) return;  // of the database that was set aside
  passed_ = left_.empty() ? batch.until : std::max(passed_, batch.until);
  for (const auto& event : batch.events) {
    if (std::ranges::find(answers, event.id, &protocol::EventAnswer::id) == answers.end()) left_.add(event);
  }
}

bool OutboxSender::refuse_alone(const Uuid& id, const Response& response) {
  const Error error = error_of(response);
  return settle({{id, response.status == 409 ? EventStatus::conflict : EventStatus::rejected,
                  std::string(name_of(error.code)), error.message}});
}

bool OutboxSender::settle(std::vector<protocol::EventAnswer> answers) {
  if (auto settled = store_.settle_events(answers); !settled) {
    if (on_store_error) on_store_error(settled.error());
    return false;  // still in the outbox: sent again, answered "repeated"
  }
  for (const auto& answer : answers) left_.drop(answer.id);
  std::erase_if(answers, [](const protocol::EventAnswer& answer) {
    return answer.status == EventStatus::accepted || answer.status == EventStatus::repeated;
  });
  if (on_settled) on_settled(answers);
  return true;
}

}  // namespace vuoro::sync
