#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/object_reader.h"
#include "core/net/enrolment.h"
#include "core/sync/answers.h"

namespace vuoro::net {
namespace {

constexpr std::chrono::hours k_renew_before{30 * 24};
constexpr Millis k_look_every = std::chrono::hours(1);

}  // namespace

Renewal::Renewal(const Clock& clock, sync::Transport& transport, Identity identity)
    : clock_(clock), transport_(transport), identity_(std::move(identity)) {}

void Renewal::step(WallTime now) {
  if (clock_.mono() < look_at_) return;
  look_at_ = clock_.mono() + k_look_every;
  const auto ends = certificate_ends(identity_.certificate);
  if (!ends || now + k_renew_before < *ends) return;
  const auto key = read_file(identity_.key, k_pem_bytes_max);
  const auto request = key ? make_request(*key) : Result<std::string>(fail(key.error()));
  if (!request) return log::error("renewal_failed", {{"why", request.error().message.c_str()}});
  transport_.send({"POST", "/api/v1/renew", json::serialize(json::object{{"csr_pem", *request}}),
                   sync::k_request_timeout},
                  [this, alive = std::weak_ptr<bool>(alive_)](const sync::Response& response) {
                    if (!alive.expired()) take(response);
                  });
}

void Renewal::take(const sync::Response& response) {
  const auto body = sync::answer_json(response);
  if (response.status < 200 || response.status >= 300 || !body) {
    return log::warn("renewal_refused", {{"why", sync::error_of(response).message.c_str()}});
  }
  ObjectReader reader(*body, "renewal", UnknownFields::ignore);
  const std::string pem = reader.text("certificate_pem", k_pem_bytes_max);
  if (const auto read = reader.finish(); !read)
    return log::warn("renewal_refused", {{"why", read.error().message.c_str()}});
  // New connections read the file; those that live go on under the old certificate.
  if (const auto kept = write_file_durably(identity_.certificate, pem); !kept) {
    return log::error("renewal_failed", {{"why", kept.error().message.c_str()}});
  }
  log::info("certificate_renewed");
}

}  // namespace vuoro::net
