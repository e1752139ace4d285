#include "server/upstream/site_pictures.h"

#include "core/base/log.h"
#include "core/picture/picture.h"
#include "core/sync/answers.h"
#include "server/authority/pictures.h"
#include "server/limits.h"

namespace vuoro::upstream {
namespace {

using authority::Context;

/// Every act in the lobby asks for a look; announcements change some times a day.
constexpr Millis k_look_every{2'000};

std::string known_mark(const Uuid& id) {
  return "picture " + id.to_string();
}

/// The pictures that the announcements of a collection show.
Result<void> add_shown(store::Reader& reader, std::string_view scope, std::string_view collection,
                       std::set<Uuid>& shown) {
  VUORO_ASSIGN(const auto rows, reader.records(scope, collection));
  for (const auto& row : rows) {
    VUORO_ASSIGN(const auto value, parse_json(row.json));
    const auto announcement = decode<Announcement>(value, RecordMode::lenient, "announcement");
    if (announcement && announcement->picture_id && shown.size() < limits::k_site_pictures_max)
      shown.insert(*announcement->picture_id);
  }
  return {};
}

}  // namespace

Result<void> SitePictures::step() {
  if (look_due_ && clock_.mono() >= look_at_) VUORO_TRY(look());
  if (!lane_.ready()) return {};
  if (!missing_.empty()) {
    fetch(*missing_.begin());
  } else if (!untold_.empty()) {
    const Uuid id = *untold_.begin();
    VUORO_ASSIGN(auto row, authority_.store().read_value<std::optional<store::PictureRow>>(
                               [&](store::Reader& reader) { return reader.picture(id); }));
    if (row) {
      bring(id, std::move(row->bytes));
    } else {
      untold_.erase(id);
    }
  }
  return {};
}

Result<void> SitePictures::look() {
  look_due_ = false;
  look_at_ = clock_.mono() + k_look_every;
  return authority_.store().read([this](store::Reader& reader) -> Result<void> {
    std::set<Uuid> shown;
    VUORO_TRY(add_shown(reader, authority::scope_of_site(site_id_), collection_of<Announcement>(), shown));
    VUORO_TRY(add_shown(reader, k_central_scope, k_central_announcement, shown));
    missing_.clear();
    untold_.clear();
    for (const auto& id : shown) {
      if (both_have_.contains(id)) continue;
      VUORO_ASSIGN(const auto known, reader.picture(id));
      VUORO_ASSIGN(const auto told, reader.up_mark(known_mark(id)));
      if (!known) {
        missing_.insert(id);
      } else if (told == 0) {
        untold_.insert(id);
      } else {
        both_have_.insert(id);
      }
    }
    return {};
  });
}

void SitePictures::fetch(const Uuid& id) {
  lane_.send({"GET", "/api/v1/pictures/" + id.to_string(), "", sync::k_request_timeout}, [this, id](
                                                                                             const sync::
                                                                                                 Response&
                                                                                                     response,
                                                                                             MonoTime) {
    if (response.status == 200) {
      missing_.erase(id);
      if (auto kept = keep(id, response); !kept) {
        both_have_.insert(id);  // the text stands; asked for again after a start
        log::warn("picture_not_kept", {{"picture_id", id.to_string()}, {"error", kept.error().to_string()}});
      }
      return true;
    }
    // Gone there already; its announcement goes too.
    if (sync::is_certain(response)) {
      missing_.erase(id);
      return true;
    }
    return false;
  });
}

void SitePictures::bring(const Uuid& id, std::string bytes) {
  lane_.send({"POST", "/api/v1/site/picture", std::move(bytes), sync::k_request_timeout},
             [this, id](const sync::Response& response, MonoTime) {
               if (!sync::is_certain(response)) return false;
               untold_.erase(id);
               both_have_.insert(id);
               if (response.status != 200) {
                 log::warn("picture_not_taken",
                           {{"picture_id", id.to_string()}, {"error", sync::error_of(response).to_string()}});
               } else if (auto noted = note_known(id); !noted) {
                 log::warn("picture_not_noted", {{"error", noted.error().to_string()}});
               }
               return true;
             });
}

Result<void> SitePictures::keep(const Uuid& id, const sync::Response& response) {
  if (response.body.size() > k_picture_bytes_max)
    return fail(Errc::too_large, "more bytes than a picture has");
  if (picture_id(site_id_, response.body) != id) return fail(Errc::corrupt, "the bytes of another picture");
  VUORO_ASSIGN(const auto seen, decode_picture_file(response.body));
  store::PictureRow row{
      id, site_id_, std::string(media_type(seen.kind)), seen.width, seen.height, response.body, {}};
  VUORO_TRY(
      authority_.act_now<void>([&](Context& context) { return authority::keep_picture(context, row); }));
  return note_known(id);
}

Result<void> SitePictures::note_known(const Uuid& id) {
  both_have_.insert(id);
  return authority_.act_now<void>(
      [&](Context& context) { return context.tx.set_up_mark(known_mark(id), 1); });
}

}  // namespace vuoro::upstream
