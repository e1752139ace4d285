#pragma once
// Pictures of the site's announcements, between a site server and the central one: fetched here before they
// are needed, told there when they were uploaded here. By the hash of their content, so that a repeat changes
// nothing.

#include <set>

#include "core/sync/link.h"
#include "server/authority/authority.h"

namespace vuoro::upstream {

/// The central server's announcements, as its feed tells them: the site's own are its authority's. A
/// collection of a scope that nobody can ask for.
inline constexpr std::string_view k_central_scope = "upstream";
inline constexpr std::string_view k_central_announcement = "central_announcement";

/// On the upstream's thread; one picture at a time, at most limits::k_site_pictures_max.
class SitePictures {
 public:
  SitePictures(sync::Link& link, authority::Authority& authority, const Uuid& site_id, MonoTime first)
      : clock_(link.clock()), lane_(link, first), authority_(authority), site_id_(site_id), look_at_(first) {}

  /// Announcements may have changed, here or there.
  void look_again() { look_due_ = true; }
  void hurry() { lane_.hurry(); }
  /// @return errors of the store
  [[nodiscard]] Result<void> step();

 private:
  [[nodiscard]] Result<void> look();
  void fetch(const Uuid& id);
  void bring(const Uuid& id, std::string bytes);
  [[nodiscard]] Result<void> keep(const Uuid& id, const sync::Response& response);
  [[nodiscard]] Result<void> note_known(const Uuid& id);

  const Clock& clock_;
  sync::Lane lane_;
  authority::Authority& authority_;
  const Uuid site_id_;
  bool look_due_ = true;
  MonoTime look_at_;          ///< not before this moment
  std::set<Uuid> both_have_;  ///< known at both servers, or refused for good by one
  std::set<Uuid> missing_;    ///< announced and not here
  std::set<Uuid> untold_;     ///< here, and perhaps not there
};

}  // namespace vuoro::upstream
