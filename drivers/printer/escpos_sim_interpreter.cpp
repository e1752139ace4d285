#include "drivers/printer/escpos_sim_interpreter.h"

#include <algorithm>

#include "core/base/text.h"
#include "drivers/printer/printer_profile.h"

namespace vuoro::drivers {
namespace {

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

EscposInterpreter::Sheet EscposInterpreter::take_sheet(bool draw) {
  Sheet sheet{std::move(job_), draw ? page_.sheet() : GrayImage{}};
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
      return raster_image(args);
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

void EscposInterpreter::not_drawn(const std::string& what) {
  if (std::find(job_.not_drawn.begin(), job_.not_drawn.end(), what) == job_.not_drawn.end())
    job_.not_drawn.push_back(what);
}

}  // namespace vuoro::drivers
