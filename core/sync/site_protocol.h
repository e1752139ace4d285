#pragma once
// What a site server and the central server tell each other besides the feed and the plain events
// (docs/site-server.md): the site's own acts upwards, a site's whole state at a change of hands, and its
// people downwards.

#include "core/lobby/numbers.h"
#include "core/sync/protocol.h"

namespace vuoro::protocol {

/// The type of the event that carries SiteNews.
inline constexpr std::string_view k_site_news = "site.news";

/// The code of a trouble of a site server begins so when its clock is not the central server's: it takes no
/// site over.
inline constexpr std::string_view k_clock_trouble = "clock_";
/// And ends so when it serves no site either.
inline constexpr std::string_view k_clock_refused = "_refused";

/// What a technician does by hand when a lobby moves from one server to the other: devices and browsers go on
/// asking whom they asked before.
[[nodiscard]] std::string said_of_turning(const std::string& from, const std::string& to);
inline constexpr const char* k_central_server = "the central server";

struct SiteRecord {
  std::string collection;
  Uuid id;
  bool deleted = false;
  json::value record;  ///< null when deleted
};

/// Whose phone may follow a ticket.
struct SiteToken {
  Uuid ticket_id;
  std::string hash;  ///< hex; the token itself is in no store
};

struct SiteTicketLine {
  Uuid ticket_id;
  Uuid queue_id;
  std::string act;
  std::string from_state;
  std::string to_state;
  std::optional<Uuid> counter_id;
  std::optional<Uuid> staff_id;
  std::optional<Uuid> device_id;
  WallTime time;
  std::optional<WallTime> device_time;
  std::optional<WallTime> due;
  std::optional<Uuid> service_id;
  std::string reason;
  std::string service_day;
};

struct SiteCounterLine {
  Uuid counter_id;
  std::string act;
  std::optional<Uuid> staff_id;
  std::optional<Uuid> clerk_id;
  bool serving = false;
  std::vector<Uuid> queue_ids;
  std::optional<Uuid> profile_id;
  WallTime time;
  std::string reason;
};

struct SiteNote {
  Uuid ticket_id;
  std::string text;
  std::string staff_name;
  WallTime time;
};

struct SiteFeedback {
  Uuid id;
  Uuid device_id;
  std::optional<Uuid> question_id;
  std::optional<std::int32_t> score;
  std::vector<std::string> choices;
  std::optional<std::string> text;
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string language;
  WallTime time;
};

/// Private: it leaves the site server with the event that carries it.
struct SiteContact {
  Uuid id;
  std::string kind;
  std::string contact;  ///< JSON
  WallTime expires_at;
};

/// Numbers that were stepped over for a lost box and are free: see store::NumberSpare.
struct SiteSpare {
  std::int32_t from = 0;  ///< as `first`; a version before asks for it
  std::int32_t first = 0;
  std::int32_t end = 0;
};

struct SiteCursor {
  Uuid queue_id;
  std::string service_day;
  std::int32_t next_single = 0;
  std::int32_t next_block = 0;
  std::optional<SiteSpare> spare_single;  ///< the first of them, and all that a version before knows
  std::optional<SiteSpare> spare_block;
  std::vector<SiteSpare> more_single = {};
  std::vector<SiteSpare> more_block = {};
  std::optional<NumberRange> range = {};  ///< of what the day's numbers are taken
};

struct SiteLease {
  Uuid id;
  Uuid device_id;
  std::string kind;
  std::optional<Uuid> queue_id;
  std::optional<Uuid> slot_id;
  std::string service_day;
  std::int32_t first = 0;
  std::int32_t last = -1;
  WallTime expires_at;
};

/// An event of a device that was answered: its repeat to the other authority has no second effect.
struct SiteEvent {
  Uuid id;
  Uuid device_id;
  std::int64_t sequence = 0;
  std::string type;
  std::string hash;  ///< hex
  bool accepted = false;
  std::string code;
  std::string message;
  WallTime device_time;
  WallTime time;
};

/// A piece of what happened at a site, in order; also a piece of its state when it changes hands.
struct SiteNews {
  std::int64_t epoch = 0;  ///< under which it happened
  /// Of its lines some may be known: each stands once, and in the order in which they are told now.
  std::optional<bool> again = {};
  bool last = false;  ///< the site server has stopped: the site is the central server's again
  /// The site server has heard that the site is in other hands at this epoch, and has told all that it did
  /// before.
  std::optional<std::int64_t> told_until;
  std::string current_day;
  std::vector<SiteRecord> records;
  /// When the site changes hands: what whoever gives it cannot read, and keeps.
  std::vector<UnreadRecord> unread = {};
  std::vector<SiteToken> tokens;
  std::vector<SiteTicketLine> ticket_lines;
  std::vector<SiteCounterLine> counter_lines;
  std::vector<SiteNote> notes;
  std::vector<SiteFeedback> feedback;
  std::vector<SiteContact> contacts;
  std::vector<SiteCursor> cursors;
  std::vector<SiteLease> leases;
  std::vector<SiteEvent> events;
};

/// GET /api/v1/site/handover: one piece of the state with which a site changes hands.
struct HandoverPart {
  std::int64_t epoch = 0;
  std::int32_t part = 0;
  std::int32_t parts = 0;
  SiteNews news;
};

struct SiteStaff {
  Uuid id;
  std::string username;
  std::string display_name;
  std::string password_hash;
  std::vector<std::string> roles;
  std::vector<Uuid> organizations;
  std::optional<Uuid> site_id;
};

struct SiteDevice {
  Uuid id;
  bool revoked = false;
};

/// A backup was put in the place of the central server's database: what the site server told behind that is
/// not known there, and is told again.
struct PutBack {
  std::int64_t history = 0;      ///< another one each time
  std::int64_t heard_until = 0;  ///< the sequence of the site server's last event that the backup knows
};

/// GET /api/v1/site/people: who may log in at the site server, and which devices are let in.
struct SitePeople {
  std::optional<PutBack> put_back = {};
  std::string digest;  ///< of the rest; asked again with it, the lists stay empty when nothing changed
  bool same = false;
  std::vector<SiteStaff> staff;
  std::vector<SiteDevice> devices;
  std::string device_ca_pem;  ///< what the central server's device certificates are signed by
};

#define VUORO_SITE_MESSAGES(X) X(SiteNews) X(HandoverPart) X(SitePeople)
#define VUORO_EXTERN(Message)                                  \
  extern template json::value encode<Message>(const Message&); \
  extern template Result<Message> decode<Message>(const json::value&, RecordMode, const std::string&);
VUORO_SITE_MESSAGES(VUORO_EXTERN)
#undef VUORO_EXTERN

}  // namespace vuoro::protocol
