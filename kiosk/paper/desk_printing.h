#pragma once
// Numbers given at the desk that come out of this terminal's printer, whatever its screen shows.

#include <memory>
#include <set>

#include "kiosk/i18n/language.h"
#include "kiosk/lobby_port.h"
#include "kiosk/paper/paper_port.h"

namespace vuoro::kiosk {

/// UI thread only; borrows all. Each job is begun in the device's store before the printer is asked, and its
/// outcome is told to the authority; what was begun before is never printed again.
class DeskPrinting {
 public:
  DeskPrinting(LobbyPort& lobby, PaperPort& paper, const Languages& languages)
      : lobby_(lobby), paper_(paper), languages_(languages) {}

  /// Call when the picture of the lobby is another one.
  void look();

 private:
  void print(const Uuid& job_id, const IssuedTicket& issued);
  void tell(const Uuid& job_id, const PrintAnswer& answer);

  LobbyPort& lobby_;
  PaperPort& paper_;
  const Languages& languages_;
  std::set<Uuid> taken_;  ///< those of the present picture that were begun, or refused
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace vuoro::kiosk
