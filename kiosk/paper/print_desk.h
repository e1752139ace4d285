#pragma once
// The printer's thread: one job at a time, each printed at most once.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "drivers/printer/printer_profile.h"
#include "drivers/printer/text_raster.h"
#include "kiosk/paper/paper_port.h"

namespace vuoro::kiosk {

/// What is printed has been recorded before: the desk keeps no jobs on disk, so that a job interrupted by a
/// restart is never printed again by itself. Constructed, called and destroyed on the UI thread.
class PrintDesk final : public PaperPort {
 public:
  using Post = std::function<void(std::function<void()>)>;
  using MakeRaster = std::function<std::unique_ptr<drivers::TextRaster>()>;

  /// @param printer  null: there is none, and every answer is `nothing`.
  /// @param post     runs a function on the UI thread; thread-safe.
  /// @param make_raster  called once on the printer's thread; may give null.
  /// @param device   the printer's address, for the log.
  PrintDesk(std::unique_ptr<drivers::Printer> printer, drivers::PrinterProfile profile, Post post,
            MakeRaster make_raster, std::string device = {});
  ~PrintDesk() override;

  [[nodiscard]] bool has_printer() const override { return printer_ != nullptr; }
  void print(drivers::Receipt receipt, std::function<void(PrintAnswer)> answer) override;
  [[nodiscard]] drivers::PrinterStatus status() const override { return status_; }

 private:
  struct Job {
    drivers::Receipt receipt;
    std::function<void(PrintAnswer)> answer;
  };
  void run();
  [[nodiscard]] PrintAnswer print_now(const drivers::Receipt& receipt);
  void tell(const drivers::PrinterStatus& now);

  std::unique_ptr<drivers::Printer> printer_;
  drivers::PrinterProfile profile_;
  Post post_;
  MakeRaster make_raster_;
  std::string device_;
  std::unique_ptr<drivers::TextRaster> raster_;  ///< the printer thread's
  std::string told_;                             ///< the printer thread's: the state last logged
  drivers::PrinterStatus status_;                ///< the UI thread's copy
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace vuoro::kiosk
