#include "drivers/printer/escpos_sim_interpreter.h"

#include <algorithm>

#include "core/base/text.h"
#include "drivers/printer/printer_profile.h"
#include "drivers/printer/qr_raster.h"

namespace vuoro::drivers {
namespace {

using Bytes = std::vector<std::uint8_t>;

int word(const Bytes& bytes, std::size_t index) {
  return bytes[index] | (bytes[index + 1] << 8);
}

/// Rows of whole bytes from `offset`, as in GS v 0; missing data stays white.
Bitmap rows(const Bytes& bytes, std::size_t offset, int row_bytes, int height) {
  Bitmap bitmap(row_bytes * 8, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < row_bytes * 8; ++x) {
      const std::size_t index = offset + static_cast<std::size_t>(y) * static_cast<std::size_t>(row_bytes) +
                                static_cast<std::size_t>(x / 8);
      if (index < bytes.size() && ((bytes[index] >> (7 - x % 8)) & 1) != 0) bitmap.set(x, y);
    }
  return bitmap;
}

std::optional<CodeTable> table_of_number(int number) {
  static const PrinterProfile profile = *find_printer_profile("epson-80");
  for (const CodeTableSlot& slot : profile.code_tables)
    if (slot.number == number) return slot.table;
  return std::nullopt;
}

}  // namespace

int EscposInterpreter::Cell::width() const {
  return code_point != 0 ? style.cell_width() : picture.width() * width_factor;
}
int EscposInterpreter::Cell::height() const {
  return code_point != 0 ? style.cell_height() : picture.height() * height_factor;
}

EscposInterpreter::EscposInterpreter(const EscposSimOptions& options, SimFont* font)
    : options_(options), font_(font), page_(options.width_dots, font) {
  reset();
}

void EscposInterpreter::reset() {
  line_.clear();
  line_text_.clear();
  pen_x_ = 0;
  align_ = 0;
  line_spacing_ = options_.dpi * 30 / 203;
  vertical_units_ = options_.dpi * 2;
  table_ = CodeTable::pc437;
  style_ = {};
  qr_module_ = 3;
  qr_payload_.clear();
}

EscposInterpreter::Sheet EscposInterpreter::take_sheet() {
  Sheet sheet{std::move(job_), page_.sheet()};
  job_ = {};
  page_ = SimPage(options_.width_dots, font_);
  return sheet;
}

SimEffect EscposInterpreter::execute(const EscposCommand& command) {
  switch (command.kind) {
    case EscposCommand::Kind::text:
      return text(command.args);
    case EscposCommand::Kind::control:
      return control(command.op);
    case EscposCommand::Kind::unknown:
      job_.unknown.push_back(hex(command.args));
      return {};
    case EscposCommand::Kind::command:
      break;
  }
  if (command.prefix == 0x1b) return esc(command.op, command.args);
  if (command.prefix == 0x1d) return gs(command.op, command.args);
  return {};  // real-time requests are answered on arrival; FS modes are for double-byte text
}

SimEffect EscposInterpreter::text(const Bytes& bytes) {
  SimEffect effect;
  for (const std::uint8_t byte : bytes) {
    if (pen_x_ + style_.cell_width() > options_.width_dots) effect.lines += end_line().lines;
    Cell cell;
    cell.code_point = character(byte);
    cell.style = style_;
    append_utf8(line_text_, cell.code_point);
    add(std::move(cell));
  }
  return effect;
}

char32_t EscposInterpreter::character(std::uint8_t byte) const {
  if (byte < 0x80) return byte;
  return table_ ? upper_half(*table_)[byte - 0x80U] : U'\xfffd';
}

void EscposInterpreter::add(Cell cell) {
  cell.x = pen_x_;
  pen_x_ += cell.width();
  line_.push_back(std::move(cell));
}

int EscposInterpreter::left_for(int width) const {
  const int room = std::max(options_.width_dots - width, 0);
  return align_ == 0 ? 0 : align_ == 1 ? room / 2 : room;
}

SimEffect EscposInterpreter::end_line() {
  SimEffect effect;
  int height = 0, width = 0;
  for (const Cell& cell : line_) {
    height = std::max(height, cell.height());
    width = std::max(width, cell.x + cell.width());
  }
  const int left = left_for(width);
  for (const Cell& cell : line_) {
    const int y = page_.height() + height - cell.height();
    if (cell.code_point != 0)
      page_.text(left + cell.x, y, cell.code_point, cell.style);
    else
      page_.picture(left + cell.x, y, cell.picture, cell.width_factor, cell.height_factor);
  }
  if (!line_.empty()) effect.lines = 1;
  job_.text += line_text_ + "\n";
  page_.feed(std::max(line_spacing_, height));
  line_.clear();
  line_text_.clear();
  pen_x_ = 0;
  return effect;
}

SimEffect EscposInterpreter::control(std::uint8_t byte) {
  if (byte == 0x0a) return end_line();
  if (byte == 0x0c && !line_.empty()) return end_line();
  if (byte == 0x09) {
    const int tab = 8 * style_.cell_width();
    pen_x_ = std::min((pen_x_ / tab + 1) * tab, options_.width_dots);
    line_text_ += ' ';
  }
  return {};
}

SimEffect EscposInterpreter::esc(std::uint8_t op, const Bytes& args) {
  const int n = args.empty() ? 0 : args[0];
  switch (op) {
    case '@':
      reset();
      break;
    case 'a':
      align_ = n % 48;
      break;
    case 'E':
    case 'G':
      style_.bold = (n & 1) != 0;
      break;
    case 'M':
      style_.small = (n & 1) != 0;
      break;
    case '-':
      style_.underline = n % 48 != 0;
      break;
    case 't':
      table_ = table_of_number(n);
      break;
    case '!':
      style_.small = (n & 0x01) != 0;
      style_.bold = (n & 0x08) != 0;
      style_.height_scale = (n & 0x10) != 0 ? 2 : 1;
      style_.width_scale = (n & 0x20) != 0 ? 2 : 1;
      style_.underline = (n & 0x80) != 0;
      break;
    case '2':
      line_spacing_ = options_.dpi * 30 / 203;
      break;
    case '3':
      line_spacing_ = n * options_.dpi / vertical_units_;
      break;
    case '$':
      pen_x_ = std::min(word(args, 0), options_.width_dots);
      break;
    case 'J': {
      const SimEffect effect = line_.empty() ? SimEffect{} : end_line();
      page_.feed(n * options_.dpi / vertical_units_ - (effect.lines > 0 ? line_spacing_ : 0));
      return effect;
    }
    case 'd': {
      SimEffect effect = line_.empty() ? SimEffect{} : end_line();
      for (int i = effect.lines; i < n; ++i) effect.lines += end_line().lines;
      return effect;
    }
    case '*':
      return column_image(args);
    case 'i':
    case 'm':
      return {0, true};
    case 'L':
      not_drawn("page mode");
      break;
    default:
      break;
  }
  return {};
}

// ESC * m nL nH d: columns of 8 or 24 dots, the top one in the highest bit.
SimEffect EscposInterpreter::column_image(const Bytes& args) {
  const int mode = args[0], columns = word(args, 1), column_bytes = mode >= 32 ? 3 : 1;
  Cell cell;
  cell.picture = Bitmap(columns, column_bytes * 8);
  cell.width_factor = mode == 0 || mode == 32 ? 2 : 1;
  cell.height_factor = column_bytes == 1 ? 3 : 1;
  for (int x = 0; x < columns; ++x)
    for (int y = 0; y < column_bytes * 8; ++y) {
      const auto index = static_cast<std::size_t>(3 + x * column_bytes + y / 8);
      if (index < args.size() && ((args[index] >> (7 - y % 8)) & 1) != 0) cell.picture.set(x, y);
    }
  ++job_.pictures;
  add(std::move(cell));
  return {};
}

SimEffect EscposInterpreter::raster(const Bitmap& bitmap, int width_factor, int height_factor) {
  SimEffect effect = line_.empty() ? SimEffect{} : end_line();
  page_.picture(left_for(bitmap.width() * width_factor), page_.height(), bitmap, width_factor, height_factor);
  page_.feed(bitmap.height() * height_factor);
  ++job_.pictures;
  ++effect.lines;
  return effect;
}

SimEffect EscposInterpreter::gs(std::uint8_t op, const Bytes& args) {
  const int n = args.empty() ? 0 : args[0];
  switch (op) {
    case '!':
      style_.width_scale = ((n >> 4) & 7) + 1;
      style_.height_scale = (n & 7) + 1;
      break;
    case 'B':
      style_.inverse = (n & 1) != 0;
      break;
    case 'P':
      vertical_units_ = args[1] != 0 ? args[1] : options_.dpi * 2;
      break;
    case 'V':
      if (args.size() > 1) page_.feed(args[1] * options_.dpi / vertical_units_ + options_.dpi / 2);
      return {0, true};
    case 'v':
      return raster(rows(args, 6, word(args, 2), word(args, 4)), 1 + (args[1] & 1), 1 + ((args[1] >> 1) & 1));
    case '(':
      if (n == 'k') return symbol(args);
      if (n == 'L') return graphics({args.begin() + 3, args.end()});
      break;
    case '8':
      return graphics({args.begin() + 5, args.end()});
    case 'k':
      not_drawn("bar code");
      return {1, false};
    case '*':
    case '/':
      not_drawn("downloaded picture");
      break;
    default:
      break;
  }
  return {};
}

// GS ( k pL pH cn fn …: cn 49 is QR.
SimEffect EscposInterpreter::symbol(const Bytes& args) {
  if (args.size() < 5) return {};
  const int cn = args[3], fn = args[4];
  if (cn != 49) {
    if (fn == 81) not_drawn("two-dimensional symbol");
    return {fn == 81 ? 1 : 0, false};
  }
  if (fn == 67 && args.size() > 5) qr_module_ = std::clamp<int>(args[5], 1, 16);
  if (fn == 80 && args.size() > 6) qr_payload_.assign(args.begin() + 6, args.end());
  if (fn != 81 || qr_payload_.empty()) return {};
  const auto modules = qr_modules(qr_payload_);
  if (!modules) {
    not_drawn("QR code");
    return {1, false};
  }
  job_.qr.push_back(qr_payload_);
  const SimEffect effect = raster(enlarged(*modules, qr_module_), 1, 1);
  --job_.pictures;  // counted as a code, not as a picture
  return effect;
}

// GS ( L and GS 8 L: m fn …; 112 stores raster graphics (a bx by c xL xH yL yH d), 2 and 50 print them.
SimEffect EscposInterpreter::graphics(const Bytes& function) {
  if (function.size() < 2) return {};
  const int fn = function[1];
  if (fn == 112 && function.size() >= 10) {
    stored_width_factor_ = std::clamp<int>(function[3], 1, 2);
    stored_height_factor_ = std::clamp<int>(function[4], 1, 2);
    stored_graphics_ = rows(function, 10, (word(function, 6) + 7) / 8, std::min(word(function, 8), 4096));
  }
  if (fn == 2 || fn == 50) return raster(stored_graphics_, stored_width_factor_, stored_height_factor_);
  return {};
}

void EscposInterpreter::not_drawn(const std::string& what) {
  if (std::find(job_.not_drawn.begin(), job_.not_drawn.end(), what) == job_.not_drawn.end())
    job_.not_drawn.push_back(what);
}

}  // namespace vuoro::drivers
