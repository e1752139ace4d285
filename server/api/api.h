#pragma once
// Addresses to acts of the authority, JSON in and out. All of it runs on the server's thread.

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "server/api/metrics.h"
#include "server/api/phone_rates.h"
#include "server/api/routes.h"
#include "server/api/waiters.h"
#include "server/authority/authority.h"
#include "server/authority/pictures.h"
#include "server/http/http.h"
#include "server/http/request_target.h"
#include "server/http/static_files.h"

namespace vuoro::api {

/// What the API asks of the machinery around it.
struct Surroundings {
  /// Runs something on the server's thread.
  std::function<void(std::function<void()>)> post;
  /// More metrics to append, from the listeners.
  std::function<void(std::string&)> write_metrics;
  /// A site server's line to the central one; null at the central server itself.
  std::function<json::value()> line = {};
};

class Api final : public http::Handler {
 public:
  /// Both are borrowed. Set surroundings before the first request.
  Api(authority::Authority& authority, http::StaticFiles files);
  void set_surroundings(Surroundings surroundings) { surroundings_ = std::move(surroundings); }

  [[nodiscard]] std::size_t body_limit(const http::Request& head) override;
  void handle(std::shared_ptr<const http::Request> request, http::Respond respond) override;

  /// Some scopes changed; any thread.
  void changed(const std::set<std::string>& scopes);
  /// Time passes: answers waiting requests. Server's thread, some times a second.
  void tick();
  /// Answers everybody who waits; later requests are answered without waiting.
  void close() {
    waiters_.close();
    phone_waiters_.close();
  }

 private:
  /// One request on its way to its answer.
  struct Call {
    std::shared_ptr<const http::Request> request;
    const Route* route = nullptr;
    http::Target target;
    std::string parameter;
    authority::Session session;  ///< when the route needs one and it came by the public port
    Uuid device_id;
    Uuid device_site;
    RecordMode reading = RecordMode::strict;  ///< by the sender's protocol version
    http::Respond respond;
  };

  Result<void> let_in(Call& call);
  void run(Call call);

  void changes(Call call);
  void follow(Call call);
  void phone_act(Call call);
  void join_options(Call call);
  void join(Call call);
  /// A visitor's page: never kept by the browser, since its address is a secret.
  http::Response visitor_page(const Call& call, const std::string& file);
  void events(Call call);
  void leases(Call call);
  void leases_return(Call call);
  void status(Call call);
  void renew(Call call);
  void enrol(Call call);
  void login(Call call);
  void logout(Call call);
  void command(Call call);
  void put_picture(Call call);
  void get_picture(Call call);
  void site_handover(Call call);
  void devices(Call call);
  void site_picture(Call call);
  void put_shown(Call call);
  void get_shown(Call call);
  /// From what others were told in the same moment, when it was asked before: a thousand displays wait for
  /// the same change.
  Result<authority::FeedPage> page_of_devices(const std::string& scope, std::int64_t since);
  http::Response metrics();
  std::optional<authority::OwnFault> own_fault();
  http::Response health();
  Result<json::value> read(const Call& call);

  authority::Authority& authority_;
  authority::Pictures pictures_;
  http::StaticFiles files_;
  Surroundings surroundings_;
  Waiters waiters_;
  /// Phones are answered at the next tick: their answers cost more than a page of the feed, there may be
  /// hundreds, and no display waits for them.
  Waiters phone_waiters_;
  std::set<std::string> changed_for_phones_;
  /// While those who wait are told of one commit: pages by scope and revision.
  std::optional<std::map<std::pair<std::string, std::int64_t>, authority::FeedPage>> shared_;
  RequestMetrics request_metrics_;
  PhoneRates phone_rates_;
};

}  // namespace vuoro::api
