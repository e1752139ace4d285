#pragma once
// What people were told, saw and heard in a simulated world: the truth that the machines must come to share.
// Written down by the world, judged by the checkers.

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/json.h"
#include "kiosk/lobby_port.h"
#include "kiosk/paper/paper_port.h"
#include "tests/sim/screen_told.h"

namespace vuoro::test {

struct ToldTicket {
  kiosk::IssuedTicket issued;
  std::string device;
  WallTime at;              ///< the world's time
  bool clock_right = true;  ///< the device could know what time it is
};

/// One press of a clerk, whatever became of it.
struct Pressed {
  Uuid id;
  std::string type;
  Uuid staff_id;
  Uuid counter_id;
  std::optional<Uuid> ticket_id;
  int sent = 0;              ///< how often
  int status = 0;            ///< of the answer; 0: none came
  std::optional<Uuid> got;   ///< the ticket of the answer
  std::string announcement;  ///< its id, of announcement.put and .delete
};

/// A number said aloud by a display.
struct Said {
  std::string display;
  int run = 0;  ///< of the display's program
  Uuid ticket_id;
  WallTime at;  ///< the world's
};

/// A call seen on a wall for the first time.
struct Seen {
  std::string display;
  Uuid ticket_id;
  WallTime called_at;  ///< as the wall knows it
  WallTime at;
};

/// A time in which somebody could not be expected to hear of anything.
struct Trouble {
  std::string who;  ///< a device, or "server"
  WallTime from;
  WallTime to;
};

/// What a server's books say of who acts for the site, from then on.
struct Hands {
  std::string server;
  bool here = false;
  std::int64_t epoch = 0;
  WallTime at;
};

/// A server decided something for the site.
struct Decision {
  std::string server;
  std::string what;
  WallTime at;                ///< the world's; of a press: its server's
  std::optional<Uuid> press;  ///< whose it is
};

/// A server's wall clock was set, or it started with another one.
struct ClockSet {
  std::string server;  ///< as its machine is called
  WallTime at;         ///< the world's
  Millis wrong_by{0};  ///< from then on
};

/// Which line of the tickets' history: the ticket, the act, the state after it, and the time that it says.
using LineKey = std::tuple<Uuid, std::string, std::string, WallTime>;

/// A line of the tickets' history came into a server's books.
struct Written {
  std::string server;  ///< as its machine is called: the first that had it
  WallTime at;         ///< the world's
};

/// A device's disk had rotten, and what a technician reads of it there.
struct Mended {
  std::string device;
  WallTime at;                       ///< the world's, when it was read
  std::optional<std::int64_t> lost;  ///< acts that had not been sent; nothing: nobody knows how many
};

/// A visitor's ticket on its way to paper, and what the screen said of it.
struct Print {
  std::string device;
  std::string number;
  std::string service_day;
  std::optional<kiosk::PrintOutcome> told;  ///< nothing: nobody was there any more to hear it
};

/// What lies in a printer's tray.
struct Sheet {
  std::string device;
  std::string text;
  WallTime at;
};

struct Told {
  std::vector<ToldTicket> tickets;
  std::set<Uuid> given_up;  ///< tickets whose visitor was told that it is cancelled
  std::vector<Appointment> bookings;
  std::set<Uuid> taken_back;  ///< bookings whose visitor was told that they are cancelled
  std::set<Uuid> let_go;      ///< bookings that a visitor wanted cancelled, told so or not
  std::vector<Uuid> feedback;
  std::vector<Pressed> presses;
  std::vector<Said> said;
  std::vector<Seen> seen;
  std::vector<Trouble> troubles;
  std::vector<Trouble> slow_disks;  ///< of devices
  bool box_lost = false;  ///< a part of the history was written by two who did not know of each other
  std::vector<WallTime> given_up_boxes;  ///< when a box that lived was declared lost: two acted then
  std::vector<Mended> mended;
  std::set<std::string> rotten;  ///< devices of whose disks something really rotted
  std::vector<Print> prints;
  std::vector<Sheet> sheets;
  ScreenTold screens;
  std::vector<Hands> hands;         ///< in a world with a site server
  std::vector<ClockSet> clocks;     ///< of servers, in a world where these are wrong at times
  std::vector<Trouble> mad_clocks;  ///< servers whose own books show from their start that the clock is wrong
  std::vector<Trouble> unsaid_times;  ///< servers whose clock was right again, and that did not believe it
  std::map<LineKey, Written> lines;   ///< when they were written, in such a world
  std::map<Uuid, WallTime> pressed;   ///< when a press was first answered, in such a world
  std::vector<Decision> decisions;    ///< of devices' acts; those of desks are in the books
  WallTime ended;                     ///< when the world was looked at
  std::vector<std::string> secrets;   ///< phone numbers and addresses that visitors left
  int asked = 0;
  int refused = 0;  ///< honest refusals: no number or no slot to promise, closed
  int full_disks = 0;
  int offline = 0;  ///< tickets from a block
};

}  // namespace vuoro::test
