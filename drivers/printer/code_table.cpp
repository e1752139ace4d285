#include "drivers/printer/code_table.h"

#include "core/base/text.h"
#include "drivers/printer/code_table_data.h"

namespace vuoro::drivers {
namespace {

/// What a typographic mark may become without a reader noticing; empty when nothing.
std::string_view ascii_form(char32_t code_point) {
  switch (code_point) {
    case 0x00a0:
    case 0x2007:
    case 0x2009:
    case 0x202f:
      return " ";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
      return "-";
    case 0x2018:
    case 0x2019:
    case 0x02bc:
      return "'";
    case 0x201c:
    case 0x201d:
    case 0x201e:
      return "\"";
    case 0x2026:
      return "...";
    case 0x2022:
      return "*";
    default:
      return "";
  }
}

}  // namespace

std::string_view name_of(CodeTable table) {
  switch (table) {
    case CodeTable::pc437:
      return "PC437";
    case CodeTable::pc850:
      return "PC850";
    case CodeTable::pc852:
      return "PC852";
    case CodeTable::pc858:
      return "PC858";
    case CodeTable::pc865:
      return "PC865";
    case CodeTable::pc866:
      return "PC866";
    case CodeTable::wpc1252:
      return "WPC1252";
  }
  return "PC437";
}

std::u16string_view upper_half(CodeTable table) {
  switch (table) {
    case CodeTable::pc437:
      return {k_pc437_upper, 128};
    case CodeTable::pc850:
      return {k_pc850_upper, 128};
    case CodeTable::pc852:
      return {k_pc852_upper, 128};
    case CodeTable::pc858:
      return {k_pc858_upper, 128};
    case CodeTable::pc865:
      return {k_pc865_upper, 128};
    case CodeTable::pc866:
      return {k_pc866_upper, 128};
    case CodeTable::wpc1252:
      return {k_wpc1252_upper, 128};
  }
  return {k_pc437_upper, 128};
}

std::optional<std::string> encode(CodeTable table, std::string_view text) {
  const std::u16string_view upper = upper_half(table);
  std::string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t code_point = next_code_point(text, offset);
    if (code_point >= 0x20 && code_point < 0x7f) {
      out.push_back(static_cast<char>(code_point));
      continue;
    }
    if (code_point < 0x20 || code_point == 0x7f || code_point >= 0xfffd) return std::nullopt;
    // A space first: the no-break space of a table is drawn as a box by some printers.
    const std::string_view plain = ascii_form(code_point);
    const std::size_t index =
        plain == " " ? std::u16string_view::npos : upper.find(static_cast<char16_t>(code_point));
    if (index != std::u16string_view::npos) {
      out.push_back(static_cast<char>(0x80 + index));
    } else if (!plain.empty()) {
      out.append(plain);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace vuoro::drivers
