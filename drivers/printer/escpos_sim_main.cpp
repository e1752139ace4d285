// escpos-sim: a receipt printer on a loopback port that draws what it prints. For the demo and for tests.

#include <fmt/format.h>
#include <pthread.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "core/base/file.h"
#include "core/base/log.h"
#include "drivers/printer/escpos_sim.h"

int main(int argc, char** argv) {
  using namespace vuoro;
  CLI::App app("An ESC/POS printer on a loopback TCP port. Each job becomes a PNG in the --out folder.");
  drivers::EscposSimOptions options;
  std::string out = ".", port_file, control_port_file;
  int paper_mm = 80;
  options.port = 9100;
  app.add_option("--port", options.port, "TCP port; 0 takes a free one")->capture_default_str();
  app.add_option("--port-file", port_file, "write the port into this file once listening");
  app.add_option("--control-port", options.control_port, "TCP port of the control lines; 0 takes a free one")
      ->capture_default_str();
  app.add_option("--control-port-file", control_port_file, "write the control port into this file");
  app.add_option("--out", out, "folder for job-0001.png and so on")->capture_default_str();
  app.add_option("--paper", paper_mm, "paper width in mm")
      ->check(CLI::IsMember({58, 80}))
      ->capture_default_str();
  app.add_option("--font", options.font, "monospace TrueType font");
  CLI11_PARSE(app, argc, argv);

  log::start("escpos-sim");
  options.out = out;
  options.width_dots = paper_mm == 58 ? 420 : 576;

  // Blocked before the simulator's thread starts, so that sigwait() below gets them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto sim = drivers::EscposSim::start(options);
  if (!sim) {
    log::error("start_failed", {{"reason", sim.error().to_string().c_str()}});
    return 1;
  }
  const auto tell = [](const std::string& path, std::uint16_t port) {
    return path.empty() || write_file_durably(path, fmt::format("{}\n", port)).has_value();
  };
  if (!tell(control_port_file, (*sim)->control_port()) || !tell(port_file, (*sim)->port())) {
    log::error("port_file_not_written");
    return 1;
  }
  log::info("listening",
            {{"port", (*sim)->port()}, {"control_port", (*sim)->control_port()}, {"out", out.c_str()}});
  int received = 0;
  sigwait(&signals, &received);
  log::info("stopped", {{"jobs", (*sim)->jobs().size()}});
  return 0;
}
