#pragma once
// The page: header with the way back, one question, answers, the way out; and what lies above it.

#include <memory>
#include <optional>
#include <string>

#include "ui/layout.h"
#include "ui/widgets/art.h"

namespace vuoro::ui {

struct PageSpec {
  std::string title;  ///< the one question; also the page's name in the tree
  std::string subtitle = {};
  std::string step = {};     ///< "2/4", beside the way back
  std::string back = {};     ///< label of the way back; empty: none
  std::string home = {};     ///< label of the way home; empty: none
  std::string access = {};   ///< label of the way to text size, contrast and reach; empty: none
  bool busy = false;         ///< the ways of the head are there and cannot be taken at this moment
  float footer_height = 0;   ///< px kept free for footer(); 0: none
  bool hero = false;         ///< a tall coloured head with large letters (home screen)
  std::string eyebrow = {};  ///< small line over the title (the site's name)
  std::string corner = {};   ///< at the end of the head: the clock
  Art art = {};              ///< over the question, on a standing screen whose content leaves room for it
  bool narrow = true;        ///< on a wide screen, keep the content in a readable column
  bool reading = false;      ///< nothing in content() is touched: it stays above in the low-reach layout
};

class ScrollScope;

/// Draws the background and the head at once; content() and footer() give the rest.
class [[nodiscard]] PageScope {
 public:
  PageScope(Context& context, std::string_view key, const PageSpec& spec);
  ~PageScope();
  PageScope(const PageScope&) = delete;
  PageScope& operator=(const PageScope&) = delete;

  /// The way back was taken (button, Escape).
  [[nodiscard]] bool back() const { return back_; }
  [[nodiscard]] bool home() const { return home_; }
  /// The way to text size, contrast and reach was taken.
  [[nodiscard]] bool access() const { return access_; }
  [[nodiscard]] Rect content_rect() const { return content_; }
  [[nodiscard]] Rect footer_rect() const { return footer_; }
  /// A column over the content area. What does not fit in it marks the page's node clipped; use scroll()
  /// then.
  LayoutScope content(Space gap = Space::m);
  LayoutScope footer(Space gap = Space::m);

 private:
  Context& context_;
  Rect content_, footer_;
  NodeId id_;
  std::size_t index_ = 0;
  std::size_t footer_from_ = 0;  ///< the first node of the footer
  bool back_ = false, home_ = false, access_ = false;
  bool footer_scrolls_ = false;  ///< low reach: the foot is the content's end
  void end_low();
  /// Around the content, in the low-reach layout.
  std::unique_ptr<LayoutScope> low_area_;
  std::unique_ptr<ScrollScope> low_scroll_;
};
[[nodiscard]] inline PageScope page(Context& context, std::string_view key, const PageSpec& spec) {
  return PageScope(context, key, spec);
}

struct ScrollSpec {
  float height = 0;  ///< of the window; 0: what is left of the column
  std::string label = {};
  Space gap = Space::m;
};
/// A column that may be higher than its window: drag, wheel, or the two page buttons that appear when needed.
class [[nodiscard]] ScrollScope {
 public:
  ScrollScope(Context& context, std::string_view key, const ScrollSpec& spec);
  ~ScrollScope();
  ScrollScope(const ScrollScope&) = delete;
  ScrollScope& operator=(const ScrollScope&) = delete;

 private:
  Context& context_;
  NodeId id_;
  Rect window_;
  float start_y_ = 0;
  std::size_t index_ = 0;
};
[[nodiscard]] inline ScrollScope scroll(Context& context, std::string_view key, const ScrollSpec& spec = {}) {
  return ScrollScope(context, key, spec);
}

struct CardSpec {
  Space padding = Space::l;
  Space gap = Space::s;
  std::string label = {};  ///< names the group; empty: no node of its own
  std::optional<Colour> fill = std::nullopt;
  float height = 0;  ///< px, at least; what is in it then stands in the middle
};
/// A rounded surface under a column; its height is that of the frame before, settled before anything is
/// painted.
class [[nodiscard]] CardScope {
 public:
  CardScope(Context& context, std::string_view key, const CardSpec& spec);
  ~CardScope();
  CardScope(const CardScope&) = delete;
  CardScope& operator=(const CardScope&) = delete;

 private:
  Context& context_;
  NodeId id_;
  float padding_ = 0;
  bool named_ = false;
  float least_ = 0, start_y_ = 0;
  Rect outer_;
};
[[nodiscard]] inline CardScope card(Context& context, std::string_view key, const CardSpec& spec = {}) {
  return CardScope(context, key, spec);
}

struct DialogSpec {
  Icon icon = Icon::none;
  std::string title;
  std::string message = {};
  Live live = Live::assertive;
};
/// A question above everything: the rest of the tree is obscured while it is drawn. Put buttons in its scope.
class [[nodiscard]] DialogScope {
 public:
  DialogScope(Context& context, std::string_view key, const DialogSpec& spec);
  ~DialogScope();
  DialogScope(const DialogScope&) = delete;
  DialogScope& operator=(const DialogScope&) = delete;
  /// Escape, or the dismiss action.
  [[nodiscard]] bool dismissed() const { return dismissed_; }

 private:
  Context& context_;
  NodeId id_;
  Rect card_;
  float padding_ = 0;
  bool dismissed_ = false;
};
[[nodiscard]] inline DialogScope dialog(Context& context, std::string_view key, const DialogSpec& spec) {
  return DialogScope(context, key, spec);
}

enum class BannerKind { info, success, warning, error };
struct BannerSpec {
  BannerKind kind = BannerKind::info;
  std::string title;
  std::string text = {};
};
/// Something to know, in the flow of the page; a live node (errors assertive, others polite).
Response banner(Context& context, std::string_view key, const BannerSpec& spec);

/// Work whose length is known. @param share  0..1, really done.
void progress(Context& context, std::string_view key, std::string_view label, float share);
/// Work whose length is not known; turns slowly, and only while it is drawn.
void spinner(Context& context, std::string_view key, std::string_view label);

}  // namespace vuoro::ui
