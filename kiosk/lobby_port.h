#pragma once
// The acts of a visitor, as the screens see them. Behind it: the device's own store, its leases and its
// outbox.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/lobby/check_in.h"
#include "kiosk/lobby_view.h"

namespace vuoro::kiosk {

/// So many matters a visitor may name after the first; the authority takes more.
inline constexpr std::size_t k_more_matters_max = 3;

struct TakeTicket {
  Uuid queue_id;
  std::optional<Uuid> service_id;
  std::string language;
  std::vector<std::string> needs;
  std::vector<Errand> errands = {};  ///< after the first, in order; at most k_more_matters_max
};

/// A promise that has been made and is durable on this device.
struct IssuedTicket {
  Ticket ticket;
  std::string follow_url;  ///< for the QR code; empty when the site has no follow page
  std::size_t ahead = 0;   ///< people called before, as far as this device knows
  bool online = false;     ///< the number came from the authority at this moment, not from the block held
};

/// What the visitor asked for at the moment of booking. The slot was held before.
struct BookAppointment {
  Uuid slot_id;
  Uuid service_id;
  Uuid hold_id;  ///< of hold_slot()
  std::string language;
  std::optional<std::string> phone;
  std::optional<std::string> email;
};

struct CheckedIn {
  CheckIn verdict = CheckIn::on_time;
  Appointment appointment;
  std::optional<IssuedTicket>
      ticket;  ///< set when on_time or late; the earlier number when already_done and known
};

struct GiveFeedback {
  std::optional<Uuid> feedback_id;  ///< of an answer given before: adds to it
  std::optional<Uuid> question_id;
  std::optional<std::int32_t> score;
  std::vector<std::string> choices;
  std::optional<std::string> text;
  std::optional<std::pair<double, double>> place;  ///< latitude, longitude
  std::optional<std::string> contact;
  std::string language;
};

/// What can be searched; a reader of any other language searches what is shown to them instead.
inline constexpr std::array<std::string_view, 3> k_search_languages = {"fi", "sv", "en"};

struct Found {
  Uuid service_id;
  double score = 0;  ///< higher is better; comparable within one answer only
};

/// Call from the UI thread only. Nothing here waits: every answer comes later, on the UI thread, exactly
/// once. What an answer says is done is durable. Errors of take_ticket: closed, exhausted (all of today's are
/// given, by the authority's word), unavailable (it gives none now, and none is held), forbidden, disk_full,
/// io, invalid_argument (too many matters). A further matter whose queue is gone is left out.
class LobbyPort {
 public:
  template <class T>
  using Answer = std::function<void(Result<T>)>;

  virtual ~LobbyPort() = default;

  [[nodiscard]] virtual LobbyViewPtr view() const = 0;
  virtual void take_ticket(const TakeTicket& ask, Answer<IssuedTicket> answer) = 0;
  virtual void cancel_ticket(const Uuid& ticket_id, Answer<void> answer) = 0;
  /// Holds one place of a slot for some minutes, the authority's or one of this terminal's stock; the answer
  /// is the hold's id. exhausted: somebody was faster; unavailable, timeout: the authority is away and none
  /// is in stock.
  virtual void hold_slot(const Uuid& slot_id, Answer<Uuid> answer) = 0;
  virtual void release_slot(const Uuid& hold_id) = 0;
  virtual void book(const BookAppointment& ask, Answer<Appointment> answer) = 0;
  virtual void cancel_appointment(const Uuid& appointment_id, Answer<void> answer) = 0;
  /// @param code  as normal_code() gives it. not_found: no such booking is known here.
  virtual void check_in(const std::string& code, const std::string& language, Answer<CheckedIn> answer) = 0;
  /// A print job of the desk (LobbyView::print_jobs), before the printer is asked: durable, and given out
  /// once. not_found, expired, conflict (begun before): do not print.
  virtual void begin_print(const Uuid& /*job_id*/, Answer<IssuedTicket> answer) {
    answer(fail(Errc::unsupported, "nothing is printed for the desk here"));
  }
  /// What became of it: printed, nothing (and why), or unknown. What the store refuses is told again by
  /// itself.
  virtual void end_print(const Uuid& /*job_id*/, PrintJobState /*outcome*/, const std::string& /*why*/,
                         Answer<void> answer) {
    answer(fail(Errc::unsupported, "nothing is printed for the desk here"));
  }
  /// The answer is the feedback's id, for adding to it.
  virtual void give_feedback(const GiveFeedback& ask, Answer<Uuid> answer) = 0;
  /// Ranked services for what was typed so far. A later call cancels an earlier one, whose answer is
  /// `cancelled`.
  virtual void search(const std::string& text, const std::string& language,
                      Answer<std::vector<Found>> answer) = 0;
  /// The ticket a follow address belongs to, when this device knows it (it issued it today); nothing
  /// otherwise.
  [[nodiscard]] virtual std::optional<Uuid> ticket_of_follow_url(const std::string& /*url*/) const {
    return std::nullopt;
  }
};

}  // namespace vuoro::kiosk
