#include "ui/paint/path.h"

#include <ft2build.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <numbers>
#include <string>
#include <vector>

#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include FT_STROKER_H

namespace vuoro::ui {
namespace {

struct P {
  double x = 0, y = 0;
};

/// One piece: a straight line (1 point) or a cubic curve (3 points) from the current point.
struct Subpath {
  P start;
  std::vector<std::vector<P>> pieces;
  bool closed = false;
};

class PathReader {
 public:
  explicit PathReader(std::string_view text) : text_(text) {}

  Result<std::vector<Subpath>> read() {
    while (skip(), at_ < text_.size()) {
      char c = text_[at_];
      if (std::strchr("MmLlHhVvCcQqAaZz", c) != nullptr) {
        command_ = c;
        ++at_;
      } else if (command_ == 0 || command_ == 'Z' || command_ == 'z') {
        return bad();
      }
      if (!step()) return bad();
    }
    return std::move(paths_);
  }

 private:
  tl::unexpected<Error> bad() const {
    return fail(Errc::parse, "path, at " + std::to_string(at_) + ": " + std::string(text_.substr(0, 60)));
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == ',' || text_[at_] == '\n')) ++at_;
  }
  bool number(double& out) {
    skip();
    char buffer[32];
    std::size_t n = 0, i = at_;
    bool dot = false;
    while (i < text_.size() && n < sizeof buffer - 1) {
      const char c = text_[i];
      if (c == '-' && n > 0) break;
      if (c == '.' && dot) break;
      if (!(c == '-' || c == '.' || (c >= '0' && c <= '9'))) break;
      dot = dot || c == '.';
      buffer[n++] = c;
      ++i;
    }
    buffer[n] = 0;
    char* end = nullptr;
    out = std::strtod(buffer, &end);
    if (n == 0 || end != buffer + n) return false;
    at_ = i;
    return true;
  }
  bool point(P& p, bool relative) {
    if (!number(p.x) || !number(p.y)) return false;
    if (relative) p.x += now_.x, p.y += now_.y;
    return true;
  }
  void line(P to) {
    if (paths_.empty() || paths_.back().closed) paths_.push_back({now_, {}, false});
    paths_.back().pieces.push_back({to});
    now_ = to;
  }
  void cubic(P a, P b, P to) {
    if (paths_.empty() || paths_.back().closed) paths_.push_back({now_, {}, false});
    paths_.back().pieces.push_back({a, b, to});
    now_ = to;
  }
  bool step() {
    const bool relative = command_ >= 'a';
    P a, b, c;
    switch (command_ & ~0x20) {
      case 'M':
        if (!point(a, relative)) return false;
        paths_.push_back({a, {}, false});
        now_ = a;
        command_ = relative ? 'l' : 'L';
        return true;
      case 'L':
        if (!point(a, relative)) return false;
        line(a);
        return true;
      case 'H':
        a = now_;
        if (!number(b.x)) return false;
        a.x = relative ? now_.x + b.x : b.x;
        line(a);
        return true;
      case 'V':
        a = now_;
        if (!number(b.y)) return false;
        a.y = relative ? now_.y + b.y : b.y;
        line(a);
        return true;
      case 'C':
        if (!point(a, relative) || !point(b, relative) || !point(c, relative)) return false;
        cubic(a, b, c);
        return true;
      case 'Q': {
        if (!point(a, relative) || !point(c, relative)) return false;
        const P s = now_;
        cubic({s.x + 2 * (a.x - s.x) / 3, s.y + 2 * (a.y - s.y) / 3},
              {c.x + 2 * (a.x - c.x) / 3, c.y + 2 * (a.y - c.y) / 3}, c);
        return true;
      }
      case 'A': {
        double rx = 0, ry = 0, turn = 0, large = 0, sweep = 0;
        if (!number(rx) || !number(ry) || !number(turn) || !number(large) || !number(sweep) ||
            !point(c, relative))
          return false;
        arc(std::abs(rx), large != 0, sweep != 0, c);
        return true;
      }
      case 'Z':
        if (!paths_.empty()) {
          paths_.back().closed = true;
          now_ = paths_.back().start;
        }
        return true;
      default:
        return false;
    }
  }
  /// Circular arcs only: that is all the icon set uses.
  void arc(double r, bool large, bool sweep, P to) {
    const P from = now_;
    const double dx = to.x - from.x, dy = to.y - from.y, d = std::hypot(dx, dy);
    if (d < 1e-9 || r < 1e-9) return line(to);
    r = std::max(r, d / 2);
    const double h = std::sqrt(std::max(0.0, r * r - d * d / 4)) * (large == sweep ? -1 : 1);
    const P centre{(from.x + to.x) / 2 - h * dy / d, (from.y + to.y) / 2 + h * dx / d};
    double a0 = std::atan2(from.y - centre.y, from.x - centre.x);
    double a1 = std::atan2(to.y - centre.y, to.x - centre.x);
    if (sweep && a1 < a0) a1 += 2 * std::numbers::pi;
    if (!sweep && a1 > a0) a1 -= 2 * std::numbers::pi;
    const int parts =
        std::max(1, static_cast<int>(std::ceil(std::abs(a1 - a0) / (std::numbers::pi / 2) - 1e-9)));
    const double part = (a1 - a0) / parts, k = 4.0 / 3.0 * std::tan(part / 4) * r;
    for (int i = 0; i < parts; ++i) {
      const double s = a0 + part * i, e = s + part;
      const P p0{centre.x + r * std::cos(s), centre.y + r * std::sin(s)};
      const P p3{centre.x + r * std::cos(e), centre.y + r * std::sin(e)};
      cubic({p0.x - k * std::sin(s), p0.y + k * std::cos(s)},
            {p3.x + k * std::sin(e), p3.y - k * std::cos(e)}, p3);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char command_ = 0;
  P now_;
  std::vector<Subpath> paths_;
};

struct Library {
  FT_Library ft = nullptr;
  Library() { FT_Init_FreeType(&ft); }
  ~Library() { FT_Done_FreeType(ft); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

/// Feeds the stroker with the subpaths and adds the outlines it makes.
void stroke_all(FT_Stroker stroker, const std::vector<Subpath>& paths, double scale, double size) {
  const auto vec = [&](P p) {
    return FT_Vector{std::lround(p.x * scale * 64),
                     std::lround((size - p.y * scale) * 64)};  // FreeType's y is up
  };
  for (const Subpath& path : paths) {
    FT_Vector start = vec(path.start);
    FT_Stroker_BeginSubPath(stroker, &start, !path.closed);
    if (path.pieces.empty()) {  // a dot
      FT_Vector dot{start.x + 1, start.y};
      FT_Stroker_LineTo(stroker, &dot);
    }
    for (const auto& piece : path.pieces) {
      FT_Vector a = vec(piece[0]);
      if (piece.size() == 1) {
        FT_Stroker_LineTo(stroker, &a);
      } else {
        FT_Vector b = vec(piece[1]), c = vec(piece[2]);
        FT_Stroker_CubicTo(stroker, &a, &b, &c);
      }
    }
    FT_Stroker_EndSubPath(stroker);
  }
}

}  // namespace

Result<Coverage> stroke_path(std::string_view path, int size_px, float stroke) {
  VUORO_ASSIGN(const std::vector<Subpath> paths, PathReader(path).read());
  Coverage out;
  out.w = out.h = size_px;
  out.bytes.assign(static_cast<std::size_t>(size_px) * static_cast<std::size_t>(size_px), 0);
  static const Library library;  // the drawing thread's only
  FT_Stroker stroker = nullptr;
  if (FT_Stroker_New(library.ft, &stroker) != 0) return fail(Errc::internal, "FreeType stroker");
  const double scale = size_px / 24.0;
  FT_Stroker_Set(stroker, std::lround(stroke * scale * 32), FT_STROKER_LINECAP_ROUND,
                 FT_STROKER_LINEJOIN_ROUND, 0);
  stroke_all(stroker, paths, scale, size_px);
  FT_UInt points = 0, contours = 0;
  FT_Stroker_GetCounts(stroker, &points, &contours);
  FT_Outline outline;
  if (FT_Outline_New(library.ft, points, static_cast<FT_Int>(contours), &outline) == 0) {
    outline.n_points = 0;
    outline.n_contours = 0;
    FT_Stroker_Export(stroker, &outline);
    FT_Bitmap bitmap{};
    bitmap.width = bitmap.rows = static_cast<unsigned>(size_px);
    bitmap.pitch = size_px;
    bitmap.buffer = out.bytes.data();
    bitmap.num_grays = 256;
    bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
    FT_Outline_Get_Bitmap(library.ft, &outline, &bitmap);
    outline.n_points = static_cast<short>(points);
    outline.n_contours = static_cast<short>(contours);
    FT_Outline_Done(library.ft, &outline);
  }
  FT_Stroker_Done(stroker);
  return out;
}

}  // namespace vuoro::ui
