#include <algorithm>

#include "kiosk/display/calls_part.h"
#include "kiosk/display/side_parts.h"
#include "kiosk/display/whole_parts.h"

namespace vuoro::kiosk {
namespace {

struct Section {
  std::optional<Uuid> organization_id;
  std::string name;
  std::string short_name;  ///< may be empty
  std::int32_t order = 0;
  std::vector<const CallOnBoard*> current;
  std::vector<const CallOnBoard*> last;
};

std::vector<Section> sections_of(const Wall& wall) {
  std::vector<Section> out;
  for (const Queue* queue : shown_queues(wall)) {
    const auto known = std::find_if(out.begin(), out.end(), [&](const Section& one) {
      return one.organization_id == queue->organization_id;
    });
    if (known != out.end()) continue;
    Section section;
    section.organization_id = queue->organization_id;
    const Organization* owner = wall.lobby.organization(queue->organization_id);
    section.name = owner != nullptr ? wall.lobby.in(owner->name) : wall.lobby.in(wall.lobby.view().site.name);
    if (owner != nullptr) section.short_name = wall.lobby.in(owner->short_name);
    section.order = owner != nullptr ? owner->order : INT32_MAX;
    out.push_back(std::move(section));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Section& a, const Section& b) { return a.order < b.order; });
  const auto of = [&](const CallOnBoard& call) -> Section* {
    const auto found = std::find_if(out.begin(), out.end(), [&](const Section& one) {
      return one.organization_id == call.organization_id;
    });
    return found == out.end() ? nullptr : &*found;
  };
  for (const CallOnBoard& call : wall.board.current) {
    if (Section* section = of(call)) section->current.push_back(&call);
  }
  for (const CallOnBoard& call : wall.board.last) {
    if (Section* section = of(call)) section->last.push_back(&call);
  }
  return out;
}

void draw_section(Wall& wall, const ui::Rect& rect, const Section& section, int index, float head,
                  float row) {
  const auto& c = wall.colours();
  ui::Node node;
  node.role = ui::Role::group;
  node.label = section.name;
  node.rect = rect;
  wall.ui.open("agency-" + std::to_string(index), node);
  wall.ui.painter().fill_round(rect, wall.unit() * 0.025f, c.surface_sunken);
  ui::Rect inner = rect.inset(wall.gap() * 0.7f);
  const bool whole = section.short_name.empty() ||
                     width_of(wall, section.name, wall.figures.word_px, ui::Weight::bold) <= inner.w;
  write(wall, "name", whole ? section.name : section.short_name, inner.cut_top(head),
        {.weight = ui::Weight::bold, .role = ui::Role::heading});
  inner.cut_top(wall.gap() * 0.3f);
  // The last calls keep one line when there is room for more than one row of calls.
  const float line = number_box(wall.figures.number_px) * 1.15f;
  const bool with_last = !section.last.empty() && inner.h >= row + line + wall.gap() * 0.5f;
  ui::Rect last;
  if (with_last) last = inner.cut_bottom(line);
  const CallRowSpec spec = row_spec(wall);
  if (section.current.empty()) {
    write(wall, "nobody", wall.lobby.l().t("Nobody is called just now"), inner,
          {.weight = ui::Weight::medium, .tone = ui::Tone::soft, .cap_max_px = wall.figures.word_px});
  }
  const auto rows = std::max<std::size_t>(
      1, static_cast<std::size_t>((inner.h + wall.gap() * 0.5f) / (row + wall.gap() * 0.5f)));
  const std::size_t count = std::min(rows, section.current.size());
  const float height = std::min((inner.h - static_cast<float>(count) * wall.gap() * 0.5f) /
                                    static_cast<float>(std::max<std::size_t>(1, count)),
                                std::max(row, row * 1.5f));
  for (std::size_t i = 0; i < count; ++i) {
    draw_call(wall, inner.cut_top(height), *section.current[i], spec, static_cast<int>(i) + 1);
    inner.cut_top(wall.gap() * 0.5f);
  }
  if (with_last) {
    std::string words;
    for (const CallOnBoard* call : section.last) {
      const std::string more = words + (words.empty() ? "" : "   ") + call->number + " → " + call->counter;
      if (width_of(wall, more, wall.figures.number_px, ui::Weight::medium) > last.w && !words.empty()) break;
      words = more;
    }
    write(wall, "last", words, last,
          {.reading = Reading::number,
           .weight = ui::Weight::medium,
           .tone = ui::Tone::soft,
           .cap_max_px = wall.figures.number_px});
  }
  wall.ui.close();
}

/// How the sections stand on a page.
struct Grid {
  float head = 0, row = 0;
  std::size_t columns = 1, rows_max = 1;
};

Grid grid_of(const Wall& wall, const ui::Rect& rect, std::size_t sections) {
  const float gap = wall.gap(), margin = gap * 1.4f;
  Grid grid;
  grid.head = word_box(std::max(wall.figures.word_px, wall.unit() * 0.028f));
  grid.row = call_row_height(wall, row_spec(wall));
  const float least_w = call_row_width(wall) + margin;
  const float least_h = grid.head + grid.row + margin + gap * 0.8f;
  const auto fits = [](float room, float each) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(room / each));
  };
  grid.columns = std::min(fits(rect.w + gap, least_w + gap), sections);
  grid.rows_max = fits(rect.h + gap, least_h + gap);
  // No more columns than needed, so that figures are large; lines of equal length.
  while (grid.columns > 1 && (grid.columns - 1) * grid.rows_max >= sections) --grid.columns;
  return grid;
}

}  // namespace

std::size_t agencies_room(Wall& wall, const ui::Rect& rect) {
  const std::size_t sections = sections_of(wall).size();
  if (sections == 0 || rect.w < call_row_width(wall) + wall.gap() * 1.4f) return 0;
  const Grid grid = grid_of(wall, rect, sections);
  return std::min(sections, grid.columns * grid.rows_max);
}

void draw_agencies(Wall& wall, ui::Rect rect) {
  const auto sections = sections_of(wall);
  if (sections.empty()) return draw_calls(wall, rect);
  const float gap = wall.gap();
  const auto [head, row, columns, rows_max] = grid_of(wall, rect, sections.size());
  const std::size_t room = columns * rows_max;
  const std::size_t pages = (sections.size() + room - 1) / room;
  std::size_t page = wall.page_of(pages);
  for (std::size_t i = 0; i < sections.size() && pages > 1; ++i) {
    const bool said = std::any_of(sections[i].current.begin(), sections[i].current.end(),
                                  [&](const CallOnBoard* call) { return wall.is_fresh(*call); });
    if (said) {
      page = i / room;
      break;
    }
  }
  const std::size_t first = page * room, count = std::min(room, sections.size() - first);
  const std::size_t rows = (count + columns - 1) / columns;
  const float width = (rect.w + gap) / static_cast<float>(columns) - gap;
  const float height = (rect.h + gap) / static_cast<float>(rows) - gap;
  ui::Rect line;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % columns == 0) {
      line = rect.cut_top(height);
      rect.cut_top(gap);
    }
    const ui::Rect cell = line.cut_start(width, wall.way());
    line.cut_start(gap, wall.way());
    draw_section(wall, cell, sections[first + i], static_cast<int>(first + i) + 1, head, row);
  }
}

}  // namespace vuoro::kiosk
