#include "kiosk/paper/print_desk.h"

#include <utility>

#include "core/base/log.h"
#include "drivers/printer/escpos_encoder.h"

namespace vuoro::kiosk {
namespace {

constexpr Millis k_print_timeout{10'000};  ///< a ticket takes 2 s; see Printer::print
constexpr Millis k_status_timeout{1'500};
constexpr std::chrono::seconds k_status_every{20};  ///< how soon the panel and the fleet know of empty paper
constexpr std::size_t k_jobs_max = 8;  ///< more waiting than this is a stuck printer, not a busy one

PrintAnswer answer_for(const Error& error) {
  if (error.code == Errc::unknown_outcome) return {PrintOutcome::unknown, error.code};
  return {PrintOutcome::nothing, error.code};
}

}  // namespace

PrintDesk::PrintDesk(std::unique_ptr<drivers::Printer> printer, drivers::PrinterProfile profile, Post post,
                     MakeRaster make_raster, std::string device)
    : printer_(std::move(printer)),
      profile_(std::move(profile)),
      post_(std::move(post)),
      make_raster_(std::move(make_raster)),
      device_(std::move(device)) {
  if (printer_) thread_ = std::thread([this] { run(); });
}

PrintDesk::~PrintDesk() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PrintDesk::print(drivers::Receipt receipt, std::function<void(PrintAnswer)> answer) {
  if (!printer_)
    return post_([answer = std::move(answer)] { answer({PrintOutcome::nothing, Errc::offline}); });
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() < k_jobs_max) {
      jobs_.push_back({std::move(receipt), std::move(answer)});
      changed_.notify_all();
      return;
    }
  }
  log::warn("print_queue_full");
  post_([answer = std::move(answer)] { answer({PrintOutcome::nothing, Errc::offline}); });
}

PrintAnswer PrintDesk::print_now(const drivers::Receipt& receipt) {
  if (!raster_ && make_raster_) raster_ = make_raster_();
  const auto bytes = drivers::encode_escpos(receipt, profile_, raster_.get());
  if (!bytes) {
    log::error("receipt_not_encoded", {{"why", bytes.error().to_string()}});
    return {PrintOutcome::nothing, Errc::internal};
  }
  const auto printed = printer_->print(*bytes, k_print_timeout);
  if (printed) return {PrintOutcome::printed, Errc::internal};
  log::warn("not_printed",
            {{"code", std::string(name_of(printed.error().code))}, {"why", printed.error().message}});
  return answer_for(printed.error());
}

/// Each change of the printer's state is one line in the log: also that it was not there from the start.
void PrintDesk::tell(const drivers::PrinterStatus& now) {
  const std::string state(name_of(now));
  if (std::exchange(told_, state) == state) return;
  log::write(now.ready() ? log::Level::info : log::Level::warn, "printer_state",
             {{"printer", device_}, {"state", state}});
}

void PrintDesk::run() {
  std::unique_lock lock(mutex_);
  bool ask_status = true;
  while (!ending_) {
    if (jobs_.empty() && !ask_status) {
      ask_status = changed_.wait_for(lock, k_status_every) == std::cv_status::timeout;
      continue;
    }
    if (jobs_.empty()) {
      lock.unlock();
      const drivers::PrinterStatus now = printer_->status(k_status_timeout);
      tell(now);
      post_([this, now, alive = std::weak_ptr<int>(alive_)] {
        if (alive.lock()) status_ = now;
      });
      lock.lock();
      ask_status = false;
      continue;
    }
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    const PrintAnswer answer = print_now(job.receipt);
    post_([answer, tell = std::move(job.answer)] { tell(answer); });
    lock.lock();
    ask_status = true;
  }
}

}  // namespace vuoro::kiosk
