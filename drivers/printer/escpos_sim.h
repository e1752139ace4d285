#pragma once
// An ESC/POS printer made of software: a TCP port that answers like one and draws each job as a PNG.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "drivers/printer/printer.h"

namespace vuoro::drivers {

/// How the simulated device stands. Set at any time, from any thread.
struct EscposSimFaults {
  PaperState paper = PaperState::ok;
  bool cover_open = false;
  bool cutter_stuck = false;  ///< the next cut fails, then the device is in error
  bool silent = false;        ///< takes bytes, prints nothing, answers nothing
  bool dead = false;          ///< refuses connections and drops the present one
  int delay_ms_per_line = 0;  ///< slow paper
  /// Closes each connection once it has taken this many bytes of it; real-time requests count too.
  std::optional<std::size_t> close_after_bytes;
  /// Paper ends after so many more printed lines (text, picture bands); then `paper` becomes out.
  std::optional<int> paper_out_after_lines;
};

struct EscposSimOptions {
  std::uint16_t port = 0;          ///< 0: any free one
  std::uint16_t control_port = 0;  ///< 0: any free one
  std::filesystem::path out;       ///< where job-0001.png … go; empty: nothing is drawn
  int width_dots = 576;            ///< 80 mm at 203 dpi
  int dpi = 203;
  bool process_id = true;      ///< knows `GS ( H`
  std::filesystem::path font;  ///< monospace TTF; empty: DejaVu Sans Mono of Debian
};

struct EscposSimJob {
  int number = 0;
  std::string text;             ///< printed text lines, UTF-8, for assertions
  std::vector<std::string> qr;  ///< payloads of native QR symbols
  int pictures = 0;             ///< raster images
  bool cut = false;
  std::filesystem::path picture;       ///< the PNG, when drawn
  std::vector<std::string> unknown;    ///< commands it did not know, in hexadecimal
  std::vector<std::string> not_drawn;  ///< known, and left out of the picture: bar codes, page mode
};

/// Listens on 127.0.0.1 only. One printer connection is served at a time, as small printers do.
/// A control connection takes one command a line and answers "ok …" or "error …":
///   paper ok|near_end|out · cover open|closed · cutter ok|stuck · silent on|off · dead on|off ·
///   slow MS · close_after N|off · paper_out_after N|off · reset · status · jobs · last
class EscposSim {
 public:
  /// @return io when a port cannot be had.
  [[nodiscard]] static Result<std::unique_ptr<EscposSim>> start(const EscposSimOptions& options);
  ~EscposSim();  ///< closes and joins
  EscposSim(const EscposSim&) = delete;
  EscposSim& operator=(const EscposSim&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::uint16_t control_port() const;
  [[nodiscard]] std::string uri() const;  ///< "tcp://127.0.0.1:PORT"

  void set_faults(const EscposSimFaults& faults);
  [[nodiscard]] EscposSimFaults faults() const;
  /// Runs one line of the control protocol.
  [[nodiscard]] std::string control(std::string_view line);

  /// Jobs finished so far: cut, or their connection closed after something was printed.
  [[nodiscard]] std::vector<EscposSimJob> jobs() const;
  /// Waits until at least `count` jobs are finished. @return false when `timeout` passed first.
  [[nodiscard]] bool wait_for_jobs(std::size_t count, Millis timeout) const;

 private:
  struct Impl;
  explicit EscposSim(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vuoro::drivers
