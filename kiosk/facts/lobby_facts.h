#pragma once
// What the picture of the lobby means for a visitor, in the visitor's words. Pure: picture, language and time
// in, texts out.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/lobby/call_order.h"
#include "core/lobby/segmentation.h"
#include "kiosk/i18n/language.h"
#include "kiosk/lobby_view.h"

namespace vuoro::kiosk {

/// So long without the authority is not worth a word: it may give the very next number.
inline constexpr std::chrono::seconds k_flicker{5};
/// Without the authority nobody is seen to leave a queue: after so long it is not known how many wait.
inline constexpr std::chrono::seconds k_waiting_known_for{60};

/// How a queue stands for somebody who would join it now.
struct QueueNow {
  enum class Door { open, closed_hours, closed_today, full } door = Door::open;
  std::size_t ahead = 0;
  std::optional<WaitRange> wait;
  [[nodiscard]] bool open() const { return door == Door::open; }
};

/// Text → the language it is in.
using ForeignTexts = std::map<std::string, std::string>;

/// Borrows all; make it where it is used.
class Lobby {
 public:
  /// @param foreign  is told of every text that is not in the visitor's language; may be null.
  Lobby(const LobbyView& view, const Language& language, WallTime now, ForeignTexts* foreign = nullptr)
      : view_(view), l_(language), now_(now), foreign_(foreign) {}

  [[nodiscard]] const Queue* queue(const Uuid& id) const;
  [[nodiscard]] const Service* service(const Uuid& id) const;
  [[nodiscard]] const Organization* organization(const std::optional<Uuid>& id) const;
  [[nodiscard]] const Ticket* ticket(const Uuid& id) const;
  [[nodiscard]] const Counter* counter(const Uuid& id) const;
  /// Content in the visitor's language, or the nearest there is.
  [[nodiscard]] std::string in(const LocalizedText& text) const;

  /// A queue without hours of its own keeps the site's.
  [[nodiscard]] const OpeningHours& hours_of(const Queue& queue) const;
  [[nodiscard]] QueueNow queue_now(const Queue& queue) const;
  /// Whether this terminal can give a number of what is chosen: false where the authority is away and none is
  /// held.
  [[nodiscard]] bool gives_number(SegmentAsk ask) const;
  /// Whether how many wait, and how long, is the present and not an old picture.
  [[nodiscard]] bool knows_waiting() const;
  /// The next moment at which one of these two changes by time alone, if there is one.
  [[nodiscard]] std::optional<WallTime> away_changes_at() const;
  /// How an open queue stands: who waits, or where that is not known its hours.
  [[nodiscard]] std::string open_words(const Queue& queue, const QueueNow& now) const;
  /// "6 odottaa, noin 15–25 min"; "Ei jonoa".
  [[nodiscard]] std::string waiting(const QueueNow& now) const;
  /// Why a queue gives no numbers, and when it will: "Suljettu. Avataan maanantaina klo 9.00."
  [[nodiscard]] std::string closed_words(const Queue& queue, const QueueNow& now) const;
  /// "Avoinna tänään 8.00–18.00", "Suljettu nyt. Avataan maanantaina klo 8.00".
  [[nodiscard]] std::string opening(const OpeningHours& hours) const;
  /// Weekly hours, one line a run of days: "ma–to 8.00–18.00".
  [[nodiscard]] std::string weekly(const OpeningHours& hours) const;
  /// All who wait in the open queues: "12 odottaa, noin 5–25 min"; empty where that is not known.
  [[nodiscard]] std::string lobby_waiting() const;
  [[nodiscard]] std::vector<const Announcement*> announcements() const;

  /// Services that can be done in this queue, by name.
  [[nodiscard]] std::vector<const Service*> services_of(const Queue& queue) const;
  /// Services with at least one time that can be booked now.
  [[nodiscard]] std::vector<const Service*> bookable() const;
  /// What can be booked now: every free time, or without a connection those that this terminal holds places
  /// of.
  [[nodiscard]] std::vector<const Slot*> free_slots(const Uuid& service) const;
  /// Without a connection: there are free times, of this service or (none) of any, that cannot be booked now.
  [[nodiscard]] bool times_withheld(const std::optional<Uuid>& service) const;

  [[nodiscard]] LocalDateTime local(WallTime time) const;
  [[nodiscard]] LocalDate today() const { return local(now_).date; }
  /// "tänään klo 9.15", "huomenna klo 9.15", "torstaina 5.3. klo 9.15"
  [[nodiscard]] std::string when(WallTime time) const;
  /// "9.15"
  [[nodiscard]] std::string clock(WallTime time) const { return l_.time(local(time).time); }
  /// "suomi, ruotsi, englanti"
  [[nodiscard]] std::string languages(const std::vector<std::string>& tags) const;

  [[nodiscard]] const LobbyView& view() const { return view_; }
  [[nodiscard]] const Language& l() const { return l_; }
  [[nodiscard]] WallTime now() const { return now_; }

 private:
  [[nodiscard]] bool bookable_now(const Slot& slot) const;

  const LobbyView& view_;
  const Language& l_;
  WallTime now_;
  ForeignTexts* foreign_;
};

/// "ABCD 2345": a booking code as people read it.
[[nodiscard]] std::string spaced_code(const std::string& code);

}  // namespace vuoro::kiosk
