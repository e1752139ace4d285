#include "ui/layout.h"

#include <cmath>
#include <numeric>

namespace vuoro::ui {

void Layouts::reset(const Rect& screen, Direction direction) {
  frames_.clear();
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
  if (i == 0 && f.cell > 0) cell.y = f.cursor + f.line_height + f.gap;
  if (f.fixed_height > 0) cell.h = f.fixed_height;
  return cell;
}

Rect Layouts::take(float height) {
  const Rect cell = next_cell(height);
  Frame& f = frames_.back();
  if (f.cells) {
    if (f.cell > 0 && f.cell % f.parts.size() == 0) {
      f.cursor = cell.y;
      f.line_height = 0;
    }
    f.line_height = std::max(f.line_height, cell.h);
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
  if (!done.floating && !frames_.empty()) take(std::max(0.0f, done.used - done.area.y));
  return done;
}

LayoutScope::~LayoutScope() {
  context_->layouts().pop();
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
  if (layouts.top().fixed_height > 0 && layouts.top().cells) return cell;
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
  return row(context, {.parts = std::vector<float>(static_cast<std::size_t>(std::max(1, spec.columns)), 1.0f),
                       .gap = spec.gap,
                       .height = spec.cell_height});
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
