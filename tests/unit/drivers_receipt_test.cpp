// A whole ticket in five languages through the encoder and the simulated paper.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "drivers/printer/escpos_encoder.h"
#include "drivers/printer/escpos_sim_interpreter.h"
#include "drivers/printer/qr_raster.h"
#include "drivers/scanner/code_reader.h"
#include "tests/support/paths.h"
#include "tests/unit/drivers_text_raster.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

constexpr const char* k_font = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";
constexpr const char* k_url = "https://vuoro.example.fi/f/Xk29fQm7Tt0aLw3e";

TicketWords ticket(const std::string& language) {
  if (language == "sv")
    return {"sv",  "Östra centrums servicepunkt", "Könummer",          "A042",
            "FPA", "lördag 21.11.2026 kl. 18.05", "3 kunder före dig", "Vänta i aulan och följ skärmen.",
            k_url, "Följ din tur i telefonen",    "Ha en bra dag!"};
  if (language == "en")
    return {"en",
            "Itäkeskus Service Point",
            "Queue number",
            "A042",
            "Kela",
            "Saturday 21 November 2026, 18.05",
            "3 people ahead of you",
            "Please wait in the lobby – watch the screen.",
            k_url,
            "Follow your turn on your phone",
            "Have a nice day!"};
  if (language == "se")
    return {"se",
            "Áŋŋela bálvalanbáiki",
            "Vuorronummar",
            "A042",
            "Álbmotealáhat",
            "lávvardat 21.11.2026 dii. 18.05",
            "Du ovddabealde leat 3 áššehasa",
            "Vuordde feaskáris, čuovo šearpma ja oainnát goas leat du vuorru.",
            k_url,
            "Čuovo vuorut telefovnnain",
            "Buorre beaivi, giitu go finadit!"};
  if (language == "ar")
    return {"ar",   "مركز الخدمة إيتاكيسكوس",        "رقم الدور",          "A042",
            "كيلا", "السبت 21.11.2026 الساعة 18.05", "أمامك 3 أشخاص",      "انتظر في البهو وتابع الشاشة",
            k_url,  "تابع دورك على هاتفك",           "نتمنى لك يوماً سعيداً"};
  return {"fi",   "Itäkeskuksen palvelupiste",     "Vuoronumero",          "A042",
          "Kela", "lauantai 21.11.2026 klo 18.05", "Edelläsi 3 asiakasta", "Odota aulassa ja seuraa näyttöä.",
          k_url,  "Seuraa vuoroasi puhelimella",   "Mukavaa päivää!"};
}

EscposInterpreter::Sheet print(const std::vector<std::byte>& job, const EscposSimOptions& options,
                               SimFont* font) {
  EscposParser parser;
  parser.feed({reinterpret_cast<const std::uint8_t*>(job.data()), job.size()});
  EscposInterpreter interpreter(options, font);
  bool cut = false;
  while (auto command = parser.next()) cut = interpreter.execute(*command).cut || cut;
  CHECK(parser.pending() == 0);
  auto sheet = interpreter.take_sheet();
  sheet.job.cut = cut;
  return sheet;
}

}  // namespace

TEST_CASE("a ticket in each language prints whole, and its QR code reads back from the paper") {
  auto font = SimFont::open(k_font);
  REQUIRE(font);
  for (const std::string profile_name :
       {"epson-80", "epson-80-180dpi", "epson-58", "generic-80", "generic-58"}) {
    const auto profile = find_printer_profile(profile_name);
    REQUIRE(profile);
    for (const std::string language : {"fi", "sv", "en", "se", "ar"}) {
      INFO(profile_name << " " << language);
      test::FontTextRaster raster;
      const auto job = encode_escpos(make_ticket_receipt(ticket(language)), *profile, &raster);
      REQUIRE(job);
      EscposSimOptions options;
      options.width_dots = profile->width_dots;
      options.dpi = profile->dpi;
      const auto sheet = print(*job, options, font->get());
      CHECK(sheet.job.unknown.empty());
      CHECK(sheet.job.cut == profile->cutter);
      CHECK(sheet.job.text.find("A042") != std::string::npos);
      if (language == "fi")
        CHECK(sheet.job.text.find("Odota aulassa ja seuraa näyttöä.") != std::string::npos);
      if (language == "sv") CHECK(sheet.job.text.find("Könummer") != std::string::npos);
      // What no table has went as a picture, and only that.
      if (language == "fi" || language == "sv" || language == "en") CHECK(raster.drawn.empty());
      if (language == "se") CHECK(raster.drawn == std::vector<std::string>{"Áŋŋela bálvalanbáiki"});
      if (language == "ar") CHECK(raster.drawn.size() == 8);
      CHECK(sheet.job.qr.size() == (profile->native_qr ? 1U : 0U));

      const auto codes = read_codes(sheet.picture);
      REQUIRE(codes.size() == 1);
      CHECK(codes[0].text == k_url);
      if (const char* keep = std::getenv("VUORO_KEEP_TICKETS"))
        CHECK(
            write_png(std::filesystem::path(keep) / (profile_name + "-" + language + ".png"), sheet.picture));
    }
  }
}

TEST_CASE("text that no table has and nobody can draw is an error, not a ticket with holes") {
  const auto profile = find_printer_profile("epson-80");
  const auto job = encode_escpos(make_ticket_receipt(ticket("ar")), *profile, nullptr);
  REQUIRE_FALSE(job);
  CHECK(job.error().code == Errc::unsupported);
}

TEST_CASE("receipts beyond the limits are refused") {
  const auto profile = find_printer_profile("epson-58");
  const auto code_of = [&](Receipt receipt) {
    return encode_escpos(receipt, *profile, nullptr).error().code;
  };
  CHECK(code_of({"fi", {TextLine{std::string(k_receipt_text_bytes_max + 1, 'a')}}}) == Errc::too_large);
  CHECK(code_of({"fi", {TextLine{"a\x1b@"}}}) == Errc::invalid_argument);
  CHECK(code_of({"fi", {TextLine{"\xff"}}}) == Errc::invalid_argument);
  CHECK(code_of({"fi", {TextLine{"a", 9}}}) == Errc::invalid_argument);
  CHECK(code_of({"fi", {ImageItem{Bitmap(profile->width_dots + 1, 8)}}}) == Errc::too_large);
  CHECK(code_of({"fi", {QrItem{std::string(k_receipt_qr_bytes_max + 1, 'a')}}}) == Errc::too_large);
  CHECK(code_of({"fi", std::vector<ReceiptItem>(k_receipt_items_max + 1, Rule{})}) == Errc::too_large);
}

TEST_CASE("the printed number is as large as stated") {
  auto font = SimFont::open(k_font);
  REQUIRE(font);
  const auto profile = find_printer_profile("epson-80");
  const auto sheet =
      print(*encode_escpos(make_ticket_receipt(ticket("fi")), *profile, nullptr), {}, font->get());
  // The longest run of rows that hold black within the upper half: the number, 7 × 24 dots of cell.
  int run = 0, best = 0;
  for (int y = 0; y < sheet.picture.height / 2; ++y) {
    const auto row = sheet.picture.pixels.begin() + static_cast<std::ptrdiff_t>(y) * sheet.picture.width;
    run = std::any_of(row, row + sheet.picture.width, [](std::uint8_t p) { return p < 100; }) ? run + 1 : 0;
    best = std::max(best, run);
  }
  CHECK(best > 95);  // 12 mm and more at 203 dpi
}
