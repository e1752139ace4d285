#pragma once
// Pictures of slides, and the displays' own pictures for the console.

#include <map>
#include <mutex>

#include "core/picture/picture.h"
#include "server/authority/authority.h"
#include "server/authority/slow_desk.h"

namespace vuoro::authority {

/// What a display showed at a moment.
struct ShownPicture {
  std::shared_ptr<const std::string> png;
  WallTime time;
};

/// Keeps a picture; what no announcement of its site has shown for a day goes. @return exhausted: the site
/// has k_site_pictures_max.
[[nodiscard]] Result<void> keep_picture(Context& context, store::PictureRow row);

/// Any thread may call; answers come once, on any thread.
class Pictures {
 public:
  template <class T>
  using Done = Authority::Done<T>;

  explicit Pictures(Authority& authority);
  /// Waits for what is being decoded.
  ~Pictures();

  /// A picture for a slide of this site. The answer tells its id: the same bytes have the same.
  /// @return forbidden; parse, too_large: see decode_picture_file(); exhausted: the site has
  /// k_site_pictures_max.
  void upload(const Session& session, const Uuid& site_id, std::string bytes, Done<json::value> done);
  /// A picture that was uploaded at the site's own server, from there. The answer tells its id.
  /// @return forbidden: the device is no site server; else as upload().
  void bring(const Uuid& device_id, std::string bytes, Done<json::value> done);
  /// @param site_id  of the device that asks; none: staff asks.
  [[nodiscard]] Result<store::PictureRow> picture(const Uuid& id, const std::optional<Uuid>& site_id,
                                                  const Session* session);

  /// A display was asked for what it shows. Kept in memory, the newest of each display only.
  /// @return parse, too_large; invalid_argument: no PNG, or more than k_shown_bytes_max.
  void show(const Uuid& device_id, std::string bytes, Done<void> done);
  /// @return forbidden; not_found: it has not told yet.
  [[nodiscard]] Result<ShownPicture> shown(const Session& session, const Uuid& device_id);

 private:
  /// Decodes and hands the bytes back, on the desk's thread: one may take a tenth of a second.
  /// @return false when too many are waiting; then `then` is never called.
  [[nodiscard]] bool look(std::string bytes, std::function<void(Result<Picture>, std::string bytes)> then);

  Authority& authority_;
  std::mutex mutex_;
  std::map<Uuid, ShownPicture> shown_;
  SlowDesk desk_;  ///< last: its thread uses the above
};

}  // namespace vuoro::authority
