#include "tests/sim/site.h"

#include <stdexcept>

#include "server/authority/site_authority.h"
#include "server/authority/site_news.h"

namespace vuoro::test {

using namespace std::chrono_literals;

SimSite::SimSite(Agenda& agenda, const Weather& weather, Mutant& mutant, Told& told, SimServer& central,
                 const Lobby& lobby)
    : agenda_(agenda),
      mutant_(mutant),
      central_(central),
      lobby_(lobby),
      device_id_(Uuid::from_name("sim:box")),
      wide_(agenda, weather, central),
      box_(agenda, weather, mutant, lobby.site_id, "box") {
  box_.on_begin = [this, &told] {
    begin();
    note_hands(box_, "box", lobby_.site_id, agenda_, told);
  };
  box_.on_end = [this] { line_.reset(); };
  box_.on_commit = [this, &told](const std::set<std::string>& scopes) {
    if (scopes.contains(authority::scope_of_site(lobby_.site_id)))
      note_hands(box_, "box", lobby_.site_id, agenda_, told);
    if (std::exchange(news_, true) || !line_) return;
    agenda_.after(1ms, [this, run = box_.machine().run] {
      if (box_.machine().alive(run)) turn();
    });
  };
}

void SimSite::start() {
  const auto enrolled = central_.act<int>([this](authority::Context& context) -> Result<int> {
    Device record;
    record.id = device_id_;
    record.site_id = lobby_.site_id;
    record.role = DeviceRole::site_server;
    record.name = "Lobby box";
    store::DeviceRow row;
    row.id = record.id;
    row.site_id = lobby_.site_id;
    VUORO_TRY(context.tx.put_device(row));
    VUORO_TRY(authority::save(context, record));
    return 0;
  });
  if (!enrolled) throw std::runtime_error("box: " + enrolled.error().to_string());
  box_.start();
}

void SimSite::begin() {
  line_ = std::make_unique<upstream::SiteLine>(
      upstream::SiteLineOptions{device_id_, lobby_.site_id, "Lobby box", "", "sim"}, box_.authority(),
      box_.machine().clock, box_.machine().random, *this);
  // A disk that went dark meanwhile is noticed by the server itself.
  if (const auto begun = line_->begin(); !begun)
    agenda_.note("box", "cannot begin", begun.error().to_string());
  agenda_.after(1ms, [this, run = box_.machine().run] {
    if (box_.machine().alive(run)) turn();
  });
}

void SimSite::turn() {
  if (!line_) return;
  box_.at_once([this] {
    if (std::exchange(news_, false)) line_->added();
    line_->step();
    mutant_.site_leaves(box_.store(), lobby_.site_id, false);
  });
  const Millis delay = std::max(Millis(1), line_->wake() - box_.machine().clock.mono());
  agenda_.after(delay, [this, run = box_.machine().run, alarm = ++alarm_] {
    if (box_.machine().alive(run) && alarm == alarm_) turn();
  });
}

void SimSite::send(sync::Request request, Done done) {
  if (auto made = mutant_.site_sends(request)) {
    return agenda_.after(1ms,
                         [this, run = box_.machine().run, done = std::move(done), made = std::move(*made)] {
                           if (!box_.machine().alive(run) || !line_) return;
                           box_.at_once([&] { done(made); });
                           turn();
                         });
  }
  const Millis timeout = request.timeout;
  auto wire = wire_form(request, device_id_);
  wide_.exchange(std::move(wire), timeout,
                 [this, run = box_.machine().run, request = std::move(request),
                  done = std::move(done)](std::optional<http::Response> response) {
                   if (!box_.machine().alive(run) || !line_) return;
                   sync::Response answer = answer_of(response);
                   mutant_.central_answers(request, answer);
                   agenda_.note("box", request.target.substr(0, 24), answer.body.substr(0, 200));
                   box_.at_once([&] { done(std::move(answer)); });
                   turn();
                 });
}

std::optional<bool> SimSite::told_everything() {
  if (!box_.is_up() || !line_) return std::nullopt;
  const auto told = box_.store().read_value<bool>([this](store::Reader& reader) -> Result<bool> {
    VUORO_ASSIGN(const auto counts, reader.up_counts());
    VUORO_ASSIGN(const bool news, authority::has_news(reader, lobby_.site_id));
    return counts.waiting == 0 && !news;
  });
  return told.value_or(false);
}

void note_hands(SimServer& server, const std::string& name, const Uuid& site_id, Agenda& agenda, Told& told) {
  const auto row = server.store().read_value<store::SiteAuthorityRow>(
      [&](store::Reader& reader) { return authority::authority_row(reader, site_id); });
  if (!row) return;
  for (auto last = told.hands.rbegin(); last != told.hands.rend(); ++last) {
    if (last->server != name) continue;
    if (last->here == row->here && last->epoch == row->epoch) return;
    break;
  }
  agenda.note(name, row->here ? "acts" : "does not act", row->state);
  told.hands.push_back({name, row->here, row->epoch, agenda.wall()});
}

}  // namespace vuoro::test
