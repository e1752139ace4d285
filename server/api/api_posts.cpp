// What comes in with a body: events, leases, enrolment, log-in, commands.

#include <fmt/format.h>

#include "core/base/object_reader.h"
#include "server/api/answers.h"
#include "server/api/api.h"
#include "server/limits.h"

namespace vuoro::api {
namespace {

/// "application/json", perhaps with parameters. A page of another site cannot send it without asking first.
bool is_json(const std::string& content_type) {
  return content_type.substr(0, 16) == "application/json";
}

/// Alone in its batch, an event's outcome is the request's.
int status_of(const protocol::EventAnswers& answers) {
  if (answers.answers.size() != 1) return 200;
  if (answers.answers[0].status == protocol::EventStatus::conflict) return 409;
  if (answers.answers[0].status == protocol::EventStatus::rejected) return 422;
  return 200;
}

}  // namespace

Result<json::value> Api::read(const Call& call) {
  JsonLimits within;
  within.bytes_max = limits::k_import_body_bytes_max;  // the listener has held the request to its own limit
  return parse_json(call.request->body, within);
}

void Api::events(Call call) {
  auto body = read(call);
  if (!body) return call.respond(http::error_response(body.error()));
  authority_.take_events(call.device_id, std::move(*body), call.reading,
                         [respond = std::move(call.respond)](Result<protocol::EventAnswers> answers) {
                           if (!answers) return respond(http::error_response(answers.error()));
                           respond(json_response(protocol::encode(*answers), status_of(*answers)));
                         });
}

void Api::leases(Call call) {
  auto body = read(call);
  auto request = body ? protocol::decode<protocol::LeaseRequest>(*body, call.reading)
                      : Result<protocol::LeaseRequest>(fail(body.error()));
  if (!request) return call.respond(http::error_response(request.error()));
  authority_.grant_leases(
      call.device_id, std::move(*request),
      [respond = std::move(call.respond)](Result<json::value> answer) { respond(answer_of(answer)); });
}

void Api::leases_return(Call call) {
  auto body = read(call);
  auto request = body ? protocol::decode<protocol::LeaseReturn>(*body, call.reading)
                      : Result<protocol::LeaseReturn>(fail(body.error()));
  if (!request) return call.respond(http::error_response(request.error()));
  authority_.return_leases(call.device_id, std::move(*request),
                           [respond = std::move(call.respond)](Result<void> done) {
                             respond(done ? empty_response() : http::error_response(done.error()));
                           });
}

void Api::status(Call call) {
  auto body = read(call);
  auto request = body ? protocol::decode<protocol::DeviceStatus>(*body, call.reading)
                      : Result<protocol::DeviceStatus>(fail(body.error()));
  if (!request) return call.respond(http::error_response(request.error()));
  authority_.put_status(
      call.device_id, std::move(*request),
      [respond = std::move(call.respond)](Result<protocol::StatusAnswer> done) {
        respond(done ? json_response(protocol::encode(*done)) : http::error_response(done.error()));
      });
}

void Api::renew(Call call) {
  auto body = read(call);
  if (!body) return call.respond(http::error_response(body.error()));
  ObjectReader fields(*body, "",
                      call.reading == RecordMode::strict ? UnknownFields::reject : UnknownFields::ignore);
  std::string csr = fields.text("csr_pem", limits::k_csr_bytes_max);
  if (auto read_well = fields.finish(); !read_well)
    return call.respond(http::error_response(read_well.error()));
  authority_.renew(call.device_id, std::move(csr),
                   [respond = std::move(call.respond)](Result<authority::SignedCertificate> made) {
                     if (!made) return respond(http::error_response(made.error()));
                     respond(json_response(json::object{{"certificate_pem", made->pem},
                                                        {"fingerprint", made->fingerprint},
                                                        {"expires_at", to_unix_ms(made->expires_at)}}));
                   });
}

void Api::enrol(Call call) {
  auto body = read(call);
  auto request = body ? protocol::decode<protocol::EnrolRequest>(*body, RecordMode::strict)
                      : Result<protocol::EnrolRequest>(fail(body.error()));
  if (!request) return call.respond(http::error_response(request.error()));
  authority_.enrol(std::move(*request), call.request->address,
                   [respond = std::move(call.respond)](Result<protocol::EnrolAnswer> answer) {
                     if (!answer) return respond(http::error_response(answer.error()));
                     respond(json_response(protocol::encode(*answer)));
                   });
}

void Api::login(Call call) {
  if (!is_json(call.request->content_type)) {
    return call.respond(http::error_response(Errc::invalid_argument, "Content-Type: application/json only"));
  }
  auto body = read(call);
  if (!body) return call.respond(http::error_response(body.error()));
  ObjectReader fields(*body, "");
  const std::string username = fields.text("username", limits::k_username_bytes_max);
  const std::string password = fields.text("password", limits::k_password_bytes_max);
  if (auto read_well = fields.finish(); !read_well)
    return call.respond(http::error_response(read_well.error()));
  authority_.log_in(
      username, password, call.request->address,
      [this, respond = std::move(call.respond)](Result<authority::LoginAnswer> answer) {
        if (!answer) return respond(http::error_response(answer.error()));
        if (answer->retry_after) {
          auto response = http::error_response(Errc::too_many, "too many failed log-ins; try again later");
          const auto seconds = std::chrono::ceil<std::chrono::seconds>(*answer->retry_after).count();
          response.headers = {{"Retry-After", std::to_string(seconds)}};
          return respond(std::move(response));
        }
        auto response = answer_of(authority_.describe(*answer->session));
        if (response.status != 200) return respond(std::move(response));
        response.headers.emplace_back(
            "Set-Cookie",
            fmt::format("vuoro_session={}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Strict",
                        answer->session->token, std::chrono::seconds(limits::k_session_life).count()));
        respond(std::move(response));
      });
}

void Api::logout(Call call) {
  authority_.log_out(call.session.token, [respond = std::move(call.respond)](Result<void> done) {
    if (!done) return respond(http::error_response(done.error()));
    auto response = empty_response();
    response.headers.emplace_back("Set-Cookie",
                                  "vuoro_session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict");
    respond(std::move(response));
  });
}

void Api::devices(Call call) {
  auto found = authority_.devices(call.session);
  if (found && surroundings_.line) {
    if (auto line = surroundings_.line(); !line.is_null()) found->as_object()["line"] = std::move(line);
  }
  if (found) {
    if (const auto fault = own_fault())
      found->as_object()["own_fault"] = json::object{{"kind", fault->kind}, {"message", fault->message}};
  }
  call.respond(answer_of(found));
}

void Api::site_handover(Call call) {
  const auto epoch = call.target.integer("epoch", 0, INT64_MAX, 0);
  const auto part = call.target.integer("part", 0, INT32_MAX, 0);
  if (!epoch || !part) return call.respond(http::error_response((epoch ? part : epoch).error()));
  auto text = authority_.handover_part(call.device_id, *epoch, *part);
  if (!text) return call.respond(http::error_response(text.error()));
  http::Response response;
  response.body = std::move(*text);
  call.respond(std::move(response));
}

void Api::command(Call call) {
  auto body = read(call);
  if (!body) return call.respond(http::error_response(body.error()));
  if (!body->is_object())
    return call.respond(http::error_response(Errc::invalid_argument, "the body: expected an object"));
  authority_.command(
      call.session, std::move(*body),
      [&authority = authority_, respond = std::move(call.respond)](Result<json::value> answer) {
        // It is asked again in vain until somebody sets the clock: the desk says so at once.
        const bool kept = !answer && answer.error().code == Errc::unavailable && authority.clock_is_wrong();
        respond(kept ? http::error_response(answer.error(), "clock") : answer_of(answer));
      });
}

}  // namespace vuoro::api
