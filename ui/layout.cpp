#include "ui/layout.h"

#include <cmath>
#include <numeric>

namespace vuoro::ui {

void Layouts::reset(const Rect& screen, Direction direction) {
  frames_.clear();
  lines_before_ = std::move(lines_);
  lines_.clear();
  direction_ = direction;
  Frame whole;
  whole.area = screen;
  whole.cursor = whole.used = screen.y;
  frames_.push_back(std::move(whole));
}

Rect Layouts::next_cell(float height_offered) const {
  const Frame& f = frames_.back();
  Rect cell{f.area.x, f.cursor, f.area.w, height_offered};
  if (!f.cells) return cell;
  const std::size_t i = f.cell % f.parts.size();
  const float gaps = f.gap * static_cast<float>(f.parts.size() - 1);
  const float all = std::accumulate(f.parts.begin(), f.parts.end(), 0.0f);
  const float unit = (f.area.w - gaps) / all;
  const float before =
      std::accumulate(f.parts.begin(), f.parts.begin() + static_cast<std::ptrdiff_t>(i), 0.0f);
  const float x = std::round(before * unit + f.gap * static_cast<float>(i));
  cell.w = std::round((before + f.parts[i]) * unit + f.gap * static_cast<float>(i)) - x;
  cell.x = direction_ == Direction::left_to_right ? f.area.x + x : f.area.right() - x - cell.w;
  // Past the last cell of a line the next line begins below it.
  const bool next_line = i == 0 && f.cell > 0;
  if (next_line) cell.y = f.cursor + f.line_height + f.gap;
  if (f.equal >= 0) {
    Frame line = f;
    if (next_line) ++line.line;
    cell.h = std::max({cell.h, f.fixed_height, line_before(line)});
  } else if (f.fixed_height > 0) {
    cell.h = f.fixed_height;
  }
  return cell;
}

int Layouts::new_grid() {
  lines_.emplace_back();
  return static_cast<int>(lines_.size()) - 1;
}

float Layouts::line_before(const Frame& frame) const {
  const auto grid = static_cast<std::size_t>(frame.equal);
  if (grid >= lines_before_.size() || frame.line >= lines_before_[grid].size()) return 0;
  return lines_before_[grid][frame.line];
}

void Layouts::end_line(Frame& frame) {
  if (frame.equal >= 0) lines_[static_cast<std::size_t>(frame.equal)].push_back(frame.needed);
  frame.needed = 0;
  ++frame.line;
}

Rect Layouts::take(float height) {
  const Rect cell = next_cell(height);
  Frame& f = frames_.back();
  if (f.cells) {
    if (f.cell > 0 && f.cell % f.parts.size() == 0) {
      end_line(f);
      f.cursor = cell.y;
      f.line_height = 0;
    }
    f.line_height = std::max(f.line_height, cell.h);
    f.needed = std::max(f.needed, height);
    ++f.cell;
  } else {
    f.cursor = cell.bottom() + f.gap;
  }
  f.used = std::max(f.used, cell.bottom());
  return cell;
}

Layouts::Frame Layouts::pop() {
  Frame done = std::move(frames_.back());
  frames_.pop_back();
  if (done.cells && done.cell > 0) end_line(done);
  if (!done.floating && !frames_.empty()) take(std::max(0.0f, done.used - done.area.y));
  return done;
}

LayoutScope::~LayoutScope() {
  const Layouts::Frame done = context_->layouts().pop();
  if (done.measure == NodeId::none) return;
  Context::Memory& memory = context_->memory(done.measure);
  const float natural = done.used - done.area.y - done.slack;
  if (std::abs(memory.extent - natural) > 0.5f) {
    memory.extent = natural;
    context_->redraw_now();
  }
}

namespace {

LayoutScope begin(Context& context, Layouts::Frame frame) {
  frame.cursor = frame.used = frame.area.y;
  context.layouts().push(std::move(frame));
  return LayoutScope(context);
}

/// Where a part that grows downwards begins: the next cell, with what is left below it.
Rect open_ended(Context& context) {
  Layouts& layouts = context.layouts();
  Rect cell = layouts.next_cell(0);
  if (layouts.top().cells && cell.h > 0) return cell;
  cell.h = std::max(0.0f, layouts.top().area.bottom() - cell.y);
  return cell;
}

}  // namespace

LayoutScope column(Context& context, const ColumnSpec& spec) {
  Layouts::Frame frame;
  frame.area = open_ended(context);
  frame.gap = context.space(spec.gap);
  return begin(context, std::move(frame));
}

LayoutScope area(Context& context, const Rect& rect, const AreaSpec& spec) {
  Layouts::Frame frame;
  frame.area = rect.inset(context.space(spec.padding));
  frame.gap = context.space(spec.gap);
  frame.floating = true;
  frame.overflow_node = spec.overflow_node;
  frame.measure = spec.measure;
  return begin(context, std::move(frame));
}

LayoutScope row(Context& context, const RowSpec& spec) {
  Layouts::Frame frame;
  frame.cells = true;
  frame.area = open_ended(context);
  frame.gap = context.space(spec.gap);
  frame.parts = spec.parts.empty() ? std::vector<float>{1, 1} : spec.parts;
  frame.fixed_height = spec.height;
  return begin(context, std::move(frame));
}

LayoutScope grid(Context& context, const GridSpec& spec) {
  Layouts::Frame frame;
  frame.cells = true;
  frame.area = open_ended(context);
  frame.gap = context.space(spec.gap);
  frame.parts.assign(static_cast<std::size_t>(std::max(1, spec.columns)), 1.0f);
  frame.fixed_height = spec.cell_height;
  frame.equal = context.layouts().new_grid();
  return begin(context, std::move(frame));
}

void space(Context& context, Space size) {
  space_px(context, context.space(size));
}

void space_px(Context& context, float height) {
  Layouts::Frame& f = context.layouts().top();
  if (f.cells) return;
  f.cursor += height;
  f.used = std::max(f.used, f.cursor - f.gap);
}

void skip(Context& context) {
  context.layouts().take(0);
}

float next_width(Context& context) {
  return context.layouts().next_cell(0).w;
}

float remaining_height(Context& context) {
  return open_ended(context).h;
}

Rect take(Context& context, float height) {
  return context.layouts().take(height);
}

}  // namespace vuoro::ui
