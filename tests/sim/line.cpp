#include "tests/sim/line.h"

namespace vuoro::test {

std::shared_ptr<const http::Request> wire_form(const sync::Request& request, const Uuid& device_id) {
  auto wire = std::make_shared<http::Request>();
  wire->port = http::Port::device;
  wire->method = request.method;
  wire->target = request.target;
  wire->device_id = device_id;
  wire->address = "192.0.2.1";
  wire->content_type = "application/json";
  wire->body = request.body;
  return wire;
}

sync::Response answer_of(const std::optional<http::Response>& response) {
  sync::Response answer;
  if (!response) {
    answer.failure = "no answer";
    return answer;
  }
  answer.status = response->status;
  answer.body = response->content();
  for (const auto& [header, value] : response->headers) {
    if (header == "Retry-After") answer.retry_after = std::chrono::seconds(std::stoi(value));
  }
  return answer;
}

void Line::exchange(std::shared_ptr<const http::Request> request, Millis timeout, Answered answered) {
  auto open = std::make_shared<Answered>(std::move(answered));
  const auto answer = [open](std::optional<http::Response> response) {
    if (!*open) return;
    const Answered call = std::exchange(*open, nullptr);
    call(std::move(response));
  };
  agenda_.after(timeout, [answer] { answer(std::nullopt); });
  const int copies = agenda_.chance(weather_.duplicate) ? 2 : 1;
  for (int copy = 0; copy < copies; ++copy) {
    if (is_cut() || agenda_.chance(weather_.lose_request)) continue;
    agenda_.after(agenda_.between(weather_.delay_least, weather_.delay_most),
                  [this, request, answer, server = server_] {
                    // What is under way when the line is cut does not arrive.
                    if (is_cut()) return;
                    server->arrive(request, [this, answer](std::optional<http::Response> response) {
                      if (!is_sound() || agenda_.chance(weather_.lose_answer)) return;
                      agenda_.after(agenda_.between(weather_.delay_least, weather_.delay_most),
                                    [this, answer, response = std::move(response)] {
                                      if (is_sound()) answer(response);
                                    });
                    });
                  });
  }
}

}  // namespace vuoro::test
