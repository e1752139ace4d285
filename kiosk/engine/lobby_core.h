#pragma once
// The lobby behind the screens, without a thread, a socket or a clock of its own: the store, the
// synchronisation and the acts of visitors. The engine runs it on a thread; a simulated world runs many under
// one seed.

#include <deque>
#include <list>
#include <unordered_set>

#include "core/sync/sync.h"
#include "kiosk/engine/lobby_picture.h"
#include "kiosk/lobby_port.h"

namespace vuoro::kiosk {

using FollowTokens = std::unordered_map<std::string, Uuid>;

struct CoreOptions {
  Uuid device_id;
  Uuid site_id;
  bool gives_numbers = true;  ///< a terminal; a display holds no leases
  std::string server = {};    ///< its address; a copy of another server's records is not continued
  std::int64_t outbox_max = sync::k_outbox_max;
};

/// Not thread-safe. Answers may come before the call returns. After every call, step() when wake() says so.
class LobbyCore {
 public:
  template <class T>
  using Answer = LobbyPort::Answer<T>;

  /// @return errors of the store. `clock`, `random`, `transport` and `store` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<LobbyCore>> create(const Clock& clock, Random& random,
                                                                 sync::Transport& transport, Store& store,
                                                                 const CoreOptions& options);

  void step();
  /// When step() has something to do although nothing happened.
  [[nodiscard]] MonoTime wake() const;

  /// The picture after all that happened; the same pointer while nothing did.
  [[nodiscard]] LobbyViewPtr view();
  [[nodiscard]] bool view_changed() const { return view_changed_ || !view_; }

  /// The follow tokens of the tickets that this device issued lately.
  [[nodiscard]] std::shared_ptr<const FollowTokens> follow_tokens() const { return tokens_; }

  /// How the machine is, for the technician (see protocol::DeviceStatus).
  void set_device_state(std::string version, std::string printer, std::vector<protocol::Trouble> troubles);

  // ---- Acts: LobbyPort's, word for word
  void take_ticket(const TakeTicket& ask, Answer<IssuedTicket> answer);
  void cancel_ticket(const Uuid& ticket_id, Answer<void> answer);
  void hold_slot(const Uuid& slot_id, Answer<Uuid> answer);
  void release_slot(const Uuid& hold_id);
  void book(const BookAppointment& ask, Answer<Appointment> answer);
  void cancel_appointment(const Uuid& appointment_id, Answer<void> answer);
  void check_in(const std::string& code, const std::string& language, Answer<CheckedIn> answer);
  void give_feedback(const GiveFeedback& ask, Answer<Uuid> answer);
  void begin_print(const Uuid& job_id, Answer<IssuedTicket> answer);
  void end_print(const Uuid& job_id, PrintJobState outcome, const std::string& why, Answer<void> answer);

  /// Content changed: by this page, or (null) all of it.
  std::function<void(const protocol::ChangesPage*)> on_content;

  [[nodiscard]] sync::Sync& sync() { return sync_; }
  [[nodiscard]] Store& store() { return store_; }
  [[nodiscard]] const LobbyPicture& picture() const { return picture_; }
  /// The authority's time, as well as it is known.
  [[nodiscard]] WallTime now() const { return sync_.link().server_now(); }

 private:
  using GotNumber = std::function<void(Result<sync::NumberGrant>)>;
  /// A visitor waits for the authority's number; shared with the request, which may outlive the wait.
  struct NumberWait {
    Uuid queue_id;
    MonoTime deadline;
    bool even_if_closed = false;
    GotNumber got;
    bool over = false;
    bool asked_again = false;
  };
  /// A visitor waits for the authority's place of a slot; shared with the request as above.
  struct SlotWait {
    Uuid slot_id;
    MonoTime deadline;
    Answer<Uuid> got;
    bool over = false;
  };
  /// What a ticket is made of.
  struct TicketPlan {
    Uuid queue_id;
    std::optional<Uuid> service_id;
    std::optional<Appointment> appointment;
    bool keeps_slot_time = false;  ///< checked in on time: due at the slot's start
    std::string language;
    std::vector<std::string> needs;
    std::vector<Errand> errands;        ///< after the first, as the visitor chose them
    std::int32_t priority_minutes = 0;  ///< by a rule of the site
  };

  LobbyCore(const Clock& clock, Random& random, sync::Transport& transport, Store& store,
            const CoreOptions& options);
  [[nodiscard]] Result<void> start();
  void connect_hooks();
  void note_store_error(const Error& error);
  /// Something was written: what failed before does not fail any more.
  void note_store_well();
  void mend_store();
  void look_at_files();
  struct UntoldPrint {
    Uuid job_id;
    PrintJobState outcome;
    std::string why;
  };
  [[nodiscard]] Result<void> tell_print(const UntoldPrint& print);
  void tell_prints_again();
  [[nodiscard]] Result<void> tell_of_broken_prints();
  void new_day_or_hours();
  [[nodiscard]] std::vector<Uuid> queues_open_on(WallTime day) const;
  void look_at_days_ahead(LocalDate tomorrow, WallTime at);
  void refresh_counts();
  [[nodiscard]] bool clock_was_set() const;
  void remember_clock();
  void remember_current();
  /// When the copy was last known to be complete, also before this start.
  [[nodiscard]] std::optional<WallTime> last_current() const;
  /// How much was taken here lately, also before this start.
  [[nodiscard]] Result<void> load_demand();
  [[nodiscard]] ConnectionView connection() const;

  void get_number(const Uuid& queue_id, bool even_if_closed, GotNumber got);
  void ask_number(const std::shared_ptr<NumberWait>& wait);
  void number_came(const std::shared_ptr<NumberWait>& wait, Result<protocol::Lease> lease);
  void from_block(NumberWait& wait, bool all_given);
  void end_waits();
  void place_came(const std::shared_ptr<SlotWait>& wait, const Result<protocol::Lease>& lease);
  /// @param why  what the visitor is told when there is none in stock
  void from_stock(SlotWait& wait, const Error& why);
  void end_slot_waits();
  void plan_places();
  [[nodiscard]] std::vector<HeldSlotView> held_slots() const;
  [[nodiscard]] std::vector<HeldNumbersView> held_numbers() const;
  /// On the authority's clock.
  [[nodiscard]] WallTime wall_at(MonoTime at) const { return now() + (at - clock_.mono()); }
  void fill_status();
  void fill_stock_report();
  /// The queue and the priority by the site's rules, then issue().
  void place_and_issue(TicketPlan plan, Answer<IssuedTicket> answer);
  void issue(const TicketPlan& plan, Answer<IssuedTicket> answer);
  void issue_with(const TicketPlan& plan, const sync::NumberGrant& grant, int tries,
                  const Answer<IssuedTicket>& answer);
  void tokens_changed(const Issued& issued);
  [[nodiscard]] Result<void> load_tokens();
  [[nodiscard]] Result<IssuedTicket> describe(const Issued& issued) const;
  void check_in_again(CheckedIn checked, Answer<CheckedIn> answer);
  [[nodiscard]] protocol::Event event(std::string type, json::value payload);
  /// Durable, and on its way. On failure nothing happened.
  [[nodiscard]] Result<void> perform(Act act);

  const Clock& clock_;
  Random& random_;
  Store& store_;
  CoreOptions options_;
  sync::Sync sync_;
  LobbyPicture picture_;
  LobbyViewPtr view_;
  bool view_changed_ = true;
  std::list<std::shared_ptr<NumberWait>> waits_;
  std::list<std::shared_ptr<SlotWait>> slot_waits_;
  std::unordered_map<Uuid, std::deque<MonoTime>> booked_here_;  ///< by service, in the last k_places_demand
  MonoTime plan_places_at_{};
  std::unordered_set<Uuid> checking_in_;   ///< appointments whose number is being fetched
  std::deque<UntoldPrint> untold_prints_;  ///< outcomes that the store refused
  sync::Backoff prints_backoff_;
  MonoTime tell_prints_at_{};
  sync::OutboxCounts counts_;
  std::optional<Error> store_trouble_;
  bool store_damaged_ = false;
  MonoTime mend_again_{};
  MonoTime look_at_files_{};
  std::string stock_day_;
  std::vector<Uuid> stock_;
  WallTime last_issued_;
  std::shared_ptr<const FollowTokens> tokens_ = std::make_shared<FollowTokens>();
  MonoTime look_again_{};  ///< at the hours and the date
  Millis remembered_offset_{0};
  std::optional<WallTime> current_kept_;  ///< as it stands in the store, or a little less
  MonoTime started_;
  protocol::DeviceStatus status_;
  std::vector<protocol::Trouble> device_troubles_;  ///< as set_device_state() was told
};

}  // namespace vuoro::kiosk
