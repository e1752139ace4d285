#pragma once
// A ticket as a list of things on paper, whatever printer will print it.

#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "drivers/printer/bitmap.h"

namespace vuoro::drivers {

enum class Align { left, center, right };

/// One paragraph; wrapped at word ends to the paper's width. "" is an empty line.
struct TextLine {
  std::string text;  ///< UTF-8, no control characters
  int scale = 1;     ///< 1 to 8 times the printer's font A (12 × 24 dots)
  bool bold = false;
  Align align = Align::center;
};

/// A thin line across the paper.
struct Rule {};

struct QrItem {
  std::string payload;  ///< UTF-8, at most k_receipt_qr_bytes_max
  int module_dots = 0;  ///< 1 to 16; 0 lets the encoder choose a size easy to read by phone
  Align align = Align::center;
};

/// Not scaled; wider than the paper is an error of the encoder.
struct ImageItem {
  Bitmap bitmap;
  Align align = Align::center;
};

/// White space, in dots of the device.
struct Feed {
  int dots = 24;
};

using ReceiptItem = std::variant<TextLine, Rule, QrItem, ImageItem, Feed>;

/// The encoder adds the feed to the knife and the cut.
struct Receipt {
  std::string language = "fi";  ///< BCP 47; chooses the code table and the shaping of rastered text
  std::vector<ReceiptItem> items;
};

inline constexpr std::size_t k_receipt_qr_bytes_max =
    512;  ///< a URL; version 14 still prints at 4 dots a module
inline constexpr std::size_t k_receipt_text_bytes_max = 2000;
inline constexpr std::size_t k_receipt_items_max = 100;

/// The words of one queue ticket, already translated and formatted; an empty one is left out.
struct TicketWords {
  std::string language = "fi";
  std::string site;                       ///< "Itäkeskuksen palvelupiste"
  std::string number_label;               ///< "Vuoronumero"
  std::string number;                     ///< "A042"
  std::string queue;                      ///< "Kela"
  std::string time;                       ///< "lauantai 21.11.2026 klo 18.05"
  std::string people_ahead;               ///< "Edelläsi 3 asiakasta"; may be empty
  std::string where;                      ///< "Odota aulassa, katso näyttöä"
  std::string follow_url;                 ///< becomes the QR code
  std::string follow_hint;                ///< "Seuraa vuoroasi puhelimella"
  std::string closing;                    ///< "Mukavaa päivää!"
  std::string appointment = {};           ///< "Varattu aika: Passi, klo 10.30"; may be empty
  std::vector<std::string> matters = {};  ///< "Ensin: Kela", "Sitten: Poliisi"
};

/// Lays a queue ticket out: site, number very large, queue, appointment, matters, people ahead, where to
/// wait, QR, time, closing line.
[[nodiscard]] Receipt make_ticket_receipt(const TicketWords& words);

}  // namespace vuoro::drivers
