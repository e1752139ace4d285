#include "drivers/scanner/code_reader.h"

#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <array>
#include <exception>

namespace vuoro::drivers {
namespace {

constexpr int k_codes_max = 4;             ///< in one picture; a wall of codes is not held before a terminal
constexpr int k_enlarged_side_max = 1400;  ///< larger pictures have their codes large enough

std::vector<Scan> read_once(const GrayImage& image, ZXing::Binarizer binarizer) {
  std::vector<Scan> scans;
  try {
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::Aztec |
                     ZXing::BarcodeFormat::DataMatrix);
    hints.setBinarizer(binarizer);
    hints.setMaxNumberOfSymbols(k_codes_max);
    const ZXing::ImageView view(image.pixels.data(), image.width, image.height, ZXing::ImageFormat::Lum);
    for (const ZXing::Result& result : ZXing::ReadBarcodes(view, hints)) {
      if (!result.isValid()) continue;
      scans.push_back({result.text(), ZXing::ToString(result.format())});
    }
  } catch (const std::exception&) {
    scans.clear();  // the library's own limits: nothing was read
  }
  return scans;
}

GrayImage inverted(const GrayImage& image) {
  GrayImage out = image;
  for (auto& pixel : out.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
  return out;
}

/// Twice as large, bilinear: small modules get the two pixels each that the finder needs.
GrayImage doubled(const GrayImage& image) {
  GrayImage out{image.width * 2, image.height * 2, {}};
  out.pixels.resize(image.pixels.size() * 4);
  const auto at = [&](int x, int y) -> int {
    x = std::min(x, image.width - 1);
    y = std::min(y, image.height - 1);
    return image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                        static_cast<std::size_t>(x)];
  };
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const int x0 = x / 2, y0 = y / 2, x1 = x0 + x % 2, y1 = y0 + y % 2;
      const int sum = at(x0, y0) + at(x1, y0) + at(x0, y1) + at(x1, y1);
      out.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) +
                 static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(sum / 4);
    }
  return out;
}

std::vector<Scan> retry(const GrayImage& image, unsigned which) {
  switch (which) {
    case 0:
      return read_once(inverted(image), ZXing::Binarizer::LocalAverage);
    case 1:
      return read_once(image, ZXing::Binarizer::GlobalHistogram);
    default:
      if (std::max(image.width, image.height) > k_enlarged_side_max) return {};
      return read_once(doubled(image), ZXing::Binarizer::LocalAverage);
  }
}

}  // namespace

std::vector<Scan> read_raw_codes(const GrayImage& image, ReadEffort effort, unsigned turn) {
  if (image.width <= 0 || image.height <= 0) return {};
  std::vector<Scan> scans = read_once(image, ZXing::Binarizer::LocalAverage);
  constexpr unsigned k_retries = 3;
  if (effort == ReadEffort::frame) return scans.empty() ? retry(image, turn % k_retries) : scans;
  for (unsigned which = 0; scans.empty() && which < k_retries; ++which) scans = retry(image, which);
  return scans;
}

std::vector<Scan> read_codes(const GrayImage& image, ReadEffort effort, unsigned turn) {
  std::vector<Scan> scans;
  for (const Scan& raw : read_raw_codes(image, effort, turn)) {
    if (const auto text = check_scan_text(raw.text)) scans.push_back({*text, raw.symbology});
  }
  return scans;
}

}  // namespace vuoro::drivers
