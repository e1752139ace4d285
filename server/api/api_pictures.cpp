// Pictures of slides, and what the displays show.

#include "server/api/answers.h"
#include "server/api/api.h"

namespace vuoro::api {
namespace {

Result<Uuid> id_in(const std::string& text, const char* name) {
  auto id = Uuid::parse(text);
  if (!id) return fail(Errc::invalid_argument, std::string(name) + ": expected a UUID");
  return *id;
}

}  // namespace

void Api::put_picture(Call call) {
  const auto site = id_in(call.target.text("site_id").value_or(""), "site_id");
  if (!site) return call.respond(http::error_response(site.error()));
  // A form of another site can send neither of these without asking first.
  if (call.request->content_type != "image/png" && call.request->content_type != "image/jpeg") {
    return call.respond(
        http::error_response(Errc::invalid_argument, "Content-Type: image/png or image/jpeg only"));
  }
  pictures_.upload(
      call.session, *site, call.request->body,
      [respond = std::move(call.respond)](Result<json::value> answer) { respond(answer_of(answer)); });
}

void Api::site_picture(Call call) {
  pictures_.bring(
      call.device_id, call.request->body,
      [respond = std::move(call.respond)](Result<json::value> answer) { respond(answer_of(answer)); });
}

void Api::get_picture(Call call) {
  const auto id = id_in(call.parameter, "id");
  if (!id) return call.respond(http::error_response(id.error()));
  const bool device_door = call.request->port == http::Port::device;
  auto picture = pictures_.picture(*id, device_door ? std::optional(call.device_site) : std::nullopt,
                                   device_door ? nullptr : &call.session);
  if (!picture) return call.respond(http::error_response(picture.error()));
  http::Response response;
  // The id is made of the content: it never changes.
  const std::string etag = "\"" + id->to_string() + "\"";
  response.headers = {{"ETag", etag}, {"Cache-Control", "private, max-age=31536000, immutable"}};
  if (call.request->if_none_match == etag) {
    response.status = 304;
    return call.respond(std::move(response));
  }
  response.content_type = picture->media_type;
  response.body = std::move(picture->bytes);
  call.respond(std::move(response));
}

void Api::put_shown(Call call) {
  pictures_.show(call.device_id, call.request->body, [respond = std::move(call.respond)](Result<void> done) {
    respond(done ? empty_response() : http::error_response(done.error()));
  });
}

void Api::get_shown(Call call) {
  const auto id = id_in(call.parameter, "id");
  if (!id) return call.respond(http::error_response(id.error()));
  const auto shown = pictures_.shown(call.session, *id);
  if (!shown) return call.respond(http::error_response(shown.error()));
  http::Response response;
  response.content_type = "image/png";
  response.shared_body = shown->png;
  response.headers = {{"Cache-Control", "no-store"}, {"Vuoro-Time", std::to_string(to_unix_ms(shown->time))}};
  call.respond(std::move(response));
}

}  // namespace vuoro::api
