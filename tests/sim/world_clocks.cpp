// A world in which servers' clocks are wrong at times: what really happened when is noted, for no server's
// books say it.

#include "tests/sim/true_time.h"
#include "tests/sim/world.h"

namespace vuoro::test {
namespace {

/// Notes the lines of the tickets' history that are new.
void note_lines(SimServer& server, std::int64_t& known, const Agenda& agenda, Told& told) {
  const auto lines = server.store().read_value<std::vector<store::TicketLogRow>>(
      [&](store::Reader& reader) { return reader.ticket_log_after(known, 10'000); });
  if (!lines) return;
  for (const auto& line : *lines) {
    told.lines.emplace(key_of(line), Written{server.machine().name, agenda.wall()});
    known = line.entry;
  }
}

}  // namespace

void World::begin_clocks() {
  timekeeper_ = std::make_unique<SimTimekeeper>(agenda_, weather_, told_, plan_.seed);
  const auto watch = [this](SimServer& server) {
    timekeeper_->keep(server);
    const auto known = std::make_shared<std::int64_t>(0);
    const auto note = [this, &server, known] { note_lines(server, *known, agenda_, told_); };
    server.on_commit = [note, before = server.on_commit](const std::set<std::string>& scopes) {
      note();
      if (before) before(scopes);
    };
    server.on_begin = [note, before = server.on_begin] {
      note();
      if (before) before();
    };
    server.on_pressed = [this](const std::string& body) {
      const auto press = parse_json(body);
      told_.pressed.emplace(Uuid::parse(std::string_view(press->at("id").as_string())).value(),
                            agenda_.wall());
    };
  };
  watch(server_);
  if (site_) watch(site_->box());
  told_.clocks.push_back({server_.machine().name, agenda_.wall(), Millis(0)});
}

}  // namespace vuoro::test
