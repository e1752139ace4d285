// Pictures from outside: what is taken, what is refused, and how they are made to measure.
#include "core/picture/picture.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "kiosk/app/wall_pictures.h"
#include "kiosk/display/fitted.h"
#include "tests/support/paths.h"

using namespace vuoro;

namespace {

std::string sample(const char* name) {
  std::ifstream file(test::source_dir() / "tests/fuzz/corpus/picture" / name, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  REQUIRE_FALSE(bytes.str().empty());
  return bytes.str();
}

ui::Image plain(int width, int height, std::uint32_t colour) {
  return {width, height, std::vector<std::uint32_t>(static_cast<std::size_t>(width * height), colour)};
}

}  // namespace

TEST_CASE("PNG and JPEG are decoded to the last row") {
  for (const char* name : {"good.png", "good.jpg", "progressive.jpg"}) {
    INFO(name);
    const auto picture = decode_picture_file(sample(name));
    REQUIRE(picture);
    CHECK(picture->width == 6);
    CHECK(picture->height == 4);
    CHECK(picture->pixels.size() == 24);
    CHECK((picture->pixels.back() >> 24) == 255);
    // The last pixel of the sample is 200, 27, 128; a JPEG keeps it about so.
    CHECK(std::abs(static_cast<int>((picture->pixels.back() >> 16) & 255) - 200) < 60);
  }
  CHECK(media_type(decode_picture_file(sample("good.png"))->kind) == "image/png");
  CHECK(media_type(decode_picture_file(sample("good.jpg"))->kind) == "image/jpeg");
}

TEST_CASE("what is cut off, too large or something else is refused") {
  CHECK(decode_picture_file(sample("cut.png")).error().code == Errc::parse);
  CHECK(decode_picture_file(sample("cut.jpg")).error().code == Errc::parse);
  CHECK(decode_picture_file(sample("nothing.jpg")).error().code == Errc::parse);
  CHECK(decode_picture_file(sample("huge_claim.png")).error().code == Errc::too_large);
  CHECK(decode_picture_file("GIF89a").error().code == Errc::parse);
  CHECK(decode_picture_file("").error().code == Errc::parse);
  CHECK(decode_picture_file("<svg onload='alert(1)'>").error().code == Errc::parse);
  CHECK(decode_picture_file(std::string(k_picture_bytes_max + 1, 'x')).error().code == Errc::too_large);
}

TEST_CASE("a picture's id is made of its bytes and its site") {
  const Uuid here = Uuid::from_name("here"), there = Uuid::from_name("there");
  CHECK(picture_id(here, "a") == picture_id(here, "a"));
  CHECK(picture_id(here, "a") != picture_id(here, "b"));
  CHECK(picture_id(here, "a") != picture_id(there, "a"));
  CHECK(picture_id(here, "a").to_string()[14] == '8');  // RFC 9562, version 8
}

TEST_CASE("a picture is fitted into its box and keeps its shape and its colour") {
  const ui::Image blue = plain(300, 100, 0xff2040c0);
  const ui::Image less = kiosk::fitted(blue, 90, 90);
  CHECK(less.width == 90);
  CHECK(less.height == 30);
  for (const std::uint32_t px : less.pixels) REQUIRE(px == 0xff2040c0);
  const ui::Image more = kiosk::fitted(blue, 3000, 500);
  CHECK(more.width == 1500);
  CHECK(more.height == 500);
  for (const std::uint32_t px : more.pixels) REQUIRE(px == 0xff2040c0);
  // A chessboard becomes the grey between, not one of its colours.
  ui::Image board = plain(64, 64, 0xff000000);
  for (int i = 0; i < 64 * 64; ++i) {
    if ((i % 64 + i / 64) % 2 == 0) board.pixels[static_cast<std::size_t>(i)] = 0xffffffff;
  }
  for (const std::uint32_t px : kiosk::fitted(board, 8, 8).pixels)
    CHECK(std::abs(static_cast<int>(px & 255) - 128) < 24);
  CHECK(kiosk::fitted(plain(1000, 1, 0xff000000), 10, 10).height == 1);
}

TEST_CASE("what the console gets of a wall is small, however busy the wall is") {
  ui::Image noise = plain(1920, 1080, 0);
  std::uint32_t state = 1;
  for (std::uint32_t& px : noise.pixels) {
    state = state * 1664525 + 1013904223;
    px = 0xff000000 | (state >> 8);
  }
  const auto png = kiosk::shown_png(noise);
  REQUIRE(png);
  CHECK(png->size() <= kiosk::k_shown_png_bytes_max);
  const auto back = decode_picture_file(*png);
  REQUIRE(back);
  CHECK(back->width <= kiosk::k_shown_side_px);
  CHECK(std::abs(back->width * 9 - back->height * 16) <= 16);
}
