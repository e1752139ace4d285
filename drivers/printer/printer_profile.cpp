#include "drivers/printer/printer_profile.h"

#include <fmt/format.h>

namespace vuoro::drivers {
namespace {

// Numbers of `ESC t n`: the same on every Epson TM and on the makers that follow it (Epson ESC/POS, ESC t;
// escpos-printer-db profiles TM-T88V, TM-T20II, POS-5890).
std::vector<CodeTableSlot> common_tables() {
  return {{CodeTable::pc858, 19}, {CodeTable::wpc1252, 16}, {CodeTable::pc850, 2}, {CodeTable::pc865, 5},
          {CodeTable::pc866, 17}, {CodeTable::pc852, 18},   {CodeTable::pc437, 0}};
}

std::vector<PrinterProfile> all_profiles() {
  PrinterProfile epson;
  epson.code_tables = common_tables();

  PrinterProfile epson_80 = epson;  // TM-T20II and III, TM-m30: 72 mm printable
  epson_80.name = "epson-80";

  PrinterProfile epson_80_180 = epson;  // TM-T88V and VI
  epson_80_180.name = "epson-80-180dpi";
  epson_80_180.dpi = 180;
  epson_80_180.width_dots = 512;
  epson_80_180.columns = 42;

  PrinterProfile epson_58 = epson;
  epson_58.name = "epson-58";
  epson_58.paper_mm = 58;
  epson_58.width_dots = 420;
  epson_58.columns = 35;

  PrinterProfile epson_58_180 = epson;
  epson_58_180.name = "epson-58-180dpi";
  epson_58_180.paper_mm = 58;
  epson_58_180.dpi = 180;
  epson_58_180.width_dots = 360;
  epson_58_180.columns = 30;

  PrinterProfile generic_80 = epson;  // nameless makes: no job id, and no trust in their own QR
  generic_80.name = "generic-80";
  generic_80.native_qr = false;
  generic_80.feed_to_cut_dots = 100;
  generic_80.confirmation = PrintConfirmation::buffered_status;

  PrinterProfile generic_58 = generic_80;
  generic_58.name = "generic-58";
  generic_58.paper_mm = 58;
  generic_58.width_dots = 384;
  generic_58.columns = 32;
  generic_58.cutter = false;
  generic_58.confirmation = PrintConfirmation::realtime_only;

  return {epson_80, epson_80_180, epson_58, epson_58_180, generic_80, generic_58};
}

}  // namespace

std::vector<std::string> printer_profile_names() {
  std::vector<std::string> names;
  for (const PrinterProfile& profile : all_profiles()) names.push_back(profile.name);
  return names;
}

Result<PrinterProfile> find_printer_profile(std::string_view name) {
  for (PrinterProfile& profile : all_profiles()) {
    if (profile.name == name) return std::move(profile);
  }
  return fail(Errc::not_found, fmt::format("no printer profile \"{}\"", name));
}

}  // namespace vuoro::drivers
