#pragma once
// The faults of tests/sim/weather.h, as wrappers around the real code.

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "core/sync/transport.h"
#include "kiosk/lobby_port.h"
#include "kiosk/store/store.h"
#include "server/http/http.h"
#include "server/store/store.h"
#include "tests/sim/agenda.h"
#include "tests/sim/weather.h"

namespace vuoro::ui {
struct Node;
}

namespace vuoro::test {

/// Answers when the work has run, before its commit. @param real  must outlive it
[[nodiscard]] std::unique_ptr<store::Store> make_hasty_store(store::Store& real);

/// The faults on a device's side of the line, for all devices of one world.
class Mutant {
 public:
  Mutant(Mutation mutation, Agenda& agenda) : mutation_(mutation), agenda_(agenda) {}
  [[nodiscard]] bool is(Mutation mutation) const { return mutation_ == mutation; }

  void request_leaves(const Uuid& device_id, sync::Request& request, kiosk::Store& store);
  void answer_comes(const Uuid& device_id, const sync::Request& request, sync::Response& response);
  /// A device's program begins anew after a crash.
  void restarts(kiosk::Store& store);
  /// The picture that a display is about to look at.
  [[nodiscard]] kiosk::LobbyViewPtr look(kiosk::LobbyViewPtr view, WallTime now);

  /// What the box sends to the central server: an answer that was made on the way, or nothing.
  [[nodiscard]] std::optional<sync::Response> site_sends(const sync::Request& request) const;
  void central_answers(const sync::Request& request, sync::Response& response) const;
  /// The site has just changed hands by this server's own commit.
  void site_leaves(store::Store& store, const Uuid& site_id, bool central) const;

  /// An editor has just changed the queues.
  void ranges_change(store::Store& store, const Uuid& site_id) const;

  /// Before the server looks at what time brings.
  void time_comes(store::Store& store, const Uuid& site_id, WallTime now) const;

  /// Before the server's program begins anew after a crash.
  void server_restarts(const std::filesystem::path& database) const;
  /// Nobody looks whether the clock can be right.
  void clock_is_believed(store::Store& store, WallTime now) const;
  /// A clerk's command as it arrives at the server.
  [[nodiscard]] std::shared_ptr<const http::Request> command_arrives(
      std::shared_ptr<const http::Request> request, store::Store& store, const Uuid& site_id) const;

  // On a terminal's screen (screen_mutants.cpp).
  /// Whether pages are seen otherwise than they are.
  [[nodiscard]] bool changes_screens() const;
  void screen_is_seen(std::vector<ui::Node>& nodes, bool online);
  [[nodiscard]] bool answer_reaches_screen(std::string_view act);
  void ticket_answered(Result<kiosk::IssuedTicket>& issued);
  [[nodiscard]] bool somebody_touches() const { return is(Mutation::screen_never_idle); }

 private:
  void rename_events(sync::Request& request);
  void lease_again(const Uuid& device_id, sync::Response& response);
  void thin_out(sync::Response& response);

  Mutation mutation_;
  Agenda& agenda_;
  std::set<std::string> sent_;                    ///< ids of events that left once
  std::map<std::string, std::string> real_name_;  ///< of renamed ones
  int screen_answers_ = 0;
  std::string last_number_;                                                        ///< that a screen showed
  std::map<Uuid, std::pair<Uuid, std::pair<std::int32_t, std::int32_t>>> blocks_;  ///< by queue: whose, what
};

}  // namespace vuoro::test
