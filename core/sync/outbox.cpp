#include "core/sync/outbox.h"

#include <algorithm>

#include "core/sync/answers.h"

namespace vuoro::sync {

using protocol::EventStatus;

OutboxSender::OutboxSender(Link& link, OutboxStore& store, MonoTime first)
    : link_(link), store_(store), lane_(link, first) {}

void OutboxSender::added() {
  maybe_waiting_ = true;
  if (link_.worth_asking()) lane_.hurry();
}

std::optional<MonoTime> OutboxSender::wake() const {
  return maybe_waiting_ ? lane_.wake() : std::nullopt;
}

Result<void> OutboxSender::step() {
  if (!maybe_waiting_ || !lane_.ready()) return {};
  auto read = store_.oldest_events(batch_max_);
  if (!read) {
    lane_.rest_until(link_.clock().mono() + k_store_error_rest);
    return fail(read.error());
  }
  auto events = std::move(*read);
  if (events.empty()) {
    maybe_waiting_ = false;
    return {};
  }
  std::vector<Uuid> ids;
  ids.reserve(events.size());
  for (const auto& event : events) ids.push_back(event.id);
  Request request{"POST", "/api/v1/events", json::serialize(encode(protocol::EventBatch{std::move(events)})),
                  k_request_timeout};
  lane_.send(std::move(request), [this, ids = std::move(ids)](const Response& response, MonoTime sent) {
    return take_answer(response, sent, ids);
  });
  return {};
}

bool OutboxSender::take_answer(const Response& response, MonoTime sent, const std::vector<Uuid>& ids) {
  if (auto answers = decode_answer<protocol::EventAnswers>(response)) {
    if (response.status == 200) link_.note_server_time(sent, answers->server_time);
    // Only what was asked may be answered: a mixed-up answer must not remove an act that was not sent.
    std::erase_if(answers->answers, [&](const protocol::EventAnswer& answer) {
      return std::find(ids.begin(), ids.end(), answer.id) == ids.end();
    });
    if (answers->answers.empty()) return false;
    batch_max_ = std::min(k_events_per_batch, batch_max_ * 2);
    return settle(std::move(answers->answers));
  }
  switch (response.status) {
    case 400:
    case 409:
    case 413:
    case 422:
      if (ids.size() == 1) return refuse_alone(ids.front(), response);
      // One of them spoils the batch: halves find it, and the rest gets through.
      batch_max_ = std::max<std::size_t>(1, ids.size() / 2);
      return true;
    default:
      return false;
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
  std::erase_if(answers, [](const protocol::EventAnswer& answer) {
    return answer.status == EventStatus::accepted || answer.status == EventStatus::repeated;
  });
  if (on_settled) on_settled(answers);
  return true;
}

}  // namespace vuoro::sync
