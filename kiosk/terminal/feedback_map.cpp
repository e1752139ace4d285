// The place feedback is about, pointed out on a plain picture of the surroundings.
#include <array>
#include <cmath>

#include "kiosk/terminal/area_map.h"
#include "kiosk/terminal/feedback_more.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

constexpr double k_half_near_m = 500, k_half_far_m = 2000, k_reach_m = 10'000;

class MapScreen final : public Screen {
 public:
  explicit MapScreen(std::shared_ptr<GivenFeedback> given) : given_(std::move(given)) {}

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    ui::PageSpec head = t.head(l.t("Where is the place?"));
    head.footer_height = Terminal::footer_height(ui, 1);
    auto page = ui::page(ui, "feedback-map", head);
    t.follow(page);
    {
      auto content = page.content();
      auto room = ui::scroll(ui, "all");
      const float below = 2 * Terminal::footer_height(ui, 1) + ui.space(ui::Space::m) * 4 + ui.mm(28);
      draw_picture(ui, l, std::max(ui.mm(90), ui::remaining_height(ui) - below));
      ui::text(ui, "said", said(l), {.style = ui::TextStyle::strong, .live = ui::Live::polite});
      draw_moves(ui, l);
    }
    auto footer = page.footer();
    if (ui::button(ui, "send", {.label = l.t("Send"), .icon = ui::Icon::check, .disabled = !pin_})) send(t);
  }

 private:
  void draw_picture(ui::Context& ui, const Language& l, float height) {
    const auto& c = ui.theme().colours;
    const int width_px = static_cast<int>(ui::next_width(ui));
    const int height_px = static_cast<int>(height);
    const MapColours colours{c.surface_sunken, c.line, c.control, c.primary};
    if (!picture_ || picture_->width != width_px || picture_->height != height_px ||
        ground_ != colours.ground) {
      picture_ = draw_map(window_, width_px, height_px, colours);
      ground_ = colours.ground;
    }
    std::optional<ui::Point> pin;
    if (pin_) {
      const ui::Point at = place_of(window_, width_px, height_px, *pin_);
      if (at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1) pin = at;
    }
    if (const auto picked = ui::image_picker(
            ui, "map", l.t("Map. The service point is the dot; north is up."), picture_, height, pin)) {
      pin_ = offset_at(window_, width_px, height_px, *picked);
      ui.redraw_now();
    }
    draw_ring_labels(ui, l, ui.node(ui.last_index()).rect);
  }

  /// How far each ring is, where it crosses north.
  void draw_ring_labels(ui::Context& ui, const Language& l, const ui::Rect& map) const {
    const int width = static_cast<int>(map.w), height = static_cast<int>(map.h);
    for (const double ring : k_map_rings_m) {
      const ui::Point at = place_of(window_, width, height, {0, ring});
      const ui::Rect box{map.x + at.x * map.w - ui.mm(16), map.y + at.y * map.h + ui.mm(1), ui.mm(32),
                         ui.mm(12)};
      if (box.x < map.x || box.y < map.y || box.right() > map.right() || box.bottom() > map.bottom())
        continue;
      ui::fit_text(ui, "ring-" + std::to_string(static_cast<int>(ring)), l.distance(ring), box,
                   {.weight = ui::Weight::medium, .tone = ui::Tone::soft, .height_max = ui.mm(11)});
    }
  }

  [[nodiscard]] std::string said(const Language& l) const {
    if (!pin_) return l.t("Touch the place on the map. The dot is this service point.");
    const double far = std::hypot(pin_->east_m, pin_->north_m);
    if (far < 30) return l.t("At this service point");
    const std::array<std::string, 8> ways = {l.t("north"), l.t("north-east"), l.t("east"), l.t("south-east"),
                                             l.t("south"), l.t("south-west"), l.t("west"), l.t("north-west")};
    return l.t(
        "{distance} to the {direction} of this service point",
        {{"distance", l.distance(far)}, {"direction", ways[static_cast<std::size_t>(compass(*pin_))]}});
  }

  void move(double east, double north) {
    const double step = window_.half_m * 0.7;
    window_.east_m = std::clamp(window_.east_m + east * step, -k_reach_m, k_reach_m);
    window_.north_m = std::clamp(window_.north_m + north * step, -k_reach_m, k_reach_m);
    picture_.reset();
  }

  void draw_moves(ui::Context& ui, const Language& l) {
    using ui::ButtonKind;
    auto row = ui::row(ui, {.parts = {1, 1, 1}});
    const auto move_button = [&](const char* key, const std::string& label, ui::Icon icon, double east,
                                 double north) {
      if (ui::button(ui, key, {.label = label, .icon = icon, .kind = ButtonKind::secondary})) {
        move(east, north);
        ui.redraw_now();
      }
    };
    move_button("west", l.t("West"), ui::Icon::arrow_left, -1, 0);
    move_button("north", l.t("North"), ui::Icon::arrow_up, 0, 1);
    move_button("east", l.t("East"), ui::Icon::arrow_right, 1, 0);
    const bool near = window_.half_m <= k_half_near_m;
    if (ui::button(ui, "zoom",
                   {.label = near ? l.t("Wider") : l.t("Closer"),
                    .icon = near ? ui::Icon::minus : ui::Icon::plus,
                    .kind = ButtonKind::secondary})) {
      window_.half_m = near ? k_half_far_m : k_half_near_m;
      if (pin_) window_ = {pin_->east_m, pin_->north_m, window_.half_m};
      picture_.reset();
      ui.redraw_now();
    }
    move_button("south", l.t("South"), ui::Icon::arrow_down, 0, -1);
    if (ui::button(ui, "middle",
                   {.label = l.t("Middle"), .icon = ui::Icon::home, .kind = ButtonKind::secondary})) {
      window_ = {0, 0, window_.half_m};
      picture_.reset();
      ui.redraw_now();
    }
  }

  void send(Terminal& t) {
    const Site& site = t.view().site;
    if (!pin_ || !site.latitude || !site.longitude) return;
    const GeoPoint place = moved({*site.latitude, *site.longitude}, *pin_);
    GiveFeedback ask;
    ask.place = {place.latitude, place.longitude};
    ask.language = t.language().tag();
    give(t, given_, std::move(ask));
    given_->place = true;
    t.back();
  }

  std::shared_ptr<GivenFeedback> given_;
  MapWindow window_;
  std::optional<Offset> pin_;
  ui::ImagePtr picture_;
  ui::Colour ground_;
};

}  // namespace

ScreenPtr make_feedback_map_screen(std::shared_ptr<GivenFeedback> given) {
  return std::make_unique<MapScreen>(std::move(given));
}

}  // namespace vuoro::kiosk
