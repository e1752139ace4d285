#pragma once
// Where the next widget goes. Widgets ask for the width they get and take the height they need. Everything
// mirrors itself in a right-to-left view.
//
//   { auto list = column(ctx, {.gap = Space::m});
//     { auto jobs = grid(ctx, {.columns = 2, .cell_height = ctx.mm(90)});
//       tile(ctx, "ticket", …);  tile(ctx, "appointment", …); } }

#include <vector>

#include "ui/context.h"

namespace vuoro::ui {

/// Ends its part of the layout when it goes out of scope.
class [[nodiscard]] LayoutScope {
 public:
  explicit LayoutScope(Context& context) : context_(&context) {}
  ~LayoutScope();
  LayoutScope(const LayoutScope&) = delete;
  LayoutScope& operator=(const LayoutScope&) = delete;

 private:
  Context* context_;
};

struct ColumnSpec {
  Space gap = Space::m;
};
/// Widgets one below another, each as wide as the column.
LayoutScope column(Context& context, const ColumnSpec& spec = {});

struct AreaSpec {
  Space gap = Space::m;
  Space padding = Space::none;
};
/// A column in a rectangle of one's own choosing; takes no room in the layout around it.
LayoutScope area(Context& context, const Rect& rect, const AreaSpec& spec = {});

struct RowSpec {
  std::vector<float> parts = {};  ///< relative widths of the cells, in reading order
  Space gap = Space::m;
  float height = 0;  ///< 0: as high as the highest cell
};
/// Each widget (or column) is one cell; when all cells are used the next widget begins a new line.
LayoutScope row(Context& context, const RowSpec& spec);

struct GridSpec {
  int columns = 2;
  Space gap = Space::m;
  float cell_height = 0;  ///< 0: as high as the highest of its line
};
LayoutScope grid(Context& context, const GridSpec& spec);

/// Leaves room in a column.
void space(Context& context, Space size);
void space_px(Context& context, float height);
/// Skips one cell of a row or grid.
void skip(Context& context);

/// How wide the next widget will be.
[[nodiscard]] float next_width(Context& context);
/// How much height is left below in the current column; in a scroll area, in its window.
[[nodiscard]] float remaining_height(Context& context);
/// The next widget's rectangle; what was taken is gone. Widgets call this; screens may, to draw something of
/// their own.
Rect take(Context& context, float height);

/// The context's layout stack.
class Layouts {
 public:
  struct Frame {
    bool cells = false;
    bool floating = false;  ///< takes no room in its parent
    Rect area;
    float gap = 0;
    std::vector<float> parts;
    float fixed_height = 0;
    float cursor = 0;  ///< top of the next widget or line
    float used = 0;    ///< bottom of the lowest widget so far
    std::size_t cell = 0;
    float line_height = 0;
  };
  void reset(const Rect& screen, Direction direction);
  void push(Frame frame) { frames_.push_back(std::move(frame)); }
  /// Ends the innermost part and takes its room in the one around it.
  Frame pop();
  [[nodiscard]] Frame& top() { return frames_.back(); }
  [[nodiscard]] std::size_t depth() const { return frames_.size(); }
  [[nodiscard]] Rect next_cell(float height_offered) const;
  Rect take(float height);
  [[nodiscard]] Direction direction() const { return direction_; }

 private:
  std::vector<Frame> frames_;
  Direction direction_ = Direction::left_to_right;
};

}  // namespace vuoro::ui
