// The parser, the status bits and the code tables held against facts that are not ours.
#include <iconv.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "core/base/file.h"
#include "core/base/text.h"
#include "drivers/printer/code_table.h"
#include "drivers/printer/escpos_parser.h"
#include "drivers/printer/escpos_sim_interpreter.h"
#include "drivers/printer/escpos_status.h"
#include "drivers/printer/printer_profile.h"

#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

std::optional<std::filesystem::path> escpos_data() {
  const auto shared = test::shared_data_dir();
  if (!shared || !std::filesystem::exists(*shared / "escpos")) {
    WARN("shared data absent: not checked");
    return std::nullopt;
  }
  return *shared / "escpos";
}

std::span<const std::uint8_t> octets(const std::string& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 3)
    bytes.push_back(static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  return bytes;
}

}  // namespace

TEST_CASE("streams of other encoders parse without an unknown command") {
  const auto data = escpos_data();
  if (!data) return;
  int streams = 0;
  for (const char* folder : {"escpos-php-golden", "independent-encoders"}) {
    for (const auto& entry : std::filesystem::directory_iterator(*data / folder)) {
      const std::string name = entry.path().filename().string();
      // "star" in the name: Star's own command language; receiptline's starsbcs likewise.
      if (name.find("star") != std::string::npos) continue;
      INFO(name);
      const auto bytes = read_file(entry.path(), 1 << 20);
      REQUIRE(bytes);
      EscposParser parser;
      parser.feed(octets(*bytes));
      EscposInterpreter interpreter({}, nullptr);
      std::size_t commands = 0;
      while (auto command = parser.next()) {
        ++commands;
        INFO("command " << commands << ", " << parser.pending() << " bytes left");
        if (command->kind == EscposCommand::Kind::unknown) FAIL_CHECK("unknown " << hex(command->args));
        interpreter.execute(*command);
      }
      CHECK(parser.pending() == 0);
      CHECK(commands > 5);
      ++streams;
    }
  }
  CHECK(streams >= 20);
}

TEST_CASE("printed text of another encoder's receipt is read back") {
  const auto data = escpos_data();
  if (!data) return;
  const auto bytes = read_file(*data / "escpos-php-golden/receipt-with-logo.bin", 1 << 20);
  REQUIRE(bytes);
  EscposParser parser;
  parser.feed(octets(*bytes));
  EscposInterpreter interpreter({}, nullptr);
  bool cut = false;
  while (auto command = parser.next()) cut = interpreter.execute(*command).cut || cut;
  CHECK(cut);
  const auto sheet = interpreter.take_sheet();
  CHECK(sheet.job.text.find("ExampleMart Ltd.") != std::string::npos);
  CHECK(sheet.job.pictures == 1);
}

TEST_CASE("status answers mean what the makers' manuals say") {
  const auto data = escpos_data();
  if (!data) return;
  const auto text = read_file(*data / "escpos-status-bits.json", 1 << 20);
  REQUIRE(text);
  const auto root = boost::json::parse(*text).as_object();
  int checked = 0;
  for (const auto& item : root.at("vectors").as_array()) {
    const auto& vector = item.as_object();
    const std::string command(vector.at("cmd").as_string());
    const std::string reply = from_hex(std::string_view(vector.at("reply").as_string()));
    const std::string means(vector.at("means").as_string());
    INFO(command << " → " << means);
    EscposReplyReader reader;
    reader.feed(std::as_bytes(std::span(reply)));
    const auto got = reader.next();
    REQUIRE(got);
    CHECK_FALSE(reader.next());
    ++checked;
    PrinterStatus status;
    if (command.starts_with("10 04 ")) {
      REQUIRE(got->kind == EscposReply::Kind::realtime);
      apply_realtime_status(status, command.back() - '0', got->bits[0]);
    } else if (command == "asb") {
      REQUIRE(got->kind == EscposReply::Kind::automatic);
      status = status_of_automatic(got->bits);
    } else {
      REQUIRE(got->kind == EscposReply::Kind::process_id);
      CHECK(got->text == "A042");
      continue;
    }
    const auto says = [&](const char* word) { return means.find(word) != std::string::npos; };
    CHECK(status.cover_open == says("cover open"));
    CHECK(status.cutter_error == says("autocutter"));
    CHECK((status.paper == PaperState::out) ==
          (says("end (no near") || says("paper end") || says("paper-end") || says("+ end")));
    if (says("near end") && !says("end+") && !says("+ end")) CHECK(status.paper == PaperState::near_end);
    if (command == "10 04 01" || command == "asb") CHECK(status.online == !says("offline"));
    if (says("unrecoverable")) CHECK(status.unrecoverable);
    if (means == "error" || says("auto-recoverable")) CHECK(status.error);
  }
  CHECK(checked == 18);
}

TEST_CASE("code tables agree with the C library's") {
  int compared = 0;
  for (const CodeTable table : {CodeTable::pc437, CodeTable::pc850, CodeTable::pc852, CodeTable::pc858,
                                CodeTable::pc865, CodeTable::pc866, CodeTable::wpc1252}) {
    const std::string number(name_of(table).substr(name_of(table).find_first_of("0123456789")));
    const iconv_t converter = ::iconv_open("UTF-8", ("CP" + number).c_str());
    INFO("CP" << number);
    if (std::intptr_t(converter) == -1) continue;
    for (int byte = 0x80; byte < 0x100; ++byte) {
      char in = static_cast<char>(byte);
      std::array<char, 8> out{};
      char* from = &in;
      char* to = out.data();
      std::size_t left = 1, room = out.size();
      ::iconv(converter, nullptr, nullptr, nullptr, nullptr);
      if (::iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
        CHECK(upper_half(table)[static_cast<std::size_t>(byte - 0x80)] == u'\xfffd');
        continue;
      }
      std::size_t offset = 0;
      CHECK(next_code_point(std::string_view(out.data(), out.size() - room), offset) ==
            upper_half(table)[static_cast<std::size_t>(byte - 0x80)]);
    }
    ::iconv_close(converter);
    ++compared;
  }
  CHECK(compared >= 5);
}

TEST_CASE("table numbers and widths agree with the printer database") {
  const auto data = escpos_data();
  if (!data) return;
  const auto text = read_file(*data / "capabilities.json", 1 << 20);
  REQUIRE(text);
  const auto root = boost::json::parse(*text).as_object();
  // The numbers of ESC t on the models our profiles stand for.
  const auto& profiles = root.at("profiles").as_object();
  for (const auto& [model, ours] :
       {std::pair("TM-T20II", "epson-80"), std::pair("TM-T88V", "epson-80-180dpi")}) {
    const auto profile = find_printer_profile(ours);
    REQUIRE(profile);
    const auto& theirs = profiles.at(model).as_object();
    for (const CodeTableSlot& slot : profile->code_tables) {
      const std::string digits(name_of(slot.table).substr(name_of(slot.table).find_first_of("0123456789")));
      CHECK(std::string(theirs.at("codePages").as_object().at(std::to_string(slot.number)).as_string()) ==
            "CP" + digits);
    }
    CHECK(theirs.at("media").as_object().at("width").as_object().at("pixels").as_int64() ==
          profile->width_dots);
    CHECK(theirs.at("fonts").as_object().at("0").as_object().at("columns").as_int64() == profile->columns);
  }
}
