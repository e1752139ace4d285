// Visitors' phones: the ticket's page, the wall's code, and what is done there. Tokens and codes are in
// addresses, so nothing here writes an address into a log.

#include <algorithm>

#include "server/api/answers.h"
#include "server/api/api.h"
#include "server/limits.h"

namespace vuoro::api {
namespace {

http::Response too_many() {
  auto response = http::error_response(Errc::too_many, "too many requests; slow down");
  for (auto& [name, value] : response.headers) {
    if (name == "Retry-After") value = "5";
  }
  return response;
}

}  // namespace

void Api::follow(Call call) {
  const auto since = call.target.integer("since", 0, INT64_MAX, 0);
  if (!since) return call.respond(http::error_response(since.error()));
  const auto wait = call.target.integer("wait", 0, std::chrono::seconds(limits::k_wait_max).count(), 0);
  if (!wait) return call.respond(http::error_response(wait.error()));
  const auto site = authority_.followed_site(call.parameter);
  if (!site) return call.respond(http::error_response(site.error()));
  auto look = [this, token = call.parameter, since = *since](bool last) -> std::optional<http::Response> {
    auto view = authority_.follow(token);
    if (!view) return http::error_response(view.error());
    if (!last && (*view)["revision"] == json::value(since)) return std::nullopt;
    (*view)["server_time"] = to_unix_ms(authority_.clock().wall());
    return json_response(std::move(*view));
  };
  if (*wait == 0) return call.respond(look(true).value_or(http::Response{}));
  phone_waiters_.wait(protocol::site_scope(*site), authority_.clock().mono() + std::chrono::seconds(*wait),
                      std::move(look), std::move(call.respond));
}

void Api::phone_act(Call call) {
  // Only what is a ticket has a rate of its own: guesses use up the address's.
  const auto site = authority_.followed_site(call.parameter);
  if (!phone_rates_.act(site ? call.parameter : "", call.request->address, authority_.clock().mono())) {
    return call.respond(too_many());
  }
  if (!site) return call.respond(http::error_response(site.error()));
  auto body = read(call);
  if (!body) return call.respond(http::error_response(body.error()));
  auto done = [respond = std::move(call.respond)](Result<json::value> answer) { respond(answer_of(answer)); };
  if (call.route->action == Action::phone_delay) {
    authority_.delay_by_phone(std::move(call.parameter), std::move(*body), std::move(done));
  } else {
    authority_.leave_by_phone(std::move(call.parameter), std::move(*body), std::move(done));
  }
}

void Api::join_options(Call call) {
  const auto site = authority_.joined_site(call.parameter);
  if (!site) return call.respond(http::error_response(site.error()));
  auto options = authority_.join_options(*site);
  if (!options) return call.respond(http::error_response(options.error()));
  (*options)["server_time"] = to_unix_ms(authority_.clock().wall());
  call.respond(json_response(std::move(*options)));
}

void Api::join(Call call) {
  auto body = read(call);
  if (!body) return call.respond(http::error_response(body.error()));
  const auto* fields = body->if_object();
  const auto* code = fields != nullptr ? fields->if_contains("code") : nullptr;
  // The site's own bucket is only for who shows its code, or anybody could empty it from afar.
  const auto site = code != nullptr && code->is_string()
                        ? authority_.joined_site(std::string_view(code->get_string()))
                        : Result<Uuid>(fail(Errc::invalid_argument, "code: missing"));
  if (!phone_rates_.join(site ? site->to_string() : "", call.request->address, authority_.clock().mono())) {
    return call.respond(too_many());
  }
  authority_.join_by_phone(std::move(*body), [respond = std::move(call.respond)](Result<json::value> answer) {
    respond(answer_of(answer));
  });
}

http::Response Api::visitor_page(const Call& call, const std::string& file) {
  auto response = files_.serve(file, "");
  std::erase_if(response.headers,
                [](const auto& header) { return header.first == "ETag" || header.first == "Cache-Control"; });
  if (response.status != 200) return response;
  const bool over = call.route->action == Action::page_follow
                        ? [&] {
                            const auto ticket = authority_.follow(call.parameter);
                            return !ticket && ticket.error().code == Errc::expired;
                          }()
                        : !authority_.joined_site(call.parameter);
  if (over) response.status = 410;
  return response;
}

}  // namespace vuoro::api
