#include "drivers/printer/escpos_sim.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/log.h"
#include "core/base/text.h"
#include "drivers/printer/escpos_sim_control.h"
#include "drivers/printer/escpos_sim_device.h"
#include "drivers/printer/sim_socket.h"

namespace vuoro::drivers {
namespace {

constexpr std::size_t k_memory_bytes = 256 * 1024;  ///< the device takes no more while it cannot print
constexpr std::size_t k_control_line_max = 200;
constexpr std::size_t k_control_lines_max = 4;  ///< control connections at a time

struct ControlLine {
  Fd socket;
  std::string in, out;
};

}  // namespace

/// One thread serves all sockets; `mutex` guards what other threads see: device, jobs, ports.
struct EscposSim::Impl {
  EscposSimOptions options;
  SystemClock clock;
  std::unique_ptr<SimFont> font;
  std::unique_ptr<EscposSimDevice> device;
  std::uint16_t port = 0, control_port = 0;
  Fd listener, control_listener, event;
  Fd printer;
  std::string answers;
  std::size_t taken = 0;  ///< bytes of this connection
  std::vector<ControlLine> controls;
  mutable std::mutex mutex;
  mutable std::condition_variable job_done;
  std::vector<EscposSimJob> jobs;
  int next_picture = 1;
  bool stopping = false;
  std::thread thread;

  void run();
  void serve(short printer_events);
  void read_printer();
  void close_printer();
  void set(const EscposSimFaults& faults);
  void follow_faults();
  void collect();
  void accept_all();
  void serve_control(ControlLine& line, short events);
  std::string answer(std::string_view line);
  [[nodiscard]] int timeout_ms() const;
};

void EscposSim::Impl::run() {
  std::unique_lock lock(mutex);
  while (!stopping) {
    std::vector<pollfd> waits;
    waits.push_back({event.get(), POLLIN, 0});
    waits.push_back({control_listener.get(), POLLIN, 0});
    waits.push_back({printer.open() ? -1 : listener.get(), POLLIN, 0});
    const bool full = device->waiting_bytes() > k_memory_bytes;
    waits.push_back(
        {printer.get(), static_cast<short>((full ? 0 : POLLIN) | (answers.empty() ? 0 : POLLOUT)), 0});
    for (const ControlLine& line : controls)
      waits.push_back({line.socket.get(), static_cast<short>(POLLIN | (line.out.empty() ? 0 : POLLOUT)), 0});
    const int timeout = timeout_ms();
    const std::size_t control_count = controls.size();
    lock.unlock();
    ::poll(waits.data(), waits.size(), timeout);
    lock.lock();
    clear_wake(event);
    follow_faults();
    serve(waits[3].revents);
    for (std::size_t i = 0; i < control_count; ++i) serve_control(controls[i], waits[4 + i].revents);
    std::erase_if(controls, [](const ControlLine& line) { return !line.socket.open(); });
    accept_all();
  }
}

int EscposSim::Impl::timeout_ms() const {
  const auto due = device->due();
  if (!due) return -1;
  const auto left = *due - clock.mono();
  return left.count() <= 0 ? 0 : static_cast<int>(std::min<std::int64_t>(left.count(), 60'000));
}

void EscposSim::Impl::follow_faults() {
  const bool dead = device->faults().dead;
  if (dead) {
    close_printer();
    listener.close();
  } else if (!listener.open()) {
    auto again = listen_on_loopback(port);
    if (again)
      listener = std::move(*again);
    else
      log::error("escpos_sim_port_lost", {{"reason", again.error().message.c_str()}});
  }
}

void EscposSim::Impl::accept_all() {
  if (!printer.open() && listener.open()) {
    printer = accept_one(listener);
    taken = 0;
  }
  while (controls.size() < k_control_lines_max) {
    Fd socket = accept_one(control_listener);
    if (!socket.open()) break;
    controls.push_back({std::move(socket), {}, {}});
  }
}

void EscposSim::Impl::serve(short printer_events) {
  if (printer.open() && (printer_events & (POLLIN | POLLHUP | POLLERR)) != 0) read_printer();
  std::string in_order = device->work(clock.mono());
  if (printer.open()) answers += in_order;
  if (printer.open() && !send_some(printer, answers)) close_printer();
  collect();
}

void EscposSim::Impl::read_printer() {
  std::array<std::uint8_t, 4096> buffer;
  std::size_t room = buffer.size();
  const auto limit = device->faults().close_after_bytes;
  if (limit) room = std::min(room, *limit > taken ? *limit - taken : 0);
  ssize_t count = 0;
  if (room > 0) {
    count = ::read(printer.get(), buffer.data(), room);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return close_printer();
  }
  taken += static_cast<std::size_t>(count);
  answers += device->receive(std::span(buffer).first(static_cast<std::size_t>(count)));
  if (limit && taken >= *limit) {
    answers += device->work(clock.mono());
    [[maybe_unused]] const bool sent = send_some(printer, answers);
    close_printer();
  }
}

void EscposSim::Impl::close_printer() {
  if (!printer.open()) return;
  printer.close();
  answers.clear();
  device->line_closed();
}

void EscposSim::Impl::collect() {
  for (EscposInterpreter::Sheet& sheet : device->take_finished()) {
    sheet.job.number = static_cast<int>(jobs.size()) + 1;
    if (!options.out.empty()) {
      // A printer switched on again in the same folder keeps the earlier pictures.
      const auto picture_path = [&] { return options.out / fmt::format("job-{:04}.png", next_picture); };
      while (std::filesystem::exists(picture_path())) ++next_picture;
      const auto path = picture_path();
      if (const auto written = write_png(path, sheet.picture); written)
        sheet.job.picture = path;
      else
        log::error("escpos_sim_picture", {{"reason", written.error().message.c_str()}});
    }
    jobs.push_back(std::move(sheet.job));
    job_done.notify_all();
  }
}

void EscposSim::Impl::serve_control(ControlLine& line, short events) {
  if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
    std::array<char, 512> buffer;
    const ssize_t count = ::read(line.socket.get(), buffer.data(), buffer.size());
    if (count <= 0 && !(count < 0 && (errno == EAGAIN || errno == EINTR))) return line.socket.close();
    if (count > 0) line.in.append(buffer.data(), static_cast<std::size_t>(count));
  }
  for (std::size_t end = line.in.find('\n'); end != std::string::npos; end = line.in.find('\n')) {
    line.out += answer(trim(std::string_view(line.in).substr(0, end))) + "\n";
    line.in.erase(0, end + 1);
  }
  if (line.in.size() > k_control_line_max || !send_some(line.socket, line.out)) line.socket.close();
}

void EscposSim::Impl::set(const EscposSimFaults& faults) {
  device->set_faults(faults);
  // At once, and not when the thread gets to it: after this call nobody can connect to a dead printer.
  follow_faults();
  wake(event);
}

std::string EscposSim::Impl::answer(std::string_view line) {
  if (line == "status") return "ok " + describe(device->status(), jobs.size());
  if (line == "jobs") return fmt::format("ok {}", jobs.size());
  if (line == "last") return jobs.empty() ? "error no job" : "ok " + describe(jobs.back());
  EscposSimFaults faults = device->faults();
  if (line.size() > k_control_line_max || !apply_control_line(line, faults)) return "error not understood";
  set(faults);
  return "ok";
}

Result<std::unique_ptr<EscposSim>> EscposSim::start(const EscposSimOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->options = options;
  if (!options.out.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.out, error);
    if (error) return fail(Errc::io, fmt::format("{}: {}", options.out.string(), error.message()));
    const std::filesystem::path path =
        options.font.empty() ? "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf" : options.font;
    VUORO_ASSIGN(impl->font, SimFont::open(path));
  }
  impl->device = std::make_unique<EscposSimDevice>(options, impl->font.get());
  VUORO_ASSIGN(impl->listener, listen_on_loopback(options.port));
  VUORO_ASSIGN(impl->control_listener, listen_on_loopback(options.control_port));
  impl->event = make_wake_event();
  impl->port = port_of(impl->listener);
  impl->control_port = port_of(impl->control_listener);
  Impl* running = impl.get();
  impl->thread = std::thread([running] { running->run(); });
  return std::unique_ptr<EscposSim>(new EscposSim(std::move(impl)));
}

EscposSim::EscposSim(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

EscposSim::~EscposSim() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  wake(impl_->event);
  impl_->thread.join();
}

std::uint16_t EscposSim::port() const {
  return impl_->port;
}
std::uint16_t EscposSim::control_port() const {
  return impl_->control_port;
}
std::string EscposSim::uri() const {
  return fmt::format("tcp://127.0.0.1:{}", impl_->port);
}

void EscposSim::set_faults(const EscposSimFaults& faults) {
  const std::lock_guard lock(impl_->mutex);
  impl_->set(faults);
}

EscposSimFaults EscposSim::faults() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->device->faults();
}

std::string EscposSim::control(std::string_view line) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->answer(line);
}

std::vector<EscposSimJob> EscposSim::jobs() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->jobs;
}

bool EscposSim::wait_for_jobs(std::size_t count, Millis timeout) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->job_done.wait_for(lock, timeout, [&] { return impl_->jobs.size() >= count; });
}

}  // namespace vuoro::drivers
