#pragma once
// What a site server does with its line to the central server, step by step, without a thread or a socket of
// its own: the events up, the feed and the people down, and what becomes of the site's authority (the rules
// are in server/authority/site_authority.h). The server runs it on a thread; a simulated world under one
// seed.

#include <functional>
#include <mutex>
#include <string>

#include "core/sync/feed.h"
#include "core/sync/outbox.h"
#include "core/sync/site_protocol.h"
#include "server/upstream/site_pictures.h"
#include "server/upstream/upstream_store.h"

namespace vuoro::upstream {

/// Who this site server is at the central server.
struct SiteLineOptions {
  Uuid device_id;
  Uuid site_id;
  std::string name;
  std::string follow_url;  ///< of this server's own follow page; empty: the central server's
  std::string version;
};

/// How the line is: what the central server is told with every report, and what only this end knows.
struct LineState {
  Uuid device_id;
  bool online = false;
  WallTime since{};            ///< online or not, on the central server's clock as far as that is known
  std::string why;             ///< while not online: what a technician should know
  std::int64_t set_aside = 0;  ///< events that the central server refused
  protocol::DeviceStatus report;
};

/// Everything on one thread but state(), which any may ask. Waits for the store's writer.
class SiteLine {
 public:
  /// All are borrowed.
  SiteLine(SiteLineOptions options, authority::Authority& authority, const Clock& clock, Random& random,
           sync::Transport& transport);

  /// Reads where it stood; until the central server's word was heard, nothing is decided here.
  [[nodiscard]] Result<void> begin();
  /// Does what is to be done now. Errors of the store are in the log, and tried again.
  void step();
  /// When step() has something to do although nothing happened.
  [[nodiscard]] MonoTime wake() const;
  /// Something was committed.
  void added();

  [[nodiscard]] sync::Link& link() { return link_; }
  [[nodiscard]] LineState state() const;
  /// What the central server's device certificates are signed by, whenever it was heard.
  std::function<Result<void>(const std::string& pem)> on_device_ca;

 private:
  void hear_word();
  void ask_people();
  bool take_people(const sync::Response& response);
  [[nodiscard]] Result<void> hear_of_backup(const protocol::PutBack& put_back);
  [[nodiscard]] std::vector<protocol::Trouble> troubles() const;
  [[nodiscard]] protocol::DeviceStatus report() const;
  void send_status();
  void keep_counts();
  void keep_state();
  [[nodiscard]] Result<void> settle();
  [[nodiscard]] bool clock_is_right();
  void fetch_handover();
  [[nodiscard]] Result<void> take_part(const sync::Response& response);

  const SiteLineOptions options_;
  authority::Authority& authority_;
  const Clock& clock_;
  UpstreamStore store_;
  sync::Link link_;
  sync::OutboxSender outbox_;
  sync::FeedFollower global_feed_;
  sync::FeedFollower site_feed_;
  sync::Lane people_lane_;
  sync::Lane handover_lane_;
  sync::Lane status_lane_;
  SitePictures pictures_;
  const MonoTime started_;
  MonoTime people_due_{};
  MonoTime status_due_{};
  MonoTime status_sent_{};
  std::optional<protocol::DeviceStatus> told_;
  std::string people_digest_;
  std::int64_t history_ = 0;  ///< of the central server, when it last went on from a backup
  bool word_heard_ = false;
  bool epoch_said_ = false;  ///< to a central server that has forgotten it
  bool settle_due_ = false;
  bool counts_due_ = true;
  MonoTime counts_at_{};           ///< not counted again before this moment
  std::int64_t wanted_epoch_ = 0;  ///< of the handover that is being fetched
  std::int32_t next_part_ = 0;
  std::int64_t clock_off_min_ = 0;  ///< as it was last said; 0: it is right
  bool clock_refused_ = false;      ///< so wrong that this server does not act
  bool online_ = false;
  std::int64_t waiting_ = 0;  ///< acts that the central server has not confirmed
  std::int64_t set_aside_ = 0;
  mutable std::mutex state_mutex_;
  LineState state_;
};

}  // namespace vuoro::upstream
