#include "kiosk/app/wall_desk.h"

#include "core/base/log.h"
#include "ui/app.h"

namespace vuoro::kiosk {
namespace {

constexpr Millis k_exchange_max{30'000};

}  // namespace

WallDesk::WallDesk(Engine& engine, ui::App& app, const Clock& clock, const std::filesystem::path& state_dir)
    : engine_(engine),
      app_(app),
      pictures_({.folder = state_dir / "pictures",
                 .fetch =
                     [this](const Uuid& id, WallPictures::Fetched answer) {
                       sync::Request ask{"GET", "/api/v1/pictures/" + id.to_string(), "", k_exchange_max};
                       engine_.exchange(std::move(ask), [answer](sync::Response response) {
                         if (response.status == 200) return answer(std::move(response.body));
                         answer(fail(response.status == 404 ? Errc::not_found : Errc::unavailable,
                                     "status " + std::to_string(response.status)));
                       });
                     },
                 .site_id = [this] { return engine_.view()->site.id; },
                 .post = [this](std::function<void()> work) { app_.posts().post(std::move(work)); },
                 .wake = [this] { app_.request_frame(); },
                 .clock = clock}) {}

void WallDesk::after_frame(const Display& display) {
  if (!engine_.view()->ready) return;
  if (display.panel_too_small() != told_too_small_) {
    told_too_small_ = display.panel_too_small();
    std::vector<protocol::Trouble> troubles;
    if (!told_too_small_.empty())
      troubles.push_back(
          {"figures_too_small: " + told_too_small_, {"figures_too_small", {{"what", told_too_small_}}}});
    engine_.set_device_state("none", troubles);
  }
  // What was asked before the start was asked of the program that has gone.
  const std::int32_t asks = display.picture_asks();
  if (asks_seen_ && asks > *asks_seen_) send_picture();
  asks_seen_ = asks;
}

void WallDesk::send_picture() {
  auto picture = app_.picture();
  if (!picture) return log::warn("wall_not_pictured", {{"why", picture.error().to_string()}});
  pictures_.shrink(std::move(*picture), [this](const Result<std::string>& png) {
    if (!png) return log::warn("wall_not_pictured", {{"why", png.error().to_string()}});
    engine_.exchange({"POST", "/api/v1/display-picture", *png, k_exchange_max},
                     [](const sync::Response& answer) {
                       if (answer.status != 204)
                         log::warn("wall_picture_not_taken", {{"status", answer.status}});
                     });
  });
}

}  // namespace vuoro::kiosk
