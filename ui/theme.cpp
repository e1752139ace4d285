#include "ui/theme.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <optional>
#include <set>
#include <span>

#include "core/base/file.h"

namespace vuoro::ui {
namespace {

constexpr std::size_t k_theme_bytes_max = 65536;
constexpr std::string_view k_style_names[k_text_styles] = {"caption", "body",    "strong", "subtitle",
                                                           "title",   "heading", "hero",   "figure"};
constexpr std::string_view k_space_names[k_spaces] = {"none", "xs", "s", "m", "l", "xl", "xxl"};

/// Reads a table's fields one by one; the first error stays, and at the end anything not asked for is one.
class Reader {
 public:
  explicit Reader(const toml::table& root) : root_(root) {}

  void enter(std::string_view name) {
    section_ = name;
    table_ = root_[name].as_table();
    if (table_ == nullptr) wrong("", "the table is missing");
    asked_.clear();
  }
  float number(std::string_view name, double least, double most) {
    const toml::node* node = at(name);
    if (node == nullptr) return static_cast<float>(least);
    const std::optional<double> value = node->value<double>();
    if (!value || *value < least || *value > most) {
      wrong(name, fmt::format("a number from {} to {} is wanted", least, most));
      return static_cast<float>(least);
    }
    return static_cast<float>(*value);
  }
  Colour colour(std::string_view name) {
    const toml::node* node = at(name);
    if (node == nullptr) return {};
    const std::string text = node->value_or(std::string());
    unsigned value = 0;
    bool good = text.size() == 7 && text[0] == '#';
    for (std::size_t i = 1; good && i < 7; ++i) {
      const char c = text[i];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      good = digit >= 0;
      value = value * 16 + static_cast<unsigned>(good ? digit : 0);
    }
    if (!good) wrong(name, "a colour \"#rrggbb\" is wanted");
    return {static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
            static_cast<std::uint8_t>(value)};
  }
  bool flag(std::string_view name) {
    const toml::node* node = at(name);
    if (node == nullptr) return false;
    const std::optional<bool> value = node->value<bool>();
    if (!value) wrong(name, "true or false is wanted");
    return value.value_or(false);
  }
  std::string text(std::string_view name) {
    const toml::node* node = at(name);
    return node == nullptr ? std::string() : node->value_or(std::string());
  }
  /// A text that may be left out.
  std::string text_if(std::string_view name) {
    return table_ != nullptr && table_->contains(name) ? text(name) : std::string();
  }
  void leave() {
    if (table_ == nullptr) return;
    for (const auto& [key, value] : *table_)
      if (!asked_.contains(key.str())) wrong(key.str(), "a field that is not known");
  }
  void wrong(std::string_view name, std::string why) {
    if (!error_) error_ = fmt::format("[{}] {}{}{}", section_, name, name.empty() ? "" : ": ", why);
  }
  [[nodiscard]] const std::optional<std::string>& error() const { return error_; }

 private:
  const toml::node* at(std::string_view name) {
    if (table_ == nullptr) return nullptr;
    const toml::node* node = table_->get(name);
    if (node == nullptr)
      wrong(name, "is missing");
    else
      asked_.insert(std::string(name));
    return node;
  }
  const toml::table& root_;
  const toml::table* table_ = nullptr;
  std::string_view section_;
  std::set<std::string, std::less<>> asked_;
  std::optional<std::string> error_;
};

struct Pair {
  std::string_view front_name;
  Colour front;
  std::string_view back_name;
  Colour back;
  double least;
};

/// Every pairing the widgets draw. WCAG 2.2 1.4.3 (text 4.5:1) and 1.4.11 (controls, focus 3:1).
std::optional<std::string> check_contrast(const Colours& c) {
#define P(front, back, least)             \
  Pair {                                  \
#front, c.front, #back, c.back, least \
  }
  const Pair pairs[] = {
      P(ink, background, 4.5),
      P(ink, surface, 4.5),
      P(ink, surface_sunken, 4.5),
      P(ink, surface_pressed, 4.5),
      P(ink_soft, background, 4.5),
      P(ink_soft, surface, 4.5),
      P(ink_soft, surface_sunken, 4.5),
      P(ink_soft, surface_pressed, 4.5),
      P(on_primary, primary, 4.5),
      P(on_primary, primary_pressed, 4.5),
      P(primary, surface, 4.5),
      P(primary, background, 4.5),
      P(primary, primary_soft, 4.5),
      P(ink, primary_soft, 4.5),
      P(on_accent, accent, 4.5),
      P(success, surface, 4.5),
      P(success, success_soft, 4.5),
      P(ink, success_soft, 4.5),
      P(warning, surface, 4.5),
      P(warning, warning_soft, 4.5),
      P(ink, warning_soft, 4.5),
      P(error, surface, 4.5),
      P(error, error_soft, 4.5),
      P(ink, error_soft, 4.5),
      P(on_primary, error, 4.5),
      P(info, surface, 4.5),
      P(info, info_soft, 4.5),
      P(ink, info_soft, 4.5),
      P(on_hero, hero, 4.5),
      P(on_hero_soft, hero, 4.5),
      P(ink, accent_soft, 4.5),
      P(control, surface, 3.0),
      P(control, background, 3.0),
      P(focus, background, 3.0),
      P(focus, surface, 3.0),
      P(focus, hero, 3.0),
  };
#undef P
  for (const Pair& p : pairs) {
    const double ratio = contrast(p.front, p.back);
    if (ratio < p.least)
      return fmt::format("{} on {} has a contrast of {:.2f}:1, at least {}:1 is needed", p.front_name,
                         p.back_name, ratio, p.least);
  }
  return std::nullopt;
}

/// The share of a logo that must stand out from what lies under it, and what standing out is.
constexpr double k_logo_share = 0.5, k_logo_contrast = 3.0;

Result<ImagePtr> load_logo(const std::filesystem::path& file, const Colours& colours) {
  std::error_code none;
  const auto bytes = std::filesystem::file_size(file, none);
  if (!none && bytes > k_logo_bytes_max)
    return fail(Errc::too_large, fmt::format("over {} KiB", k_logo_bytes_max / 1024));
  VUORO_ASSIGN(Image image, load_png(file));
  if (image.width > k_logo_side_max || image.height > k_logo_side_max)
    return fail(Errc::too_large, fmt::format("a side over {} px", k_logo_side_max));
  std::size_t drawn = 0, seen = 0;
  for (const std::uint32_t pixel : image.pixels) {
    if (pixel >> 24 < 128) continue;
    ++drawn;
    const Colour colour{static_cast<std::uint8_t>(pixel >> 16), static_cast<std::uint8_t>(pixel >> 8),
                        static_cast<std::uint8_t>(pixel)};
    if (contrast(colour, colours.hero) >= k_logo_contrast) ++seen;
  }
  if (static_cast<double>(seen) < k_logo_share * static_cast<double>(std::max<std::size_t>(1, drawn)))
    return fail(
        Errc::invalid_argument,
        fmt::format("only {} of 100 of its pixels stand out from hero ({}:1): choose a logo for this ground",
                    drawn == 0 ? 0 : 100 * seen / drawn, k_logo_contrast));
  return std::make_shared<const Image>(std::move(image));
}

Result<Theme> parse(std::string_view text, const std::filesystem::path& folder) {
  if (text.size() > k_theme_bytes_max) return fail(Errc::too_large, "a theme over 64 KiB");
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail(Errc::parse, fmt::format("line {}: {}", error.source().begin.line, error.description()));
  }
  Reader in(table);
  Theme theme;
  in.enter("theme");
  theme.name = in.text("name");
  theme.outlines = in.flag("outlines");
  const std::string logo = in.text_if("logo");
  if (logo.find('/') != std::string::npos || (!logo.empty() && !logo.ends_with(".png")))
    in.wrong("logo", "the name of a .png beside the theme is wanted");
  in.leave();
  in.enter("colours");
#define VUORO_UI_READ(name) theme.colours.name = in.colour(#name);
  VUORO_UI_COLOURS(VUORO_UI_READ)
#undef VUORO_UI_READ
  in.leave();
  in.enter("cap_height_mm");
  for (std::size_t i = 0; i < k_text_styles; ++i)
    theme.type[i].cap_mm = in.number(k_style_names[i], static_cast<double>(k_cap_height_min_mm) - 1e-4, 200);
  in.leave();
  in.enter("weight");
  for (std::size_t i = 0; i < k_text_styles; ++i) {
    const int w = static_cast<int>(in.number(k_style_names[i], 400, 700));
    if (w % 100 != 0) in.wrong(k_style_names[i], "400, 500, 600 or 700 is wanted");
    theme.type[i].weight = static_cast<Weight>(w / 100 * 100);
  }
  in.leave();
  in.enter("line_height");
  for (std::size_t i = 0; i < k_text_styles; ++i)
    theme.type[i].line_height = in.number(k_style_names[i], 0.9, 2.0);
  in.leave();
  in.enter("space_mm");
  for (std::size_t i = 1; i < k_spaces; ++i) theme.space_mm[i] = in.number(k_space_names[i], 0, 80);
  in.leave();
  in.enter("shape");
  theme.radius_small_mm = in.number("radius_small_mm", 0, 30);
  theme.radius_mm = in.number("radius_mm", 0, 30);
  theme.radius_large_mm = in.number("radius_large_mm", 0, 30);
  theme.target_mm = in.number("target_mm", k_target_min_mm, 60);
  theme.button_mm = in.number("button_mm", k_target_min_mm, 80);
  theme.border_mm = in.number("border_mm", 0.3, 5);
  in.leave();
  in.enter("size");
#define VUORO_UI_READ(name, least, most) theme.size.name = in.number(#name, least, most);
  VUORO_UI_SIZES(VUORO_UI_READ)
#undef VUORO_UI_READ
  in.leave();
  in.enter("elevation");
  theme.elevation.low_mm = in.number("low_mm", 0, 20);
  theme.elevation.high_mm = in.number("high_mm", 0, 20);
  theme.elevation.drop = in.number("drop", 0, 1);
  theme.elevation.alpha = in.number("alpha", 0, 1);
  theme.elevation.overlay_alpha = in.number("overlay_alpha", 0.3, 1);
  in.leave();
  in.enter("motion");
  theme.spinner_step = Millis(static_cast<int>(in.number("spinner_step_ms", 50, 2000)));
  in.leave();
  if (in.error()) return fail(Errc::invalid_argument, *in.error());
  if (auto poor = check_contrast(theme.colours)) return fail(Errc::invalid_argument, *poor);
  if (!logo.empty()) {
    Result<ImagePtr> loaded = load_logo(folder / logo, theme.colours);
    if (!loaded) return fail(loaded.error().with("[theme] logo"));
    theme.logo = std::move(*loaded);
  }
  return theme;
}

}  // namespace

Result<Theme> parse_theme(std::string_view text) {
  return parse(text, {});
}

Result<Theme> load_theme(const std::filesystem::path& file) {
  VUORO_ASSIGN(const std::string text, read_file(file, k_theme_bytes_max));
  Result<Theme> theme = parse(text, file.parent_path());
  if (!theme) return fail(theme.error().with(file.string()));
  return theme;
}

}  // namespace vuoro::ui
