#pragma once
// What the simulated printer does with each command: modes, lines, pictures, symbols.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/printer/code_table.h"
#include "drivers/printer/escpos_parser.h"
#include "drivers/printer/escpos_sim.h"
#include "drivers/printer/escpos_sim_page.h"

namespace vuoro::drivers {

/// What executing one command led to.
struct SimEffect {
  int lines = 0;     ///< printed: text lines and pictures
  bool cut = false;  ///< asked for
};

class EscposInterpreter {
 public:
  /// @param font  borrowed; may be null.
  EscposInterpreter(const EscposSimOptions& options, SimFont* font);

  SimEffect execute(const EscposCommand& command);
  /// Something is on the paper since the last take.
  [[nodiscard]] bool dirty() const { return page_.height() > 0 || !job_.text.empty(); }
  struct Sheet {
    EscposSimJob job;
    GrayImage picture;
  };
  /// Ends the piece of paper; modes stay as they are. Without `draw` its picture is empty.
  [[nodiscard]] Sheet take_sheet(bool draw = true);

 private:
  struct Cell {
    int x = 0;
    char32_t code_point = 0;  ///< 0: a picture
    SimTextStyle style;
    Bitmap picture;
    int width_factor = 1, height_factor = 1;
    [[nodiscard]] int width() const;
    [[nodiscard]] int height() const;
  };

  using Bytes = std::vector<std::uint8_t>;

  /// A 16-bit number, low byte first.
  [[nodiscard]] static int word(const Bytes& bytes, std::size_t index) {
    return bytes[index] | (bytes[index + 1] << 8);
  }

  void reset();
  SimEffect text(const Bytes& bytes);
  SimEffect control(std::uint8_t byte);
  SimEffect esc(std::uint8_t op, const Bytes& args);
  SimEffect gs(std::uint8_t op, const Bytes& args);
  SimEffect symbol(const Bytes& args);
  SimEffect graphics(const Bytes& function);
  SimEffect raster_image(const Bytes& args);
  SimEffect raster(const Bitmap& bitmap, int width_factor, int height_factor);
  SimEffect column_image(const Bytes& args);
  /// Prints the line buffer and feeds; an empty one only feeds.
  SimEffect end_line();
  void add(Cell cell);
  [[nodiscard]] int left_for(int width) const;
  [[nodiscard]] char32_t character(std::uint8_t byte) const;
  void not_drawn(const std::string& what);

  EscposSimOptions options_;
  SimFont* font_;
  SimPage page_;
  EscposSimJob job_;

  std::vector<Cell> line_;
  std::string line_text_;
  int pen_x_ = 0;
  int align_ = 0;
  int line_spacing_ = 30;
  int vertical_units_ = 0;  ///< motion units an inch
  std::optional<CodeTable> table_;
  SimTextStyle style_;
  int qr_module_ = 3;
  std::string qr_payload_;
  Bitmap stored_graphics_;
  int stored_width_factor_ = 1, stored_height_factor_ = 1;
};

}  // namespace vuoro::drivers
