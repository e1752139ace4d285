// site: who acts for a site, and a technician's moves of it. See docs/site-server.md.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "core/base/span_text.h"
#include "core/lobby/record_codec.h"
#include "core/lobby/time_zone.h"
#include "core/sync/site_protocol.h"
#include "ctl/central_line.h"
#include "ctl/commands.h"
#include "ctl/site_named.h"
#include "ctl/staff_client.h"
#include "ctl/utc_text.h"

namespace vuoro::ctl {
namespace {

/// A page of the feed waits so long by itself.
constexpr int k_page_wait_s = 5;
constexpr const char* k_central = protocol::k_central_server;
/// Whatever runs is heard of once a minute.
constexpr std::chrono::minutes k_silence_max{2};
constexpr const char* k_set_clock =
    "set the clock of that machine, or mend what sets it: the server then goes on by itself";

struct Box {
  Device device;
  std::optional<WallTime> heard;  ///< when its status was last told
  std::string version;
  std::int64_t waiting = 0;  ///< acts that the central server has not got yet, as it last said
  std::vector<std::string> troubles;
  std::vector<protocol::TroubleCode> codes;  ///< of the troubles

  [[nodiscard]] bool has_wrong_clock() const {
    return std::ranges::any_of(
        codes, [](const auto& one) { return one.code.starts_with(protocol::k_clock_trouble); });
  }
  [[nodiscard]] bool refuses() const {
    return std::ranges::any_of(codes, [](const auto& one) {
      return one.code.starts_with(protocol::k_clock_trouble) && one.code.ends_with(protocol::k_clock_refused);
    });
  }
};

/// Why the server that was asked cannot do all that it should.
struct OwnFault {
  std::string kind;  ///< "clock": it does not act
  std::string message;
};

/// What the server's feed says of the site and its boxes.
class SiteSight {
 public:
  SiteSight(StaffClient& client, std::string site_id) : client_(client), site_id_(std::move(site_id)) {}

  /// All that is new; waits for the first change when there is none.
  Result<void> look(int wait_s) {
    for (bool more = true; more; wait_s = 0) {
      VUORO_ASSIGN(const auto page, ask(fmt::format("/api/v1/changes?scope=site:{}&since={}&wait={}",
                                                    site_id_, since_, wait_s)));
      VUORO_ASSIGN(const auto read, protocol::decode<protocol::ChangesPage>(page, RecordMode::lenient));
      for (const auto& change : read.changes) VUORO_TRY(take(change));
      since_ = read.revision;
      now = read.server_time;
      more = read.more;
    }
    return {};
  }

  Result<void> look_at_boxes() {
    VUORO_ASSIGN(const auto answer, ask("/api/v1/devices/status"));
    if (const auto* own = answer.as_object().if_contains("line")) {
      VUORO_ASSIGN(line, line_of(own->as_object()));
    }
    own_fault.reset();
    if (const auto* own = answer.as_object().if_contains("own_fault"))
      own_fault =
          OwnFault{std::string(own->at("kind").as_string()), std::string(own->at("message").as_string())};
    for (auto& [id, box] : boxes) {
      box.heard.reset();
      box.troubles.clear();
      box.codes.clear();
      for (const auto& entry : answer.at("devices").as_array()) {
        const auto& fields = entry.as_object();
        if (fields.at("device_id").as_string() != id.to_string() || !fields.contains("status_time")) continue;
        box.heard = from_unix_ms(fields.at("status_time").to_number<std::int64_t>());
        VUORO_ASSIGN(const auto status,
                     protocol::decode<protocol::DeviceStatus>(fields.at("status"), RecordMode::lenient));
        box.version = status.version;
        box.waiting = status.outbox_waiting;
        box.troubles = status.troubles;
        box.codes = status.trouble_codes;
      }
    }
    return {};
  }

  std::string site_name;
  std::optional<SiteAuthority> authority;
  std::map<Uuid, Box> boxes;
  std::optional<CentralLine> line;  ///< when the server that was asked is a box
  std::optional<OwnFault> own_fault;
  WallTime now{};  ///< by the server's clock, when it was last asked

  /// Whose hands the site is in, when that is a box.
  [[nodiscard]] const Box* holder() const {
    if (!authority || !authority->holder_id) return nullptr;
    const auto found = boxes.find(*authority->holder_id);
    return found == boxes.end() ? nullptr : &found->second;
  }
  [[nodiscard]] bool lives(const Box& box) const { return box.heard && now - *box.heard < k_silence_max; }

 private:
  Result<json::value> ask(const std::string& target) {
    VUORO_ASSIGN(auto answer, client_.get(target));
    if (answer.status == 200) return std::move(answer.body);
    return fail(
        answer.status == 403 ? Errc::forbidden : Errc::unavailable,
        fmt::format("the server answered {} to {}", answer.status, target.substr(0, target.find('?'))));
  }

  Result<void> take(const protocol::Change& change) {
    if (change.collection == collection_of<SiteAuthority>() && !change.deleted) {
      VUORO_ASSIGN(authority, decode<SiteAuthority>(change.record, RecordMode::lenient, "site_authority"));
    } else if (change.collection == collection_of<Site>() && !change.deleted) {
      VUORO_ASSIGN(const auto site, decode<Site>(change.record, RecordMode::lenient, "site"));
      site_name = site.name.empty() ? std::string() : site.name.begin()->second;
    } else if (change.collection == collection_of<Device>()) {
      boxes.erase(change.id);
      if (change.deleted) return {};
      VUORO_ASSIGN(auto device, decode<Device>(change.record, RecordMode::lenient, "device"));
      if (device.role == DeviceRole::site_server && !device.revoked)
        boxes[change.id].device = std::move(device);
    }
    return {};
  }

  StaffClient& client_;
  const std::string site_id_;
  std::int64_t since_ = 0;
};

AuthorityState state_of(const SiteSight& sight) {
  return sight.authority ? sight.authority->state : AuthorityState::here;
}

std::string ago(const SiteSight& sight, const Box& box) {
  return span_text(std::max(sight.now - *box.heard, Millis(0))) + " ago";
}

/// Set when whoever has the site does not act, for its clock.
std::optional<std::string> said_of_clock(const SiteSight& sight, const std::string& box) {
  const bool asked_has_it = sight.line ? sight.authority && sight.authority->holder_id == sight.line->box
                                       : state_of(sight) == AuthorityState::here;
  if (asked_has_it && sight.own_fault && sight.own_fault->kind == "clock")
    return fmt::format("nobody: {}. What to do: {}", sight.own_fault->message, k_set_clock);
  const Box* holder = sight.line ? nullptr : sight.holder();
  if (holder == nullptr || !holder->refuses()) return std::nullopt;
  return fmt::format("nobody: {} has the lobby, but its clock is wrong and it does not act. What to do: {}",
                     box, k_set_clock);
}

std::string said(const SiteSight& sight, const std::string& box) {
  if (auto clock = said_of_clock(sight, box)) return *std::move(clock);
  switch (state_of(sight)) {
    case AuthorityState::given:
      return fmt::format("it is moving to {}; until that begins, nobody can act", box);
    case AuthorityState::away:
      if (!sight.authority->holder_id) return k_central;
      return fmt::format("the lobby's own server, {}", box);
    case AuthorityState::wanted_back:
      if (sight.authority->unheard.value_or(false))
        return fmt::format(
            "nobody, as far as is known: {} was to have the lobby and has not said that it began. "
            "It hears that the lobby moves back as soon as it has begun; when it will not begin: "
            "box-is-lost",
            box);
      return fmt::format("{}, until it hears that the lobby moves to the central server", box);
    case AuthorityState::releasing:
      return fmt::format("{} has stopped; the central server begins when it has been told the last acts",
                         box);
    case AuthorityState::here:
      break;
  }
  if (sight.authority && sight.authority->holder_id)
    return fmt::format("the lobby's own server, {}; the central server decides about moves", box);
  return k_central;
}

void print_box(const SiteSight& sight, const Box& box, std::ostream& out) {
  if (!box.heard) {
    out << fmt::format("{:<16}never\n", "  last heard");
    return;
  }
  out << fmt::format("{:<16}{} ({})\n", "  last heard", utc_text(*box.heard), ago(sight, box));
  const bool untold = sight.authority && sight.authority->untold_by == box.device.name;
  // What it said then is not what is so now, nor all that it has done.
  if (untold || !sight.lives(box))
    out << fmt::format("{:<16}{} not told when it was last heard of; what it did since is not known\n", "",
                       acts(box.waiting));
  else
    out << fmt::format("{:<16}{} not told yet\n", "", acts(box.waiting));
  for (const auto& trouble : box.troubles) out << fmt::format("{:<16}{}\n", "  trouble", trouble);
  if (box.has_wrong_clock()) out << fmt::format("{:<16}{}\n", "  what to do", k_set_clock);
}

void print(const SiteSight& sight, const std::string& site_id, bool as_json, std::ostream& out) {
  const std::string box = sight.authority ? sight.authority->holder_name : std::string();
  if (as_json) {
    json::array boxes;
    for (const auto& [id, entry] : sight.boxes) {
      json::array troubles(entry.troubles.begin(), entry.troubles.end());
      boxes.push_back(json::object{{"device_id", id.to_string()},
                                   {"name", entry.device.name},
                                   {"heard", entry.heard ? utc_text(*entry.heard) : std::string()},
                                   {"version", entry.version},
                                   {"acts_waiting", entry.waiting},
                                   {"troubles", std::move(troubles)}});
    }
    json::object report{{"site_id", site_id}, {"site", sight.site_name}, {"boxes", std::move(boxes)}};
    if (sight.line)
      report["line"] = json::object{{"online", sight.line->online},
                                    {"since", utc_text(sight.line->since)},
                                    {"why", sight.line->why},
                                    {"acts_waiting", sight.line->report.outbox_waiting}};
    if (sight.own_fault)
      report["own_fault"] =
          json::object{{"kind", sight.own_fault->kind}, {"message", sight.own_fault->message}};
    report["authority"] = sight.authority ? encode(*sight.authority) : json::value();
    out << json::serialize(report) << "\n";
    return;
  }
  out << fmt::format("{:<16}{} ({})\n", "site", sight.site_name, site_id);
  out << fmt::format("{:<16}{}\n", "acts", said(sight, box));
  if (sight.own_fault) out << fmt::format("{:<16}{}\n", "trouble", sight.own_fault->message);
  if (sight.authority) {
    out << fmt::format("{:<16}{} (epoch {})\n", "state", name_of(sight.authority->state),
                       sight.authority->epoch);
    out << fmt::format("{:<16}{}\n", "since", utc_text(sight.authority->since));
    if (sight.authority->untold_by)
      out << fmt::format("{:<16}{} has not told yet what it did\n", "declared lost",
                         *sight.authority->untold_by);
    for (const auto& record : sight.authority->left_behind)
      out << fmt::format("{:<16}{} could not be read when the lobby moved, and stayed at who gave it\n",
                         "left behind", record);
  }
  for (const auto& [id, entry] : sight.boxes) {
    out << fmt::format("{:<16}{} ({})\n", "its own server", entry.device.name, id.to_string());
    if (sight.line && sight.line->box == id) {
      out << fmt::format("{:<16}this server\n", "");
      print_line(*sight.line, out);
      continue;
    }
    print_box(sight, entry, out);
  }
}

/// The box that is meant: by name or id, or the only one.
Result<Box> chosen_box(const SiteSight& sight, const std::string& named) {
  std::vector<const Box*> fitting;
  for (const auto& [id, box] : sight.boxes) {
    if (named.empty() || box.device.name == named || id.to_string() == named) fitting.push_back(&box);
  }
  if (fitting.size() == 1) return *fitting.front();
  if (fitting.empty())
    return fail(Errc::not_found,
                named.empty() ? "the site has no server of its own" : "no such server: " + named);
  return fail(Errc::invalid_argument, "the site has several servers; say which with --box NAME");
}

struct Ask {
  std::string lead;  ///< what will be
  std::string next;  ///< what is to be done by hand then
  json::object fields;
  AuthorityState done = AuthorityState::here;
};

std::string said_of_lost(const std::string& name) {
  return fmt::format(
      "{} was declared lost and has not told yet what it did: switch it on and wait until it has. When it "
      "never "
      "comes back, or was emptied: --forget-what-it-had",
      name);
}

/// What is known of a box that is said to be lost, and since when.
std::string said_of_life(const SiteSight& sight, const std::string& name) {
  const Box* box = sight.holder();
  if (box == nullptr) return {};
  if (!box->heard) return fmt::format("{} has never been heard of. ", name);
  return fmt::format(
      "{} was last heard of at {}, {}; {} were not told then, and what it did since is not known. ", name,
      utc_text(*box->heard), ago(sight, *box), acts(box->waiting));
}

/// In the same words as the console.
Result<Ask> ask_of(const SiteOptions& options, const SiteSight& sight) {
  const std::string holder = sight.authority ? sight.authority->holder_name : std::string();
  switch (options.act) {
    case SiteAct::to_box: {
      VUORO_ASSIGN(const Box box, chosen_box(sight, options.box));
      const auto untold = sight.authority ? sight.authority->untold_by : std::nullopt;
      if (untold && !options.forget) return fail(Errc::conflict, said_of_lost(*untold));
      json::object fields{{"device_id", box.device.id.to_string()}};
      if (untold) fields["forget_lost"] = true;
      if (options.silent) fields["silent"] = true;
      const std::string lost =
          untold ? fmt::format(
                       "Only when {} never comes back, or was emptied: numbers and bookings that it gave "
                       "and did not tell are lost then. ",
                       *untold)
                 : std::string();
      return Ask{
          lost + fmt::format("{} then serves the lobby, also while the connection to the central server "
                             "is down. For some seconds nobody can act.",
                             box.device.name),
          protocol::said_of_turning(k_central, box.device.name), std::move(fields), AuthorityState::away};
    }
    case SiteAct::to_central:
      return Ask{
          fmt::format(
              "{} goes on until it hears of this and has told everything. Then the central server serves "
              "the lobby.",
              holder),
          protocol::said_of_turning(holder, k_central),
          {},
          AuthorityState::here};
    default: {
      json::object fields{{"box_is_lost", true}};
      if (options.heard) fields["although_heard"] = true;
      return Ask{
          said_of_life(sight, holder) +
              fmt::format(
                  "Only when {} is switched off: if it still runs, two servers call people at once. The "
                  "central server goes on from what it was told; some numbers of each queue are stepped "
                  "over.",
                  holder),
          protocol::said_of_turning(holder, k_central), std::move(fields), AuthorityState::here};
    }
  }
}

/// Until the move has come to its end, or the patience has.
Result<bool> wait_for(SiteSight& sight, const Ask& ask, const Clock& clock, std::chrono::seconds patience) {
  const MonoTime give_up = clock.mono() + patience;
  while (state_of(sight) != ask.done) {
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(give_up - clock.mono()).count();
    if (left <= 0) return false;
    VUORO_TRY(sight.look(static_cast<int>(std::min<std::int64_t>(k_page_wait_s, left))));
  }
  return true;
}

}  // namespace

Result<Exit> run_site(const SiteOptions& options, std::ostream& out) {
  const SystemClock clock;
  SystemRandom random;
  VUORO_ASSIGN(auto client, StaffClient::log_in(options.login, clock, random));
  VUORO_ASSIGN(const std::string site_id, site_meant(client, options.site));
  SiteSight sight(client, site_id);
  VUORO_TRY(sight.look(0));
  VUORO_TRY(sight.look_at_boxes());
  bool arrived = true;
  std::string next;
  if (options.act != SiteAct::show) {
    if (sight.line)
      return fail(Errc::conflict,
                  "this is the lobby's own server; the central server decides about moves: give its address "
                  "with --server");
    VUORO_ASSIGN(auto ask, ask_of(options, sight));
    if (!options.yes)
      return fail(Errc::invalid_argument,
                  fmt::format("{} {} Nothing was done; with --yes it is.", ask.lead, ask.next));
    ask.fields["site_id"] = site_id;
    if (const auto moved = client.command("site.move", ask.fields); !moved) {
      if (moved.error().code != Errc::alive) return fail(moved.error());
      return fail(Errc::alive,
                  moved.error().message + ". Nothing was done; with --yes --although-heard it is.");
    }
    VUORO_TRY(sight.look(0));
    VUORO_ASSIGN(arrived, wait_for(sight, ask, clock, std::chrono::seconds(options.wait_s)));
    next = std::move(ask.next);
  }
  VUORO_TRY(sight.look_at_boxes());
  print(sight, site_id, options.as_json, out);
  if (!next.empty() && !options.as_json) out << fmt::format("{:<16}{}\n", "next", next);
  return arrived ? Exit::done : Exit::partly;
}

}  // namespace vuoro::ctl
