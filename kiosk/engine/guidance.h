#pragma once
// Keeps the search index in step with the content in the device's database.

#include <optional>

#include "core/content/guidance_index.h"
#include "kiosk/engine/lobby_picture.h"
#include "kiosk/lobby_port.h"

namespace vuoro::kiosk {

/// Uses the store's own connection; one thread.
class Guidance {
 public:
  explicit Guidance(Store& store) : store_(store) {}

  /// Makes the index whole if it is not that of the present content. After a start, a new snapshot or a
  /// repair.
  [[nodiscard]] Result<void> refresh(const LobbyPicture& picture);
  /// The services that a page of the global feed touched.
  [[nodiscard]] Result<void> follow(const LobbyPicture& picture, const protocol::ChangesPage& page);
  /// @return unavailable while there is no index.
  [[nodiscard]] Result<std::vector<Found>> search(const std::string& text, const std::string& language) const;

 private:
  [[nodiscard]] Result<void> mark(std::int64_t revision);

  Store& store_;
  content::PlainWordForms forms_;
  std::optional<content::GuidanceIndex> index_;
};

}  // namespace vuoro::kiosk
