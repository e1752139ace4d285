#pragma once
// The pictures of the wall's slides: fetched once, kept on the disk, decoded and made to measure beside the
// UI thread. And the other way: what the wall shows, for the console.

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "kiosk/display/pictures.h"

namespace vuoro::kiosk {

/// Files kept on the disk, at most 1 MB each (k_picture_bytes_max); those unused longest go first.
inline constexpr std::size_t k_wall_files_max = 24;
/// Decoded ones kept in memory: the slide, the one before, the one after.
inline constexpr std::size_t k_wall_images_max = 3;
/// A picture that could not be had is asked for again.
inline constexpr Millis k_wall_retry{60'000};
/// What the console gets: this large at most, and in so many bytes.
inline constexpr int k_shown_side_px = 960;
inline constexpr std::size_t k_shown_png_bytes_max = 300'000;

/// A PNG of the picture within both limits. @return internal.
[[nodiscard]] Result<std::string> shown_png(const ui::Image& image);

/// UI thread only; its own thread does the work.
class WallPictures final : public Pictures {
 public:
  using Fetched = std::function<void(Result<std::string>)>;
  struct Parts {
    std::filesystem::path folder;  ///< of the files; made when needed
    /// The bytes of a picture from the authority; answers later, on the UI thread. not_found when there is
    /// none.
    std::function<void(const Uuid& id, Fetched)> fetch;
    std::function<Uuid()> site_id;                    ///< whose pictures these are; part of their ids
    std::function<void(std::function<void()>)> post;  ///< to the UI thread; from any
    std::function<void()> wake;                       ///< a frame is wanted
    const Clock& clock;
  };

  explicit WallPictures(Parts parts);
  ~WallPictures() override;

  [[nodiscard]] ui::ImagePtr picture(const Uuid& id, int width_px, int height_px) override;
  /// Makes a PNG for the console beside the UI thread. `made` is called on the UI thread.
  void shrink(ui::Image image, std::function<void(Result<std::string>)> made);

 private:
  struct Key {
    Uuid id;
    int width = 0, height = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Held {
    ui::ImagePtr image;
    std::uint64_t used = 0;
  };
  void work(std::function<void()> job);
  void run();
  void load(const Key& key, std::optional<std::string> bytes);
  void loaded(const Key& key, Result<ui::ImagePtr> image, bool from_network);
  [[nodiscard]] std::filesystem::path file_of(const Uuid& id) const;

  Parts parts_;
  std::map<Key, Held> held_;
  std::map<Key, MonoTime> asked_;  ///< not before then again
  std::uint64_t uses_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::mutex mutex_;  ///< guards the two below
  std::deque<std::function<void()>> jobs_;
  bool ending_ = false;
  std::condition_variable filled_;
  std::thread thread_;
};

}  // namespace vuoro::kiosk
