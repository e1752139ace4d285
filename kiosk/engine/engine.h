#pragma once
// The lobby behind the screens, on a thread of its own.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "core/net/enrolment.h"
#include "core/net/wire.h"
#include "kiosk/lobby_port.h"

namespace vuoro::kiosk {

class LobbyCore;
class Guidance;
using net::enrol;
using net::Identity;
using net::load_identity;
using net::Wire;

struct EngineConfig {
  std::string device_url;           ///< "https://host:8444": the port that wants the device's certificate
  std::filesystem::path ca_file;    ///< PEM; the only authority trusted for the server
  std::filesystem::path state_dir;  ///< of the enrolment; the database lives here too
  std::string version;              ///< of this program, for the technician
};

/// What the engine runs on. The defaults are the real ones; tests bring their own.
struct EngineParts {
  Identity identity;
  std::unique_ptr<Wire> wire;
  std::shared_ptr<Clock> clock = std::make_shared<SystemClock>();
  std::shared_ptr<Random> random = std::make_shared<SystemRandom>();
  /// How often a database that cannot be opened is tried again: a full disk may be emptied.
  Millis reopen_every{3'000};
};

/// All public functions: UI thread. Answers and on_view come through `post`, on the UI thread; none after
/// this object is gone. What was answered is durable, also when the process is killed the next moment.
class Engine final : public LobbyPort {
 public:
  /// Hands a function to the UI thread. Called from the engine's thread.
  using Post = std::function<void(std::function<void()>)>;

  /// @return not_found: this machine is not enrolled; invalid_argument: the configuration.
  [[nodiscard]] static Result<std::unique_ptr<Engine>> start(EngineConfig config, Post post);
  [[nodiscard]] static std::unique_ptr<Engine> start_with(EngineConfig config, EngineParts parts, Post post);
  /// Stops the thread: waits for the act that is being written, not for the network.
  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Called when view() is another one.
  void on_view(std::function<void()> call);
  /// For the report to the technician; sent soon when it changed.
  void set_device_state(const std::string& printer, const std::vector<protocol::Trouble>& troubles);

  /// One request besides those of the synchronisation, sent once; for pictures. Status 0: there was no
  /// answer.
  void exchange(sync::Request request, std::function<void(sync::Response)> answer);

  // ---- LobbyPort
  [[nodiscard]] LobbyViewPtr view() const override;
  void take_ticket(const TakeTicket& ask, Answer<IssuedTicket> answer) override;
  void cancel_ticket(const Uuid& ticket_id, Answer<void> answer) override;
  void hold_slot(const Uuid& slot_id, Answer<Uuid> answer) override;
  void release_slot(const Uuid& hold_id) override;
  void book(const BookAppointment& ask, Answer<Appointment> answer) override;
  void cancel_appointment(const Uuid& appointment_id, Answer<void> answer) override;
  void check_in(const std::string& code, const std::string& language, Answer<CheckedIn> answer) override;
  void give_feedback(const GiveFeedback& ask, Answer<Uuid> answer) override;
  void begin_print(const Uuid& job_id, Answer<IssuedTicket> answer) override;
  void end_print(const Uuid& job_id, PrintJobState outcome, const std::string& why,
                 Answer<void> answer) override;
  [[nodiscard]] std::optional<Uuid> ticket_of_follow_url(const std::string& url) const override;
  void search(const std::string& text, const std::string& language,
              Answer<std::vector<Found>> answer) override;

 private:
  /// Only the UI thread looks inside.
  struct UiSide {
    LobbyViewPtr view;
    std::shared_ptr<const std::unordered_map<std::string, Uuid>> tokens;
    std::function<void()> on_view;
  };
  struct Search {
    std::string text;
    std::string language;
    Answer<std::vector<Found>> answer;  ///< already through post
  };
  /// A command gets the core, or null while the database cannot be opened.
  using Command = std::function<void(LobbyCore*)>;

  Engine(EngineConfig config, EngineParts parts, Post post);
  template <class T>
  [[nodiscard]] Answer<T> on_ui(Answer<T> answer) const;
  template <class T, class Act>
  void act(Answer<T> answer, Act call);
  void enqueue(Command command);

  void run();
  void serve(LobbyCore& core, Guidance& guidance);
  void serve_without(const Error& why);
  bool run_commands(LobbyCore* core);
  void run_search(const Guidance* guidance);
  void publish(LobbyViewPtr view,
               std::shared_ptr<const std::unordered_map<std::string, Uuid>> tokens = nullptr);

  EngineConfig config_;
  EngineParts parts_;
  Post post_;
  std::shared_ptr<UiSide> ui_;

  struct Unusable {
    std::string why;
    MonoTime say_again{};
    WallTime since{};
  };
  std::optional<Unusable> unusable_;  ///< what the log said last of a database that cannot be opened

  std::mutex mutex_;  ///< guards the three below
  std::deque<Command> commands_;
  std::optional<Search> search_;
  bool stop_ = false;

  std::thread thread_;  ///< last: begins when everything else is there
};

}  // namespace vuoro::kiosk
