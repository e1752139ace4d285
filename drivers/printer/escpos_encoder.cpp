#include "drivers/printer/escpos_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "core/base/text.h"
#include "drivers/printer/qr_raster.h"

namespace vuoro::drivers {
namespace {

constexpr int k_font_a_height = 24;
constexpr int k_raster_band_rows = 128;  ///< small printers keep one band of a picture in memory
constexpr int k_line_gap = 6;  ///< what the printer's own line spacing leaves between lines of font A
constexpr int k_rule_dots = 2;

class Encoder {
 public:
  Encoder(const PrinterProfile& profile, TextRaster* raster) : profile_(profile), raster_(raster) {}

  void begin();
  void end();
  Result<void> add(const TextLine& line, const std::string& language);
  Result<void> add(const Rule& rule);
  Result<void> add(const QrItem& item);
  Result<void> add(const ImageItem& item);
  Result<void> add(const Feed& feed);
  std::vector<std::byte> take() { return std::move(out_); }

 private:
  void put(std::initializer_list<int> bytes) {
    for (const int byte : bytes) out_.push_back(static_cast<std::byte>(byte));
  }
  void put(std::string_view text) {
    for (const char c : text) out_.push_back(static_cast<std::byte>(c));
  }
  void align(Align align) { put({0x1b, 'a', align == Align::left ? 0 : align == Align::center ? 1 : 2}); }
  void feed_dots(int dots) {
    for (; dots > 0; dots -= 255) put({0x1b, 'J', std::min(dots, 255)});
  }
  void picture(const Bitmap& bitmap, Align where);
  void native_qr(const QrItem& item, int module_dots);
  bool text_in_table(const TextLine& line, const std::string& language);

  const PrinterProfile& profile_;
  TextRaster* raster_;
  std::vector<std::byte> out_;
};

/// The profile's tables, the one made for the language first, so that a ticket stays in one table.
std::vector<CodeTableSlot> tables_for(const PrinterProfile& profile, std::string_view language) {
  std::vector<CodeTableSlot> tables = profile.code_tables;
  const std::string_view primary = language.substr(0, language.find('-'));
  const auto likes = [&](CodeTable table) {
    if (primary == "ru" || primary == "bg") return table == CodeTable::pc866;
    if (primary == "pl" || primary == "cs" || primary == "hr" || primary == "sk" || primary == "hu")
      return table == CodeTable::pc852;
    return false;
  };
  std::stable_partition(tables.begin(), tables.end(),
                        [&](const CodeTableSlot& slot) { return likes(slot.table); });
  return tables;
}

void Encoder::begin() {
  put({0x1b, '@'});                              // initialise: also forgets half a line of a job cut short
  put({0x1c, '.'});                              // no double-byte text, which Chinese makes start with
  put({0x1d, 'P', profile_.dpi, profile_.dpi});  // motion units: one dot
}

void Encoder::end() {
  if (!profile_.cutter) return feed_dots(std::max(profile_.feed_to_cut_dots, 3 * k_font_a_height));
  if (profile_.feed_to_cut_dots == 0) return put({0x1d, 'V', 66, 0});
  feed_dots(profile_.feed_to_cut_dots);
  put({0x1d, 'V', 1});
}

bool Encoder::text_in_table(const TextLine& line, const std::string& language) {
  for (const CodeTableSlot& slot : tables_for(profile_, language)) {
    if (!encode(slot.table, line.text)) continue;
    align(line.align);
    put({0x1b, 't', slot.number});
    put({0x1b, 'E', line.bold ? 1 : 0});
    put({0x1d, '!', (line.scale - 1) * 0x11});
    for (const std::string& row : wrap_words(line.text, profile_.columns / line.scale)) {
      put(*encode(slot.table, row));
      put({0x0a});
    }
    put({0x1d, '!', 0});
    put({0x1b, 'E', 0});
    return true;
  }
  return false;
}

Result<void> Encoder::add(const TextLine& line, const std::string& language) {
  if (line.text.size() > k_receipt_text_bytes_max) return fail(Errc::too_large, "receipt line");
  if (line.scale < 1 || line.scale > 8) return fail(Errc::invalid_argument, "receipt text scale");
  if (!is_valid_utf8(line.text)) return fail(Errc::invalid_argument, "receipt line is not UTF-8");
  if (std::any_of(line.text.begin(), line.text.end(),
                  [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }))
    return fail(Errc::invalid_argument, "control character in a receipt line");
  if (text_in_table(line, language)) return {};
  if (raster_ == nullptr) return fail(Errc::unsupported, "no code table of the printer has this text");
  VUORO_ASSIGN(const Bitmap drawn, raster_->raster({line.text, language, k_font_a_height * line.scale,
                                                    profile_.width_dots, line.bold, line.align}));
  if (drawn.width() > profile_.width_dots)
    return fail(Errc::too_large, "rastered text is wider than the paper");
  picture(drawn, line.align);
  feed_dots(k_line_gap);
  return {};
}

Result<void> Encoder::add(const Rule&) {
  Bitmap rule(profile_.width_dots, k_rule_dots);
  for (int y = 0; y < rule.height(); ++y)
    for (int x = 0; x < rule.width(); ++x) rule.set(x, y);
  picture(rule, Align::left);
  return {};
}

Result<void> Encoder::add(const QrItem& item) {
  if (item.payload.size() > k_receipt_qr_bytes_max) return fail(Errc::too_large, "receipt QR payload");
  if (item.module_dots < 0 || item.module_dots > 16) return fail(Errc::invalid_argument, "QR module size");
  VUORO_ASSIGN(const Bitmap modules, qr_modules(item.payload));
  // A side of about 28 mm: read from an arm's length by every phone.
  const int wanted_dots = profile_.dpi * 28 / 25;
  int module_dots =
      item.module_dots != 0 ? item.module_dots : std::clamp(wanted_dots / modules.width(), 3, 10);
  module_dots = std::min(module_dots, profile_.width_dots / (modules.width() + 8));
  if (module_dots < 2) return fail(Errc::too_large, "QR does not fit the paper");
  if (profile_.native_qr)
    native_qr(item, module_dots);
  else
    picture(enlarged(modules, module_dots), item.align);
  return {};
}

// Epson ESC/POS GS ( k, cn = 49: model (165), module size (167), error correction (169), store (180), print
// (181).
void Encoder::native_qr(const QrItem& item, int module_dots) {
  align(item.align);
  put({0x1d, '(', 'k', 4, 0, 49, 65, 50, 0});
  put({0x1d, '(', 'k', 3, 0, 49, 67, module_dots});
  put({0x1d, '(', 'k', 3, 0, 49, 69, 49});
  const int length = static_cast<int>(item.payload.size()) + 3;
  put({0x1d, '(', 'k', length & 0xff, length >> 8, 49, 80, 48});
  put(item.payload);
  put({0x1d, '(', 'k', 3, 0, 49, 81, 48});
}

Result<void> Encoder::add(const ImageItem& item) {
  if (item.bitmap.width() > profile_.width_dots)
    return fail(Errc::too_large, "picture is wider than the paper");
  picture(item.bitmap, item.align);
  return {};
}

Result<void> Encoder::add(const Feed& feed) {
  if (feed.dots < 0 || feed.dots > 4000) return fail(Errc::invalid_argument, "receipt feed");
  feed_dots(feed.dots);
  return {};
}

// Epson ESC/POS GS v 0, in bands. Placed by white dots at the left, for some makes ignore ESC a with
// pictures.
void Encoder::picture(const Bitmap& bitmap, Align where) {
  const int room = profile_.width_dots - bitmap.width();
  const int left = where == Align::left ? 0 : where == Align::center ? room / 2 : room;
  const int row_bytes = (left + bitmap.width() + 7) / 8;
  align(Align::left);
  for (int top = 0; top < bitmap.height(); top += k_raster_band_rows) {
    const int rows = std::min(k_raster_band_rows, bitmap.height() - top);
    put({0x1d, 'v', '0', 0, row_bytes & 0xff, row_bytes >> 8, rows & 0xff, rows >> 8});
    for (int y = top; y < top + rows; ++y) {
      for (int column = 0; column < row_bytes; ++column) {
        int byte = 0;
        for (int bit = 0; bit < 8; ++bit)
          byte |= (bitmap.black(column * 8 + bit - left, y) ? 0x80 : 0) >> bit;
        put({byte});
      }
    }
  }
}

}  // namespace

std::vector<std::string> wrap_words(std::string_view text, int columns) {
  const auto limit = static_cast<std::size_t>(std::max(columns, 1));
  std::vector<std::string> lines;
  std::string line, word;
  std::size_t line_length = 0, word_length = 0;
  const auto end_line = [&] {
    lines.push_back(line);
    line.clear();
    line_length = 0;
  };
  const auto end_word = [&] {
    if (word.empty()) return;
    if (line_length > 0 && line_length + 1 + word_length > limit) end_line();
    if (line_length > 0) {
      line += ' ';
      ++line_length;
    }
    line += word;
    line_length += word_length;
    word.clear();
    word_length = 0;
  };
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t start = offset;
    const char32_t code_point = next_code_point(text, offset);
    if (code_point == ' ') {
      end_word();
      continue;
    }
    if (word_length == limit) {  // a word longer than the paper is wide
      end_word();
      end_line();
    }
    word.append(text.substr(start, offset - start));
    ++word_length;
  }
  end_word();
  if (!line.empty() || lines.empty()) end_line();
  return lines;
}

Result<std::vector<std::byte>> encode_escpos(const Receipt& receipt, const PrinterProfile& profile,
                                             TextRaster* raster) {
  if (receipt.items.size() > k_receipt_items_max) return fail(Errc::too_large, "receipt items");
  Encoder encoder(profile, raster);
  encoder.begin();
  for (const ReceiptItem& item : receipt.items) {
    const Result<void> added = std::visit(
        [&](const auto& one) -> Result<void> {
          if constexpr (std::is_same_v<std::decay_t<decltype(one)>, TextLine>)
            return encoder.add(one, receipt.language);
          else
            return encoder.add(one);
        },
        item);
    VUORO_TRY(added);
  }
  encoder.end();
  return encoder.take();
}

}  // namespace vuoro::drivers
