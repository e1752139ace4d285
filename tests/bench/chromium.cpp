#include "tests/bench/chromium.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <string>

#include "core/base/file.h"
#include "tests/e2e/hand.h"
#include "tests/support/paths.h"

namespace vuoro::test {
namespace {

using std::chrono::steady_clock;

constexpr const char* k_chromium = "/usr/bin/chromium";
constexpr const char* k_xvfb = "/usr/bin/Xvfb";
constexpr int k_starts = 5;
constexpr std::chrono::seconds k_paint_max{60};
constexpr std::chrono::seconds k_settle{5};  ///< until its helpers have started and finished

/// The home screen as a page, without any framework: heading, four jobs, languages. It tells when it was
/// painted.
constexpr const char* k_page =
    R"(<!doctype html><html lang="fi"><meta charset="utf-8"><title>Vuoro</title><style>
body{margin:0;font:32px "Noto Sans",sans-serif;background:#f4f6f8;color:#14212b}
header{padding:80px 60px;background:#0b4a6f;color:#fff;font-size:56px;font-weight:700}
main{display:grid;gap:32px;padding:48px}
button{display:block;min-height:260px;border:0;border-radius:24px;background:#fff;text-align:left;padding:40px;
 font:inherit;font-size:44px;font-weight:600;box-shadow:0 6px 18px #0002}
small{display:block;font-size:30px;font-weight:400;color:#445}nav{display:flex;gap:24px;padding:0 48px}
nav button{min-height:90px;flex:1;font-size:30px;text-align:center;padding:0}</style>
<header>Tervetuloa<small style="color:#cde">Mitä haluat tehdä?</small></header><main>
<button>Ota vuoronumero<small>Odota vuoroasi aulassa</small></button>
<button>Ajanvaraus<small>Varaa aika tai ilmoittaudu</small></button>
<button>Neuvonta<small>Löydä oikea palvelu</small></button>
<button>Anna palautetta<small>Kerro, miten asiointi sujui</small></button></main>
<nav><button>Suomi</button><button>Svenska</button><button>English</button></nav>
<script>new PerformanceObserver(l=>{for(const e of l.getEntries())if(e.name=="first-contentful-paint")
fetch("/painted")}).observe({type:"paint",buffered:true})</script></html>)";

/// Serves the page on loopback and waits for it to tell.
class Page {
 public:
  Page() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(fd_, 16) != 0 ||
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw Stuck("no port for the page");
    }
    port_ = ntohs(address.sin_port);
  }
  ~Page() { ::close(fd_); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  [[nodiscard]] std::string url() const { return fmt::format("http://127.0.0.1:{}/", port_); }
  /// Answers requests until the page was painted. @return false when the time is up.
  [[nodiscard]] bool wait_for_paint() const {
    const auto until = steady_clock::now() + k_paint_max;
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now());
      pollfd ready{fd_, POLLIN, 0};
      if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return false;
      const int guest = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
      if (guest < 0) continue;
      const std::string path = asked_of(guest);
      ::close(guest);
      if (path == "/painted") return true;
    }
  }

 private:
  static std::string asked_of(int guest) {
    pollfd ready{guest, POLLIN, 0};
    char bytes[8192];
    const ssize_t got = ::poll(&ready, 1, 2000) == 1 ? ::recv(guest, bytes, sizeof bytes, 0) : 0;
    const std::string request(bytes, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    const auto from = request.find(' ');
    const std::string path =
        from == std::string::npos ? "" : request.substr(from + 1, request.find(' ', from + 1) - from - 1);
    const std::string body = path == "/" ? k_page : "";
    const std::string answer =
        fmt::format(
            "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: "
            "close\r\n\r\n",
            path == "/" || path == "/painted" ? "200 OK" : "404 Not Found", body.size()) +
        body;
    (void)!::send(guest, answer.data(), answer.size(), MSG_NOSIGNAL);
    return path;
  }

  int fd_;
  int port_ = 0;
};

/// A program with all it starts, in a session of its own; ended with this object.
class Session {
 public:
  Session(const std::vector<std::string>& command, const std::string& display) {
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::setsid();
    if (!display.empty()) ::setenv("DISPLAY", display.c_str(), 1);
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, fd);
    std::vector<char*> argv;
    for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ~Session() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGTERM);
    if (!soon([&] { return processes().size() <= 1 && ended(); })) {
      for (const pid_t pid : processes()) ::kill(pid, SIGKILL);
    }
    if (!reaped_) ::waitpid(pid_, nullptr, 0);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Every living process of the session.
  [[nodiscard]] std::vector<pid_t> processes() const {
    std::vector<pid_t> out;
    std::error_code error;
    for (std::filesystem::directory_iterator at("/proc", error), end; !error && at != end;
         at.increment(error)) {
      const std::string name = at->path().filename();
      if (name.find_first_not_of("0123456789") != std::string::npos) continue;
      const pid_t pid = std::stoi(name);
      if (::getsid(pid) == pid_) out.push_back(pid);
    }
    return out;
  }

 private:
  [[nodiscard]] bool ended() {
    reaped_ = reaped_ || ::waitpid(pid_, nullptr, WNOHANG) == pid_;
    return reaped_;
  }
  pid_t pid_ = -1;
  bool reaped_ = false;
};

/// A display without a screen, of the terminal's size; its name.
struct Display {
  std::unique_ptr<Session> server;
  std::string name;
};
Display open_display() {
  if (::access(k_xvfb, X_OK) != 0) return {};
  for (int number = 90; number < 200; ++number) {
    const std::string socket = fmt::format("/tmp/.X11-unix/X{}", number);
    if (std::filesystem::exists(socket) || std::filesystem::exists(fmt::format("/tmp/.X{}-lock", number)))
      continue;
    Display display;
    display.name = fmt::format(":{}", number);
    display.server = std::make_unique<Session>(
        std::vector<std::string>{k_xvfb, display.name, "-screen", "0", "1080x1920x24", "-nolisten", "tcp"},
        "");
    if (soon([&] { return std::filesystem::exists(socket); })) return display;
  }
  return {};
}

}  // namespace

double pss_mb(int pid) {
  const auto rollup = read_file(fmt::format("/proc/{}/smaps_rollup", pid), 1 << 16);
  const auto at = rollup ? rollup->find("\nPss:") : std::string::npos;
  if (at == std::string::npos) throw Stuck("no smaps_rollup");
  return std::stod(rollup->substr(at + 5)) / 1024.0;
}

std::optional<ChromiumFigures> measure_chromium() {
  if (::access(k_chromium, X_OK) != 0) return std::nullopt;
  const Page page;
  const TempDir profile;
  const Display display = open_display();
  ChromiumFigures figures;
  figures.headless = display.name.empty();
  std::vector<std::string> command{k_chromium, "--kiosk", "--no-first-run",
                                   "--user-data-dir=" + profile.path().string(), "--window-size=1080,1920"};
  if (figures.headless) command.emplace_back("--headless=new");
  if (::geteuid() == 0) command.emplace_back("--no-sandbox");
  command.push_back(page.url());
  for (int i = 0; i <= k_starts; ++i) {
    const auto start = steady_clock::now();
    const Session browser(command, display.name);
    if (!page.wait_for_paint()) {
      std::cerr << "Chromium paints nothing here" << std::endl;
      return std::nullopt;
    }
    const double ms = std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
    if (i > 0) figures.start_ms.push_back(ms);  // the first makes its profile and warms the caches
    if (i < k_starts) continue;
    ::poll(nullptr, 0, static_cast<int>(std::chrono::milliseconds(k_settle).count()));
    for (const pid_t pid : browser.processes()) {
      try {
        figures.pss_mb += pss_mb(pid);
        ++figures.processes;
      } catch (const Stuck&) {  // ended meanwhile
      }
    }
  }
  std::cerr << fmt::format("Chromium: {} processes, {}", figures.processes,
                           figures.headless ? "headless" : "under Xvfb")
            << std::endl;
  return figures;
}

}  // namespace vuoro::test
