#pragma once
// What a world's server answers at its doors.

#include <future>

#include "server/api/api.h"
#include "tests/unit/server_world.h"

namespace vuoro::test {

inline http::Response answer_at(ServerWorld& world, http::Request request) {
  api::Api api(*world.authority, http::StaticFiles());
  api.set_surroundings({[](const std::function<void()>& call) { call(); }, {}});
  request.address = "127.0.0.1";
  std::promise<http::Response> answered;
  api.handle(std::make_shared<http::Request>(std::move(request)),
             [&](http::Response response) { answered.set_value(std::move(response)); });
  return answered.get_future().get();
}

/// To a GET at the public door, or at that of devices.
inline http::Response answer_at(ServerWorld& world, const std::string& target,
                                http::Port door = http::Port::open) {
  http::Request request;
  request.port = door;
  request.method = "GET";
  request.target = target;
  if (door == http::Port::device) request.device_id = world.device;
  return answer_at(world, std::move(request));
}

/// As the browser of somebody who has logged in.
inline http::Request request_of(ServerWorld& world, const Uuid& staff_id, const std::string& method,
                                const std::string& target, const json::value& body = nullptr) {
  const auto session = world.act<authority::Session>([&](authority::Context& context) {
    return open_session(context, context.tx.staff(staff_id).value().value());
  });
  http::Request request;
  request.method = method;
  request.target = target;
  request.cookie = "vuoro_session=" + session.value().token;
  request.csrf = session.value().csrf;
  if (!body.is_null()) {
    request.content_type = "application/json";
    request.body = json::serialize(body);
  }
  return request;
}

/// An act that a desk sends.
inline http::Request command_of(ServerWorld& world, const Uuid& staff_id, json::object fields) {
  fields["id"] = Uuid::v7(world.clock, world.random).to_string();
  return request_of(world, staff_id, "POST", "/api/v1/commands", fields);
}

}  // namespace vuoro::test
