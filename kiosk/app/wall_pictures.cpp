#include "kiosk/app/wall_pictures.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/picture/picture.h"
#include "kiosk/display/fitted.h"

namespace vuoro::kiosk {
namespace {

namespace fs = std::filesystem;

Result<ui::ImagePtr> make_image(const Uuid& id, const Uuid& site_id, const std::string& bytes, int width_px,
                                int height_px) {
  // The id is made of the content: what was cut off or changed on the way or on the disk is not shown.
  if (picture_id(site_id, bytes) != id) return fail(Errc::corrupt, "the picture is not the one of its id");
  VUORO_ASSIGN(Picture picture, decode_picture_file(bytes));
  ui::Image image{picture.width, picture.height, std::move(picture.pixels)};
  return ui::ImagePtr(
      std::make_shared<const ui::Image>(fitted(image, std::max(1, width_px), std::max(1, height_px))));
}

/// Writes the file, then forgets the ones that were not looked at for longest.
void keep(const fs::path& folder, const fs::path& file, const std::string& bytes) {
  std::error_code none;
  fs::create_directories(folder, none);
  if (auto written = write_file_durably(file, bytes); !written) {
    log::warn("picture_not_kept", {{"why", written.error().to_string()}});
    return;
  }
  std::vector<std::pair<fs::file_time_type, fs::path>> all;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    if (entry.is_regular_file(none)) all.emplace_back(entry.last_write_time(none), entry.path());
  }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i + k_wall_files_max < all.size(); ++i) fs::remove(all[i].second, none);
}

}  // namespace

Result<std::string> shown_png(const ui::Image& image) {
  for (int side = std::min(k_shown_side_px, std::max(image.width, image.height));; side = side * 2 / 3) {
    VUORO_ASSIGN(std::string png, ui::encode_png(fitted(image, side, side)));
    if (png.size() <= k_shown_png_bytes_max || side < 64) return png;
  }
}

WallPictures::WallPictures(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

WallPictures::~WallPictures() {
  *alive_ = false;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    jobs_.clear();
  }
  filled_.notify_one();
  thread_.join();
}

fs::path WallPictures::file_of(const Uuid& id) const {
  return parts_.folder / id.to_string();
}

void WallPictures::work(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  filled_.notify_one();
}

void WallPictures::run() {
  for (;;) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
      if (ending_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

ui::ImagePtr WallPictures::picture(const Uuid& id, int width_px, int height_px) {
  const Key key{id, width_px, height_px};
  if (const auto held = held_.find(key); held != held_.end()) {
    held->second.used = ++uses_;
    return held->second.image;
  }
  const auto asked = asked_.find(key);
  if (asked == asked_.end() || asked->second <= parts_.clock.mono()) {
    if (asked_.size() > 100) asked_.clear();
    asked_[key] = parts_.clock.mono() + k_wall_retry;
    load(key, std::nullopt);
  }
  return nullptr;
}

void WallPictures::load(const Key& key, std::optional<std::string> bytes) {
  const fs::path file = file_of(key.id);
  work([this, key, file, site = parts_.site_id(), bytes = std::move(bytes), alive = alive_] {
    const bool fresh = bytes.has_value();
    auto content = fresh ? Result<std::string>(*bytes) : read_file(file, k_picture_bytes_max);
    auto image = content ? make_image(key.id, site, *content, key.width, key.height)
                         : Result<ui::ImagePtr>(fail(content.error()));
    std::error_code none;
    if (image && fresh) keep(parts_.folder, file, *content);
    if (image && !fresh) fs::last_write_time(file, fs::file_time_type::clock::now(), none);
    if (!image && !fresh) fs::remove(file, none);
    parts_.post([this, key, image, fresh, alive] {
      if (*alive) loaded(key, image, fresh);
    });
  });
}

void WallPictures::loaded(const Key& key, Result<ui::ImagePtr> image, bool from_network) {
  if (image) {
    asked_.erase(key);
    held_[key] = {*image, ++uses_};
    while (held_.size() > k_wall_images_max) {
      held_.erase(std::min_element(held_.begin(), held_.end(), [](const auto& a, const auto& b) {
        return a.second.used < b.second.used;
      }));
    }
    return parts_.wake();
  }
  if (from_network) return log::warn("picture_not_shown", {{"why", image.error().to_string()}});
  parts_.fetch(key.id, [this, key, alive = alive_](Result<std::string> bytes) {
    if (!*alive) return;
    if (bytes) return load(key, std::move(*bytes));
    log::warn("picture_not_fetched", {{"why", bytes.error().to_string()}});
  });
}

void WallPictures::shrink(ui::Image image, std::function<void(Result<std::string>)> made) {
  work([this, image = std::move(image), made = std::move(made), alive = alive_] {
    auto png = shown_png(image);
    parts_.post([png = std::move(png), made, alive] {
      if (*alive) made(png);
    });
  });
}

}  // namespace vuoro::kiosk
