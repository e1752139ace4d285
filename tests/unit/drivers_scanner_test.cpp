// Codes in photographs and in our own pictures; what scanners deliver, and what they never let through.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include "core/base/file.h"
#include "core/base/text.h"
#include "drivers/printer/qr_raster.h"
#include "drivers/scanner/camera.h"
#include "drivers/scanner/code_reader.h"
#include "drivers/scanner/image_scanner.h"
#include "drivers/scanner/scan_filter.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

/// A QR code as a scanner sees it: `module_px` pixels a module, a quiet zone around.
GrayImage picture_of(const std::string& payload, int module_px, bool inverted = false) {
  const Bitmap modules = enlarged(*qr_modules(payload), module_px);
  const int border = 4 * module_px;
  GrayImage image{modules.width() + 2 * border, modules.height() + 2 * border, {}};
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      image.pixels.push_back(modules.black(x - border, y - border) != inverted ? 20 : 235);
  return image;
}

/// What a scanner delivered, for a test that waits for it.
class Inbox {
 public:
  void add(const Scan& scan) {
    const std::lock_guard lock(mutex_);
    scans_.push_back(scan);
    changed_.notify_all();
  }
  [[nodiscard]] bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return scans_.size() >= count; });
  }
  [[nodiscard]] std::vector<Scan> scans() {
    const std::lock_guard lock(mutex_);
    return scans_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Scan> scans_;
};

}  // namespace

TEST_CASE("photographs of QR codes: all eight read, no code where there is none") {
  const auto shared = test::shared_data_dir();
  if (!shared || !std::filesystem::exists(*shared / "qr")) {
    WARN("shared data absent: not checked");
    return;
  }
  int photographs = 0, read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*shared / "qr/qrcode-1")) {
    if (entry.path().extension() != ".webp") continue;
    ++photographs;
    const auto image = read_picture(entry.path());
    REQUIRE(image);
    auto text_path = entry.path();
    const auto expected = read_file(text_path.replace_extension(".txt"), 4096);
    REQUIRE(expected);
    INFO(entry.path().filename().string());
    // Three of them hold a visiting card with line ends, which check_scan_text() refuses: read, not let
    // through.
    const bool ours = trim(*expected).find('\n') == std::string_view::npos;
    const auto raw = read_raw_codes(*image, ReadEffort::picture);
    const bool found = raw.size() == 1 && trim(raw[0].text) == trim(*expected);
    CHECK(found);
    read += found ? 1 : 0;
    CHECK(read_codes(*image).size() == (ours ? 1U : 0U));
  }
  CHECK(photographs == 8);
  CHECK(read == 8);

  int empty = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*shared / "qr/falsepositives-1")) {
    const auto image = read_picture(entry.path());
    INFO(entry.path().filename().string());
    REQUIRE(image);
    CHECK(read_raw_codes(*image, ReadEffort::picture).empty());
    ++empty;
  }
  CHECK(empty >= 20);
}

TEST_CASE("our own codes read at every size, inverted, faint and from a frame's turn") {
  const std::string url = "https://vuoro.example.fi/f/Xk29fQm7Tt0aLw3e";
  for (const int module_px : {1, 2, 3, 5, 9}) {
    INFO(module_px << " pixels a module");
    const auto scans = read_codes(picture_of(url, module_px));
    REQUIRE(scans.size() == 1);
    CHECK(scans[0].text == url);
    CHECK(scans[0].symbology == "QRCode");
  }
  CHECK(read_codes(picture_of(url, 4, true)).size() == 1);
  GrayImage faint = picture_of(url, 4);
  for (auto& pixel : faint.pixels) pixel = static_cast<std::uint8_t>(120 + pixel / 6);
  CHECK(read_codes(faint).size() == 1);
  // A camera's frames take the retries in turn: an inverted code is found within three.
  int found = 0;
  for (unsigned turn = 0; turn < 3; ++turn)
    found += static_cast<int>(read_codes(picture_of(url, 4, true), ReadEffort::frame, turn).size());
  CHECK(found >= 1);
  CHECK(read_codes({}).empty());
  CHECK(read_codes({640, 480, std::vector<std::uint8_t>(640 * 480, 128)}).empty());
}

TEST_CASE("scanned text has limits") {
  CHECK(check_scan_text(" VARAUS-7K4M \r\n") == "VARAUS-7K4M");
  CHECK(check_scan_text("Ääkköset čšž") == "Ääkköset čšž");
  CHECK(check_scan_text(std::string(k_scan_bytes_max, 'a')));
  CHECK(check_scan_text(std::string(k_scan_bytes_max + 1, 'a')).error().code == Errc::too_large);
  CHECK(check_scan_text(std::string(1'000'000, ' ')).error().code == Errc::too_large);
  for (const char* bad : {"", " \n", "a\x1b[2J", "a\tb", "a\nb", "\x7f", "\xc3\x28", "a\xc2\x85z", "a\u202eb",
                          "a\u2066b", "a\u200bb", "\ufeffa", "a\uffff"}) {
    INFO(bad);
    const auto text = check_scan_text(bad);
    REQUIRE_FALSE(text);
    CHECK(text.error().code == Errc::parse);
  }
  CHECK_FALSE(check_scan_text(std::string_view("a\0b", 3)));
}

TEST_CASE("a code held still is delivered once, and again after it was away") {
  ManualClock clock{WallTime{}};
  ScanFilter filter(clock);
  CHECK(filter.is_new({"a", ""}));
  for (int i = 0; i < 10; ++i) {
    clock.advance(k_scan_repeat / 2);
    CHECK_FALSE(filter.is_new({"a", ""}));
  }
  CHECK(filter.is_new({"b", ""}));
  clock.advance(k_scan_repeat);
  CHECK(filter.is_new({"a", ""}));
}

TEST_CASE("pictures put into the folder are read, damaged ones are passed over") {
  test::TempDir folder;
  SystemClock clock;
  Inbox inbox;
  const auto scanner = make_scanner("images://" + folder.path().string(), clock);
  REQUIRE(scanner);
  (*scanner)->start([&](const Scan& scan) { inbox.add(scan); });
  REQUIRE(test::eventually([&] { return (*scanner)->state() == ScannerState::ready; }));
  REQUIRE(write_png(folder.path() / "one.png", picture_of("KOODI-1", 4)));
  REQUIRE(inbox.wait_for(1));
  std::ofstream(folder.path() / "broken.png") << "\x89PNG and nothing more";
  std::ofstream(folder.path() / "notes.txt") << "KOODI-9";
  REQUIRE(write_png(folder.path() / "two.png", picture_of("KOODI-2", 4, true)));
  REQUIRE(inbox.wait_for(2));
  (*scanner)->stop();
  (*scanner)->stop();
  const auto scans = inbox.scans();
  REQUIRE(scans.size() == 2);
  CHECK(scans[0].text == "KOODI-1");
  CHECK(scans[1].text == "KOODI-2");
}

TEST_CASE("an image scanner shows single pictures, also without its folder, and rests when not wanted") {
  test::TempDir folder;
  REQUIRE(write_png(folder.path() / "one.png", picture_of("KOODI-1", 4)));
  REQUIRE(write_png(folder.path() / "two.png", picture_of("KOODI-2", 4)));
  Inbox inbox;
  ImageScanner scanner(folder.path() / "not-there");
  scanner.start([&](const Scan& scan) { inbox.add(scan); });
  scanner.show(folder.path() / "one.png");
  REQUIRE(inbox.wait_for(1));
  CHECK(scanner.state() == ScannerState::absent);
  std::filesystem::create_directory(folder.path() / "not-there");
  CHECK(test::eventually([&] { return scanner.state() == ScannerState::ready; }));
  scanner.set_active(false);
  scanner.show(folder.path() / "one.png");
  // The queue is worked in order: once a last picture was read, the one before it was passed over.
  REQUIRE(test::eventually([&] { return scanner.waiting() == 0; }));
  scanner.set_active(true);
  scanner.show(folder.path() / "two.png");
  REQUIRE(inbox.wait_for(2));
  CHECK(inbox.scans()[1].text == "KOODI-2");
}

TEST_CASE("a serial scanner's lines become scans") {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(master >= 0);
  REQUIRE(::grantpt(master) == 0);
  REQUIRE(::unlockpt(master) == 0);
  const std::string path = ::ptsname(master);
  SystemClock clock;
  Inbox inbox;
  const auto scanner = make_scanner("serial://" + path + "?baud=9600", clock);
  REQUIRE(scanner);
  (*scanner)->start([&](const Scan& scan) { inbox.add(scan); });
  REQUIRE(test::eventually([&] { return (*scanner)->state() == ScannerState::ready; }));
  const std::string sent = "VARAUS-1\r\n\r\nbad\x1b[2J\r" + std::string(5000, 'x') + "\rVARAUS-2\n";
  for (std::size_t i = 0; i < sent.size();) {
    const ssize_t count = ::write(master, sent.data() + i, std::min<std::size_t>(sent.size() - i, 500));
    REQUIRE(count > 0);
    i += static_cast<std::size_t>(count);
  }
  REQUIRE(inbox.wait_for(2));
  ::close(master);
  CHECK(test::eventually([&] { return (*scanner)->state() == ScannerState::absent; }));
  (*scanner)->stop();
  const auto scans = inbox.scans();
  REQUIRE(scans.size() == 2);
  CHECK(scans[0].text == "VARAUS-1");
  CHECK(scans[1].text == "VARAUS-2");
}

TEST_CASE("a camera that is not there is absent, and stopping does not wait for it") {
  SystemClock clock;
  const auto scanner = make_scanner("v4l2:///dev/vuoro-no-camera", clock);
  REQUIRE(scanner);
  (*scanner)->start([](const Scan&) { FAIL("a code from nowhere"); });
  (*scanner)->set_active(false);
  (*scanner)->set_active(true);
  CHECK((*scanner)->state() == ScannerState::absent);
  const MonoTime before = clock.mono();
  (*scanner)->stop();
  CHECK(clock.mono() - before < Millis(1500));
  CHECK(Camera::open("/dev/null").error().code == Errc::offline);
  for (const char* uri : {"", "v4l2://", "images://relative", "serial://x", "camera:///dev/video0"})
    CHECK(make_scanner(uri, clock).error().code == Errc::invalid_argument);
}

TEST_CASE("camera frames become grey pictures, short ones an error") {
  const std::string yuyv("\x10\x80\x20\x80\x30\x80\x40\x80\xff\xff",
                         10);  // 2 × 2 with 1 byte of padding a row
  const auto image = decode_frame(FrameFormat::yuyv, 2, 2, 4, std::string_view(yuyv).substr(0, 8));
  REQUIRE(image);
  CHECK(image->pixels == std::vector<std::uint8_t>{0x10, 0x20, 0x30, 0x40});
  const auto padded = decode_frame(FrameFormat::grey, 2, 2, 3, "ab.cd");
  REQUIRE(padded);
  CHECK(padded->pixels == std::vector<std::uint8_t>{'a', 'b', 'c', 'd'});
  CHECK(decode_frame(FrameFormat::grey, 2, 2, 3, "ab.c").error().code == Errc::parse);
  CHECK(decode_frame(FrameFormat::yuyv, 2, 2, 0, "1234567").error().code == Errc::parse);
  CHECK(decode_frame(FrameFormat::grey, 0, 2, 0, "").error().code == Errc::too_large);
  CHECK(decode_frame(FrameFormat::mjpeg, 2, 2, 0, "\xff\xd8 no picture").error().code == Errc::parse);
}

TEST_CASE("pictures that are none, or too large, are refused") {
  CHECK(decode_picture("").error().code == Errc::parse);
  CHECK(decode_picture("GIF89a").error().code == Errc::parse);
  CHECK(decode_picture("\x89PNG\r\n\x1a\n").error().code == Errc::parse);
  CHECK(decode_picture(std::string_view("RIFF\0\0\0\0WEBPVP8 ", 16)).error().code == Errc::parse);
  CHECK(read_picture("/vuoro/no/such.png").error().code == Errc::not_found);
  test::TempDir folder;
  REQUIRE(write_png(folder.path() / "wide.png", {9000, 1, std::vector<std::uint8_t>(9000, 255)}));
  CHECK(read_picture(folder.path() / "wide.png").error().code == Errc::too_large);
}
