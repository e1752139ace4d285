#pragma once
// Where the next widget goes. Widgets ask for the width they get and take the height they need. Everything
// mirrors itself in a right-to-left view.
//
//   { auto list = column(ctx, {.gap = Space::m});
//     { auto jobs = grid(ctx, {.columns = 2, .cell_height = ctx.mm(90)});
//       tile(ctx, "ticket", …);  tile(ctx, "appointment", …); } }

#include <optional>
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
  std::optional<std::size_t> overflow_node =
      std::nullopt;               ///< this node is marked clipped when the content overflows
  NodeId measure = NodeId::none;  ///< memory(measure).extent becomes the height the content asked for
};
/// A column in a rectangle of one's own choosing; takes no room in the layout around it.
LayoutScope area(Context& context, const Rect& rect, const AreaSpec& spec = {});

struct RowSpec {
  std::vector<float> parts = {};  ///< relative widths of the cells, in reading order
  Space gap = Space::m;
  float height = 0;  ///< 0: as high as the highest cell
};
/// Each widget (or column) is one cell, as high as it likes; when all cells are used a new line begins.
LayoutScope row(Context& context, const RowSpec& spec);

struct GridSpec {
  int columns = 2;
  Space gap = Space::m;
  float cell_height = 0;  ///< at least this high; more when a cell of the line needs more
};
/// Cells of equal width; all cells of a line are equally high.
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
    float needed = 0;  ///< height the cells of this line asked for
    int equal = -1;    ///< number of this grid in the frame, when its lines are to be equally high
    std::size_t line = 0;
    NodeId measure = NodeId::none;             ///< see AreaSpec
    float slack = 0;                           ///< height that windows in it took without needing it
    std::optional<std::size_t> overflow_node;  ///< marked clipped when the part does not fit its area
  };
  void reset(const Rect& screen, Direction direction);
  /// Whether a grid's line turned out otherwise than in the frame before: the frame is to be run again.
  [[nodiscard]] bool unsettled() const { return lines_ != lines_before_; }
  [[nodiscard]] int new_grid();
  void push(Frame frame) { frames_.push_back(std::move(frame)); }
  /// Ends the innermost part and takes its room in the one around it.
  Frame pop();
  [[nodiscard]] Frame& top() { return frames_.back(); }
  [[nodiscard]] std::size_t depth() const { return frames_.size(); }
  [[nodiscard]] Rect next_cell(float height_offered) const;
  Rect take(float height);
  [[nodiscard]] Direction direction() const { return direction_; }

 private:
  void end_line(Frame& frame);
  [[nodiscard]] float line_before(const Frame& frame) const;

  std::vector<Frame> frames_;
  /// Heights of each grid's lines, by what their cells asked for: in this frame, and in the one before.
  std::vector<std::vector<float>> lines_, lines_before_;
  Direction direction_ = Direction::left_to_right;
};

}  // namespace vuoro::ui
