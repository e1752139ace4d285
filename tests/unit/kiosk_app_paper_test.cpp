// The printer's thread: recorded, then printed, then confirmed; and letters the printer lacks.
#include <catch2/catch.hpp>
#include <future>

#include "drivers/printer/escpos_encoder.h"
#include "drivers/printer/escpos_sim.h"
#include "kiosk/paper/pango_raster.h"
#include "kiosk/paper/print_desk.h"
#include "ui/posts.h"

using namespace vuoro;
using kiosk::PrintAnswer;
using kiosk::PrintOutcome;

namespace {

class ToldPrinter final : public drivers::Printer {
 public:
  explicit ToldPrinter(Result<void> outcome) : outcome_(std::move(outcome)) {}
  Result<void> print(std::span<const std::byte>, Millis) override { return outcome_; }
  drivers::PrinterStatus status(Millis) override { return {}; }

 private:
  Result<void> outcome_;
};

drivers::PrinterProfile profile() {
  return *drivers::find_printer_profile("epson-80");
}

/// Prints and waits for the answer, which comes as a post.
PrintAnswer print_and_wait(std::unique_ptr<drivers::Printer> printer, const drivers::Receipt& receipt) {
  std::promise<void> posted;
  std::vector<std::function<void()>> work;
  std::mutex mutex;
  std::condition_variable changed;
  kiosk::PrintDesk desk(
      std::move(printer), profile(),
      [&](std::function<void()> call) {
        const std::lock_guard lock(mutex);
        work.push_back(std::move(call));
        changed.notify_all();
      },
      [] { return std::unique_ptr<drivers::TextRaster>(); });
  std::optional<PrintAnswer> answer;
  desk.print(receipt, [&](PrintAnswer given) { answer = given; });
  while (!answer) {
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, std::chrono::seconds(30), [&] { return !work.empty(); }));
    auto calls = std::exchange(work, {});
    lock.unlock();
    for (const auto& call : calls) call();
  }
  return *answer;
}

drivers::Receipt receipt_of(const std::string& text, const std::string& language = "fi") {
  drivers::Receipt out;
  out.language = language;
  out.items.emplace_back(drivers::TextLine{text, 1, false, drivers::Align::center});
  return out;
}

}  // namespace

TEST_CASE("every outcome of the printer reaches the screen as what it means") {
  CHECK(print_and_wait(std::make_unique<ToldPrinter>(Result<void>()), receipt_of("A1")).outcome ==
        PrintOutcome::printed);
  for (const Errc code : {Errc::paper_out, Errc::cover_open, Errc::cutter, Errc::offline}) {
    const auto answer =
        print_and_wait(std::make_unique<ToldPrinter>(fail(code, "as told")), receipt_of("A1"));
    CHECK(answer.outcome == PrintOutcome::nothing);
    CHECK(answer.why == code);
  }
  CHECK(
      print_and_wait(std::make_unique<ToldPrinter>(fail(Errc::unknown_outcome, "as told")), receipt_of("A1"))
          .outcome == PrintOutcome::unknown);
  CHECK(print_and_wait(nullptr, receipt_of("A1")).outcome == PrintOutcome::nothing);
}

TEST_CASE("a slip goes through the desk to a printer that answers") {
  auto sim = drivers::EscposSim::start({});
  REQUIRE(sim.has_value());
  SystemClock clock;
  auto printer = drivers::make_printer((*sim)->uri(), profile(), clock);
  REQUIRE(printer.has_value());
  CHECK(print_and_wait(std::move(*printer), receipt_of("Edelläsi 3 henkilöä")).outcome ==
        PrintOutcome::printed);
  REQUIRE((*sim)->wait_for_jobs(1, std::chrono::seconds(10)));
  CHECK((*sim)->jobs()[0].text.find("Edelläsi 3 henkilöä") != std::string::npos);
  CHECK((*sim)->jobs()[0].cut);
}

TEST_CASE("letters the code tables lack are drawn") {
  auto raster = kiosk::PangoRaster::create();
  REQUIRE(raster.has_value());
  for (const auto& [text, language] :
       {std::pair("Čálli: đ ŋ š ŧ ž", "se"), std::pair("Ваш номер", "uk"), std::pair("رقمك", "ar")}) {
    INFO(text);
    const auto bitmap = (*raster)->raster({text, language, 24, 576, false, drivers::Align::center});
    REQUIRE(bitmap.has_value());
    CHECK(bitmap->width() <= 576);
    CHECK(bitmap->height() >= 24);
    int black = 0, edge = 0;
    for (int y = 0; y < bitmap->height(); ++y) {
      for (int x = 0; x < bitmap->width(); ++x) black += bitmap->black(x, y) ? 1 : 0;
      edge += bitmap->black(0, y) ? 1 : 0;
    }
    CHECK(black > 60);
    CHECK(edge == 0);  // centred, not cut
  }
  CHECK_FALSE(drivers::encode_escpos(receipt_of("đ ŋ", "se"), profile(), nullptr).has_value());
  CHECK(drivers::encode_escpos(receipt_of("đ ŋ", "se"), profile(), raster->get()).has_value());
}
