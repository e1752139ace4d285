// Speech: who gives way to whom, the simulated speaker, and speech-dispatcher's protocol spoken by a test
// server.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>

#include "drivers/speech/sim_speaker.h"
#include "drivers/speech/speech_queue.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

Utterance words(const std::string& text, SpeechPriority priority = SpeechPriority::normal,
                bool interrupt = false) {
  return {text, "fi", priority, interrupt};
}

using Kind = SpeechEvent::Kind;

/// Events as "begin 1, end 1", for a test that waits for them.
class EventLog {
 public:
  void add(const SpeechEvent& event) {
    const std::lock_guard lock(mutex_);
    text_ += (text_.empty() ? "" : ", ");
    text_ += event.kind == Kind::begin ? "begin " : event.kind == Kind::end ? "end " : "cancelled ";
    text_ += std::to_string(event.id);
    changed_.notify_all();
  }
  [[nodiscard]] std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  [[nodiscard]] bool wait_for(const std::string& part) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10),
                             [&] { return text_.find(part) != std::string::npos; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
};

/// Answers SSIP (speech-dispatcher's protocol) as far as libspeechd speaks it. "Says" a message until told to
/// end it.
class SsipServer {
 public:
  explicit SsipServer(std::string path) : path_(std::move(path)) {
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    ::unlink(path_.c_str());
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener_, 4) == 0);
    REQUIRE(::pipe(stop_) == 0);
    thread_ = std::thread([this] { run(); });
  }
  ~SsipServer() {
    [[maybe_unused]] const ssize_t told = ::write(stop_[1], "x", 1);
    thread_.join();
    ::close(listener_);
    ::close(stop_[0]);
    ::close(stop_[1]);
    ::unlink(path_.c_str());
  }

  /// Ends the message being said.
  void finish() {
    const std::lock_guard lock(mutex_);
    if (current_ > 0) event(current_, "702 END");
    current_ = 0;
  }
  [[nodiscard]] bool has(const std::string& line) {
    const std::lock_guard lock(mutex_);
    return log_.find(line) != std::string::npos;
  }

 private:
  void run() {
    int client = -1;
    std::string in;
    for (;;) {
      pollfd waits[3]{{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}, {client, POLLIN, 0}};
      if (::poll(waits, 3, -1) < 0 || waits[0].revents != 0) break;
      if (waits[1].revents != 0) {
        const std::lock_guard lock(mutex_);  // whoever sends has it too
        if (client >= 0) ::close(client);
        client = ::accept(listener_, nullptr, nullptr);
        client_ = client;
        in.clear();
        receiving_ = false;
      }
      if (client >= 0 && waits[2].revents != 0) {
        char buffer[1024];
        const ssize_t count = ::read(client, buffer, sizeof buffer);
        if (count <= 0) {
          const std::lock_guard lock(mutex_);
          ::close(client);
          client = client_ = -1;
          continue;
        }
        in.append(buffer, static_cast<std::size_t>(count));
        for (std::size_t end = in.find("\r\n"); end != std::string::npos; end = in.find("\r\n")) {
          const std::lock_guard lock(mutex_);
          line(in.substr(0, end));
          in.erase(0, end + 2);
        }
      }
    }
    const std::lock_guard lock(mutex_);
    if (client >= 0) ::close(client);
    client_ = -1;
  }

  void line(const std::string& text) {
    log_ += text + "\n";
    if (receiving_) {
      if (text != ".") return;
      receiving_ = false;
      current_ = ++messages_;
      send("225-" + std::to_string(current_) + "\r\n225 OK MESSAGE QUEUED\r\n");
      event(current_, "701 BEGIN");
    } else if (text == "SPEAK" || text == "speak") {
      receiving_ = true;
      send("230 OK RECEIVING DATA\r\n");
    } else if (text == "HISTORY GET CLIENT_ID") {
      send("245-7\r\n245 OK CLIENT ID SENT\r\n");
    } else if (text.starts_with("CANCEL")) {
      send("211 OK CANCELLED\r\n");
      if (current_ > 0) event(current_, "703 CANCELED");
      current_ = 0;
    } else {
      send("208 OK SET\r\n");
    }
  }

  void event(int message, const std::string& what) {
    const std::string code = what.substr(0, 3);
    send(code + "-" + std::to_string(message) + "\r\n" + code + "-7\r\n" + what + "\r\n");
  }
  void send(const std::string& text) {
    if (client_ >= 0) [[maybe_unused]]
      const ssize_t sent = ::send(client_, text.data(), text.size(), MSG_NOSIGNAL);
  }

  std::string path_;
  int listener_ = -1, client_ = -1;
  int stop_[2]{};
  std::mutex mutex_;
  std::string log_;
  bool receiving_ = false;
  int messages_ = 0, current_ = 0;
  std::thread thread_;
};

}  // namespace

// libspeechd 0.11 loses the 19 bytes of one message for each connection that fails (spd_open2).
extern "C" const char* __asan_default_options() {
  return "fast_unwind_on_malloc=0";
}
extern "C" const char* __lsan_default_suppressions() {
  return "leak:spd_open2";
}

TEST_CASE("calls are said first, background gives way to everything") {
  SpeechQueue queue;
  CHECK(queue.add({1, words("taustaa", SpeechPriority::background)}).cancelled.empty());
  CHECK(queue.begin_next()->id == 1);
  const auto change = queue.add({2, words("ruutu")});
  CHECK(change.cancelled == std::vector<UtteranceId>{1});
  CHECK(change.current_cancelled);
  CHECK(queue.begin_next()->id == 2);
  CHECK(queue.begin_next() == nullptr);
  CHECK(queue.add({3, words("toinen")}).cancelled.empty());
  CHECK(queue.add({4, words("A042", SpeechPriority::call)}).cancelled.empty());
  CHECK(queue.add({5, words("A043", SpeechPriority::call)}).cancelled.empty());
  CHECK(queue.add({6, words("taustaa", SpeechPriority::background)}).cancelled ==
        std::vector<UtteranceId>{6});
  std::vector<UtteranceId> order;
  for (queue.finish_current(); const auto* item = queue.begin_next(); queue.finish_current())
    order.push_back(item->id);
  CHECK(order == std::vector<UtteranceId>{4, 5, 3});
}

TEST_CASE("an interruption ends its own kind and what is below, never a call") {
  SpeechQueue queue;
  CHECK(queue.add({1, words("A042", SpeechPriority::call)}).cancelled.empty());
  CHECK(queue.begin_next()->id == 1);
  CHECK(queue.add({2, words("vanha")}).cancelled.empty());
  const auto change = queue.add({3, words("uusi", SpeechPriority::normal, true)});
  CHECK(change.cancelled == std::vector<UtteranceId>{2});
  CHECK_FALSE(change.current_cancelled);
  CHECK(queue.clear().cancelled == std::vector<UtteranceId>{1, 3});
}

TEST_CASE("the waiting line has an end, and calls are the last to go") {
  SpeechQueue queue;
  for (UtteranceId id = 1; id <= 20; ++id)
    CHECK(queue.add({id, words("A", SpeechPriority::call)}).cancelled.empty());
  std::size_t dropped = 0;
  for (UtteranceId id = 21; id <= 60; ++id) dropped += queue.add({id, words("b")}).cancelled.size();
  CHECK(dropped == 20);
  for (UtteranceId id = 1; id <= 20; ++id) {
    REQUIRE(queue.begin_next() != nullptr);
    CHECK(queue.current()->id == id);
    queue.finish_current();
  }
  CHECK(queue.begin_next()->utterance.priority == SpeechPriority::normal);
}

TEST_CASE("the simulated speaker takes its time on the injected clock") {
  ManualClock clock{WallTime{}};
  SimSpeaker speaker(clock, Millis(100));
  EventLog events;
  speaker.on_event([&](const SpeechEvent& event) { events.add(event); });
  speaker.say(words("kymmenen ä"));  // 11 bytes
  speaker.say(words("viisi"));
  CHECK(events.text() == "begin 1");
  clock.advance(Millis(1099));
  speaker.run();
  CHECK(events.text() == "begin 1");
  clock.advance(Millis(401));
  speaker.run();
  CHECK(events.text() == "begin 1, end 1, begin 2");
  speaker.stop();
  CHECK(events.text() == "begin 1, end 1, begin 2, cancelled 2");
  const auto log = speaker.log();
  REQUIRE(log.size() == 2);
  CHECK(log[0].text == "kymmenen ä");
  CHECK(log[0].language == "fi");
  CHECK(*log[0].ended - *log[0].begun == Millis(1100));
  CHECK(*log[1].begun == *log[0].ended);
  CHECK(log[1].cancelled);
  speaker.set_available(false);
  speaker.say(words("ei kuulu"));
  CHECK(speaker.log()[2].cancelled);
  speaker.set_volume(140);
  CHECK(speaker.volume() == 100);
}

TEST_CASE("without a speech service the speaker is silent, quick and whole") {
  test::TempDir folder;
  const std::string address = "unix_socket:" + (folder.path() / "none.sock").string();
  REQUIRE(::setenv("SPEECHD_ADDRESS", address.c_str(), 1) == 0);
  EventLog events;
  const auto before = std::chrono::steady_clock::now();
  {
    const auto speaker = make_speech_dispatcher_speaker("vuoro-test");
    speaker->on_event([&](const SpeechEvent& event) { events.add(event); });
    CHECK(speaker->say(words("yksi")) == 1);
    speaker->set_volume(50);
    speaker->stop();
    CHECK(speaker->say(words("kaksi")) == 2);
    CHECK(events.wait_for("cancelled 1"));
    CHECK(events.wait_for("cancelled 2"));
    CHECK_FALSE(speaker->available());
  }
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
  ::unsetenv("SPEECHD_ADDRESS");
}

TEST_CASE("speech-dispatcher: one after the other, language, events, stop, service restarted") {
  test::TempDir folder;
  const std::string path = (folder.path() / "ssip.sock").string();
  REQUIRE(::setenv("SPEECHD_ADDRESS", ("unix_socket:" + path).c_str(), 1) == 0);
  auto server = std::make_unique<SsipServer>(path);
  EventLog events;
  {
    const auto speaker = make_speech_dispatcher_speaker("vuoro-test");
    speaker->on_event([&](const SpeechEvent& event) { events.add(event); });
    REQUIRE(test::eventually([&] { return speaker->available(); }));
    speaker->say({"Vuoro A042, tiski 3.", "fi", SpeechPriority::call, false});
    REQUIRE(events.wait_for("begin 1"));
    CHECK(server->has("SET SELF LANGUAGE fi"));
    CHECK(server->has("Vuoro A042, tiski 3."));
    speaker->say({"Könummer A042.", "sv", SpeechPriority::call, false});
    CHECK_FALSE(server->has("Könummer"));
    server->finish();
    REQUIRE(events.wait_for("begin 1, end 1, begin 2"));
    CHECK(server->has("SET SELF LANGUAGE sv"));
    speaker->set_volume(25);
    REQUIRE(test::eventually([&] { return server->has("VOLUME -50"); }));
    speaker->stop();
    REQUIRE(events.wait_for("cancelled 2"));
    REQUIRE(test::eventually([&] { return server->has("CANCEL"); }));

    // The service is restarted while nothing is said: the next words go to the new one.
    server.reset();
    server = std::make_unique<SsipServer>(path);
    speaker->say(words("Hei taas."));
    REQUIRE(events.wait_for("begin 3"));
    CHECK(server->has("Hei taas."));
    server->finish();
    REQUIRE(events.wait_for("end 3"));
  }
  CHECK(events.text() == "begin 1, end 1, begin 2, cancelled 2, begin 3, end 3");
  server.reset();
  ::unsetenv("SPEECHD_ADDRESS");
}
