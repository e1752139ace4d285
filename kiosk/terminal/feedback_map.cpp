// The place feedback is about: pointed out on a plain picture of the surroundings, or chosen by name.
#include <array>
#include <cmath>

#include "kiosk/terminal/area_map.h"
#include "kiosk/terminal/feedback_more.h"
#include "kiosk/terminal/known_places.h"
#include "kiosk/terminal/terminal.h"

namespace vuoro::kiosk {
namespace {

/// From the middle of the picture to its nearer edge, closest first.
constexpr std::array k_halves_m = {250.0, 500.0, 1000.0, 2000.0, 5000.0};
constexpr double k_reach_m = 10'000;
/// A touch so near a known place, as a share of the picture's half, means that place.
constexpr double k_snap = 0.06;

class MapScreen final : public Screen {
 public:
  explicit MapScreen(std::shared_ptr<GivenFeedback> given) : given_(std::move(given)) {}

  void draw(ui::Context& ui, Terminal& t) override {
    const Language& l = t.language();
    const auto places = known_places(t.lobby(), k_reach_m);
    ui::PageSpec head = t.head(l.t("Where is the place?"));
    head.footer_height = Terminal::footer_height(ui, 1);
    auto page = ui::page(ui, "feedback-map", head);
    t.follow(page);
    {
      auto content = page.content();
      const std::array<ui::ChoiceSpec, 2> ways = {
          ui::ChoiceSpec{.key = "map", .label = l.t("Map"), .icon = ui::Icon::pin},
          ui::ChoiceSpec{.key = "list", .label = l.t("List of places"), .icon = ui::Icon::document}};
      if (const int way = ui::segmented(ui, "ways", l.t("Show"), ways, list_ ? 1 : 0); way >= 0) {
        list_ = way == 1;
        ui.redraw_now();
      }
      if (!list_) {
        auto room = ui::scroll(ui, "all");
        draw_map_way(ui, l, places);
      } else {
        draw_said(ui, l);
        auto room = ui::scroll(ui, "places", {.label = l.t("List of places")});
        draw_list(ui, l, places);
      }
    }
    auto footer = page.footer();
    if (ui::button(ui, "send", {.label = l.t("Send"), .icon = ui::Icon::check, .disabled = !pin_})) send(t);
  }

 private:
  static constexpr float k_map_least_mm = 90;

  void choose(Offset at, std::string name) {
    pin_ = at;
    name_ = std::move(name);
  }

  /// The picture over the words and the moves; beside them on a lying screen.
  void draw_map_way(ui::Context& ui, const Language& l, const std::vector<KnownPlace>& places) {
    const float least = ui.mm(k_map_least_mm);
    if (Terminal::wide(ui) && ui.view().text_scale < 1.5f) {
      draw_said(ui, l);
      auto halves = ui::row(ui, {.parts = {1, 1}});
      draw_picture(ui, l, places, std::max(least, ui::remaining_height(ui)));
      auto right = ui::column(ui);
      draw_moves(ui, l, 2);
      return;
    }
    const bool large = ui.view().text_scale >= 1.5f;
    const float below = (large ? 7.0f : 4.0f) * (Terminal::footer_height(ui, 1) + ui.space(ui::Space::s)) +
                        ui.space(ui::Space::m) * 2;
    draw_picture(ui, l, places, std::max(least, ui::remaining_height(ui) - below));
    draw_said(ui, l);
    draw_moves(ui, l, large ? 1 : 3);
  }

  void draw_list(ui::Context& ui, const Language& l, const std::vector<KnownPlace>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const KnownPlace& place = places[i];
      if (ui::list_row(ui, "place-" + std::to_string(i),
                       {.icon = i == 0 ? ui::Icon::home : ui::Icon::pin,
                        .title = i == 0 ? l.t("At this service point") : place.name,
                        .subtitle = place.address,
                        .badge = i == 0 ? "" : l.distance(place.far_m),
                        .chevron = false,
                        .selected = pin_ && name_ == place.name})) {
        choose(place.offset, place.name);
        window_.east_m = place.offset.east_m;
        window_.north_m = place.offset.north_m;
        picture_.reset();
        ui.redraw_now();
      }
    }
  }

  void draw_picture(ui::Context& ui, const Language& l, const std::vector<KnownPlace>& places, float height) {
    const auto& c = ui.theme().colours;
    const int width_px = static_cast<int>(ui::next_width(ui));
    const int height_px = static_cast<int>(height);
    const MapColours colours{c.surface, c.line, c.control, c.primary, c.ink_soft};
    if (!picture_ || picture_->width != width_px || picture_->height != height_px ||
        ground_ != colours.ground) {
      std::vector<Offset> dots;
      for (std::size_t i = 1; i < places.size(); ++i) dots.push_back(places[i].offset);
      picture_ = draw_map(window_, width_px, height_px, colours, dots);
      ground_ = colours.ground;
    }
    std::optional<ui::Point> pin;
    if (pin_) {
      const ui::Point at = place_of(window_, width_px, height_px, *pin_);
      if (at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1) pin = at;
    }
    ui::Point drawn;
    if (const auto picked =
            ui::image_picker(ui, "map", l.t("Map. The service point is the dot; north is up."), picture_,
                             height, pin, &drawn)) {
      pick(offset_at(window_, width_px, height_px, *picked), places);
      ui.redraw_now();
    }
    const std::size_t map = ui.last_index();
    if (drawn.x != 0 || drawn.y != 0) {
      const Offset from = offset_at(window_, width_px, height_px, {0, 0});
      const Offset to = offset_at(window_, width_px, height_px, drawn);
      shift(from.east_m - to.east_m, from.north_m - to.north_m);
      ui.redraw_now();
    }
    draw_ring_labels(ui, l, ui.node(map).rect);
  }

  void pick(Offset at, const std::vector<KnownPlace>& places) {
    for (const KnownPlace& place : places) {
      if (std::hypot(place.offset.east_m - at.east_m, place.offset.north_m - at.north_m) <= k_snap * half_m())
        return choose(place.offset, place.name);
    }
    choose(at, {});
  }

  /// How far each ring is, where it crosses north.
  void draw_ring_labels(ui::Context& ui, const Language& l, const ui::Rect& map) const {
    const int width = static_cast<int>(map.w), height = static_cast<int>(map.h);
    const float wide = ui.mm(48), high = ui.mm(12);
    for (const double ring : k_map_rings_m) {
      const ui::Point at = place_of(window_, width, height, {0, ring});
      const ui::Rect box{map.x + at.x * map.w - wide / 2, map.y + at.y * map.h, wide, high};
      if (ring < half_m() / 4 || box.x < map.x || box.y < map.y || box.right() > map.right() ||
          box.bottom() > map.bottom())
        continue;
      ui::fit_text(ui, "ring-" + std::to_string(static_cast<int>(ring)), l.distance(ring), box,
                   {.weight = ui::Weight::medium, .tone = ui::Tone::soft, .height_max = high});
    }
  }

  /// What was chosen, in words.
  void draw_said(ui::Context& ui, const Language& l) const {
    if (!pin_) {
      const std::string how = list_ ? l.t("Choose a place from the list.")
                                    : l.t("Touch the place on the map. The dot is this service point.");
      ui::text(ui, "said", how, {.style = ui::TextStyle::strong, .live = ui::Live::polite});
      return;
    }
    ui::banner(ui, "said",
               {.kind = ui::BannerKind::success,
                .title = name_.empty() ? where(l) : name_,
                .text = name_.empty() ? "" : where(l)});
  }

  [[nodiscard]] std::string where(const Language& l) const {
    const double far = std::hypot(pin_->east_m, pin_->north_m);
    if (far < 30) return l.t("At this service point");
    const std::array<std::string, 8> ways = {l.t("north"), l.t("north-east"), l.t("east"), l.t("south-east"),
                                             l.t("south"), l.t("south-west"), l.t("west"), l.t("north-west")};
    return l.t(
        "{distance} to the {direction} of this service point",
        {{"distance", l.distance(far)}, {"direction", ways[static_cast<std::size_t>(compass(*pin_))]}});
  }

  [[nodiscard]] double half_m() const { return k_halves_m[half_]; }

  void shift(double east_m, double north_m) {
    window_.east_m = std::clamp(window_.east_m + east_m, -k_reach_m, k_reach_m);
    window_.north_m = std::clamp(window_.north_m + north_m, -k_reach_m, k_reach_m);
    picture_.reset();
  }

  void zoom(int step) {
    half_ = static_cast<std::size_t>(
        std::clamp(static_cast<int>(half_) + step, 0, static_cast<int>(k_halves_m.size()) - 1));
    window_.half_m = half_m();
    if (pin_) window_ = {pin_->east_m, pin_->north_m, window_.half_m};
    picture_.reset();
  }

  void draw_moves(ui::Context& ui, const Language& l, int columns) {
    auto grid = ui::grid(ui, {.columns = columns, .gap = ui::Space::s});
    const auto pressed = [&](const char* key, const std::string& label, ui::Icon icon, bool off = false) {
      return ui::button(ui, key,
                        {.label = label, .icon = icon, .kind = ui::ButtonKind::secondary, .disabled = off})
          .clicked;
    };
    const double step = half_m() * 0.6;
    const auto before = std::tuple(window_.east_m, window_.north_m, half_, pin_.has_value());
    if (pressed("west", l.t("West"), ui::Icon::arrow_left)) shift(-step, 0);
    if (pressed("north", l.t("North"), ui::Icon::arrow_up)) shift(0, step);
    if (pressed("east", l.t("East"), ui::Icon::arrow_right)) shift(step, 0);
    if (pressed("closer", l.t("Closer"), ui::Icon::plus, half_ == 0)) zoom(-1);
    if (pressed("south", l.t("South"), ui::Icon::arrow_down)) shift(0, -step);
    if (pressed("wider", l.t("Wider"), ui::Icon::minus, half_ + 1 == k_halves_m.size())) zoom(1);
    if (pressed("middle", l.t("Middle"), ui::Icon::home)) shift(-window_.east_m, -window_.north_m);
    if (pressed("mark", l.t("Mark the cross"), ui::Icon::pin)) {
      choose({window_.east_m, window_.north_m}, {});
      ui.redraw_now();
    }
    if (before != std::tuple(window_.east_m, window_.north_m, half_, pin_.has_value())) ui.redraw_now();
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
  bool list_ = false;
  std::size_t half_ = 1;  ///< of k_halves_m
  MapWindow window_{0, 0, k_halves_m[1]};
  std::optional<Offset> pin_;
  std::string name_;  ///< of the place chosen, when it has one
  ui::ImagePtr picture_;
  ui::Colour ground_;
};

}  // namespace

ScreenPtr make_feedback_map_screen(std::shared_ptr<GivenFeedback> given) {
  return std::make_unique<MapScreen>(std::move(given));
}

}  // namespace vuoro::kiosk
