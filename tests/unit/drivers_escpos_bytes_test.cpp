// Bytes and bits: encoder, parser, replies, tables, wrapping.
#include <catch2/catch.hpp>
#include <string>

#include "core/base/random.h"
#include "drivers/printer/code_table.h"
#include "drivers/printer/escpos_encoder.h"
#include "drivers/printer/escpos_parser.h"
#include "drivers/printer/escpos_status.h"
#include "drivers/printer/qr_raster.h"

using namespace vuoro;
using namespace vuoro::drivers;
using namespace std::string_literals;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}
std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
std::vector<EscposReply> replies_to(const std::string& bytes) {
  EscposReplyReader reader;
  reader.feed(bytes_of(bytes));
  std::vector<EscposReply> all;
  while (auto reply = reader.next()) all.push_back(*reply);
  return all;
}

}  // namespace

TEST_CASE("one bold centred line in PC858 is these bytes") {
  const auto profile = find_printer_profile("epson-80");
  const auto job =
      encode_escpos({"fi", {TextLine{"Jonottaa 5 € ä", 2, true, Align::center}}}, *profile, nullptr);
  REQUIRE(job);
  CHECK(text_of(*job) ==
        "\x1b@\x1c.\x1dP\xcb\xcb"
        "\x1b"
        "a\x01\x1bt\x13\x1b"
        "E\x01\x1d!\x11"
        "Jonottaa 5 \xd5 \x84\n"
        "\x1d!\x00\x1b"
        "E\x00\x1dV\x42\x00"s);
}

TEST_CASE("a printer without its own feed to the knife gets the feed") {
  const auto profile = find_printer_profile("generic-80");
  const auto job = encode_escpos({"fi", {Feed{300}}}, *profile, nullptr);
  REQUIRE(job);
  CHECK(text_of(*job) == "\x1b@\x1c.\x1dP\xcb\xcb\x1bJ\xff\x1bJ\x2d\x1bJ\x64\x1dV\x01"s);
}

TEST_CASE("native QR: model, size, correction, store, print") {
  const auto profile = find_printer_profile("epson-80");
  const auto job = encode_escpos({"fi", {QrItem{"https://a.fi/x", 6}}}, *profile, nullptr);
  REQUIRE(job);
  CHECK(text_of(*job).find("\x1d(k\x04\x00\x31\x41\x32\x00"
                           "\x1d(k\x03\x00\x31\x43\x06"
                           "\x1d(k\x03\x00\x31\x45\x31"
                           "\x1d(k\x11\x00\x31\x50\x30https://a.fi/x"
                           "\x1d(k\x03\x00\x31\x51\x30"s) != std::string::npos);
}

TEST_CASE("a picture is placed by its own white dots and cut into bands") {
  auto profile = *find_printer_profile("epson-80");
  Bitmap bitmap(16, 130);
  bitmap.set(0, 0);
  bitmap.set(15, 129);
  const auto job = encode_escpos({"fi", {ImageItem{bitmap, Align::right}}}, profile, nullptr);
  REQUIRE(job);
  EscposParser parser;
  parser.feed({reinterpret_cast<const std::uint8_t*>(job->data()), job->size()});
  std::vector<EscposCommand> bands;
  while (auto command = parser.next())
    if (command->prefix == 0x1d && command->op == 'v') bands.push_back(*command);
  REQUIRE(bands.size() == 2);
  CHECK(hex(std::span(bands[0].args).first(6)) == "30 00 48 00 80 00");
  CHECK(hex(std::span(bands[1].args).first(6)) == "30 00 48 00 02 00");
  CHECK(bands[0].args[6 + 70] == 0x80);
  CHECK(bands[1].args.back() == 0x01);
}

TEST_CASE("the language chooses among the tables that have the text") {
  const auto profile = find_printer_profile("epson-80");
  const auto table_of = [&](const std::string& language, const std::string& text) {
    const auto job = encode_escpos({language, {TextLine{text}}}, *profile, nullptr);
    if (!job) return -1;
    const std::string bytes = text_of(*job);
    return static_cast<int>(bytes[bytes.find("\x1bt") + 2]);
  };
  CHECK(table_of("fi", "Käsittely") == 19);
  CHECK(table_of("sv", "Åäö") == 19);
  CHECK(table_of("et", "Tšekk") == 16);  // š is in WPC1252
  CHECK(table_of("ru", "Очередь") == 17);
  CHECK(table_of("pl", "Świat") == 18);
  CHECK(table_of("se", "čuovo") == 18);
  CHECK(table_of("se", "áŋgirušši") == -1);  // ŋ is in none
  CHECK(table_of("uk", "Черга №5, їжа ґанок") == -1);
  CHECK(table_of("ar", "رقم") == -1);
}

TEST_CASE("typographic marks become plain where a table lacks them, letters never") {
  CHECK(encode(CodeTable::pc858, "a\u00a0– b…") == "a - b...");
  CHECK(encode(CodeTable::wpc1252, "a – b") == "a \x96 b");
  CHECK_FALSE(encode(CodeTable::pc858, "č"));
  CHECK_FALSE(encode(CodeTable::pc858, "\ufffd"));
  CHECK_FALSE(encode(CodeTable::pc858, "\xff"));
  CHECK_FALSE(encode(CodeTable::pc858, "a\nb"));
}

TEST_CASE("every character of every table comes back through its own byte") {
  for (const CodeTable table : {CodeTable::pc437, CodeTable::pc850, CodeTable::pc852, CodeTable::pc858,
                                CodeTable::pc865, CodeTable::pc866, CodeTable::wpc1252}) {
    const auto upper = upper_half(table);
    REQUIRE(upper.size() == 128);
    for (std::size_t i = 0; i < 128; ++i) CHECK(upper.find(upper[i]) <= i);
  }
}

TEST_CASE("words wrap at spaces, long words within, counted in characters") {
  using Lines = std::vector<std::string>;
  CHECK(wrap_words("", 10) == Lines{""});
  CHECK(wrap_words("yksi kaksi", 10) == Lines{"yksi kaksi"});
  CHECK(wrap_words("yksi kaksi", 9) == Lines{"yksi", "kaksi"});
  CHECK(wrap_words("  yksi   kaksi ", 20) == Lines{"yksi kaksi"});
  CHECK(wrap_words("ääääääää öö", 8) == Lines{"ääääääää", "öö"});
  CHECK(wrap_words("kansaneläkelaitos", 8) == Lines{"kansanel", "äkelaito", "s"});
  CHECK(wrap_words("on kansaneläkelaitos", 8) == Lines{"on", "kansanel", "äkelaito", "s"});
  CHECK(wrap_words("a b", 0) == Lines{"a", "b"});
}

TEST_CASE("replies are told apart in one stream, whatever stands between") {
  const auto all = replies_to(
      "\x12\x11\x13\x14\x00\x00\x0f\x03\x37\x22"
      "A042\x00_VUORO\x00\x1e"s);
  REQUIRE(all.size() == 6);
  CHECK(all[0].kind == EscposReply::Kind::realtime);
  CHECK(all[1].kind == EscposReply::Kind::automatic);
  CHECK(all[2].kind == EscposReply::Kind::sensor);
  CHECK(all[3].kind == EscposReply::Kind::process_id);
  CHECK(all[3].text == "A042");
  CHECK(all[4].kind == EscposReply::Kind::info);
  CHECK(all[4].text == "VUORO");
  CHECK(all[5].kind == EscposReply::Kind::realtime);
}

TEST_CASE("a broken automatic status or an endless block loses itself, not what follows") {
  const auto broken = replies_to("\x14\x00\x12"s);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].kind == EscposReply::Kind::realtime);
  const auto endless = replies_to("_" + std::string(300, 'x') + "\x12"s);
  REQUIRE_FALSE(endless.empty());
  CHECK(endless.back().kind == EscposReply::Kind::realtime);
  CHECK(replies_to(std::string(100000, '\x12')).size() <= 256);
}

TEST_CASE("what a simulated device says is read as it was meant") {
  for (int flags = 0; flags < 48; ++flags) {
    PrinterStatus said;
    said.reach = PrinterReach::answering;
    said.cover_open = (flags & 1) != 0;
    said.cutter_error = (flags & 2) != 0;
    said.error = (flags & 4) != 0;
    said.drawer_high = (flags & 8) != 0;
    said.paper = flags / 16 == 0 ? PaperState::ok : flags / 16 == 1 ? PaperState::near_end : PaperState::out;
    said.online = !said.cover_open && !said.cutter_error && !said.error && said.paper != PaperState::out;
    PrinterStatus read;
    for (int n = 1; n <= 4; ++n) apply_realtime_status(read, n, realtime_status_bits(said, n));
    read.reach = PrinterReach::answering;
    CHECK(read == said);
  }
}

TEST_CASE("the harmless prefix ends before the first byte that could print") {
  const auto prefix = [](const std::string& job) { return harmless_prefix(bytes_of(job)); };
  CHECK(prefix("\x1b@\x1c.\x1dP\xcb\xcbText\n"s) == 8);
  CHECK(prefix("Text\n") == 0);
  CHECK(prefix("\x1b@\n"s) == 2);
  CHECK(prefix("\x1b@\x1d"
               "v0\x00\x01\x00\x01\x00\xff"s) == 2);
  CHECK(prefix("\x1b@\x1bJ\x10"s) == 2);
  CHECK(prefix("\x1b@\x1d(k\x03\x00\x31\x51\x30"s) == 2);
  CHECK(prefix("\x1b@\x1dV\x01"s) == 2);
  CHECK(prefix("\x1b@\x1b"s) == 2);
  CHECK(prefix("") == 0);
}

TEST_CASE("the parser gives the same commands however the bytes arrive") {
  const auto job = encode_escpos({"fi", {TextLine{"Vuoro"}, Rule{}, QrItem{"https://a.fi"}, Feed{30}}},
                                 *find_printer_profile("epson-80"), nullptr);
  REQUIRE(job);
  const std::span<const std::uint8_t> all{reinterpret_cast<const std::uint8_t*>(job->data()), job->size()};
  const auto parse = [&](std::size_t piece) {
    EscposParser parser;
    std::string text;
    for (std::size_t i = 0; i < all.size(); i += piece) {
      parser.feed(all.subspan(i, std::min(piece, all.size() - i)));
      while (auto command = parser.next()) {
        CHECK(command->kind != EscposCommand::Kind::unknown);
        if (command->kind == EscposCommand::Kind::command) text += static_cast<char>(command->prefix);
        if (command->kind == EscposCommand::Kind::command || command->kind == EscposCommand::Kind::control)
          text += static_cast<char>(command->op);
        text.append(command->args.begin(), command->args.end());
      }
    }
    return text;
  };
  const std::string whole = parse(all.size());
  CHECK(whole == std::string(reinterpret_cast<const char*>(all.data()), all.size()));
  CHECK(parse(1) == whole);
  CHECK(parse(7) == whole);
}

TEST_CASE("QR modules form a symbol with its three finders") {
  const auto modules = qr_modules("https://vuoro.example.fi/f/1");
  REQUIRE(modules);
  CHECK(modules->width() == modules->height());
  CHECK((modules->width() - 17) % 4 == 0);
  for (int i = 0; i < 7; ++i) {
    CHECK(modules->black(i, 0));
    CHECK(modules->black(modules->width() - 1 - i, 0));
    CHECK(modules->black(0, modules->height() - 1 - i));
  }
  CHECK_FALSE(modules->black(7, 0));
  CHECK_FALSE(modules->black(0, 7));
  CHECK_FALSE(qr_modules(""));
  CHECK_FALSE(qr_modules("\xff"));
}
