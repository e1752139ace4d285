#include "server/authority/pictures.h"

#include <algorithm>

#include "server/authority/context.h"
#include "server/authority/rights.h"
#include "server/authority/site_authority.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

store::PictureRow picture_row(const Uuid& site_id, const Picture& seen, std::string file) {
  const Uuid id = picture_id(site_id, file);
  return {id, site_id, std::string(media_type(seen.kind)), seen.width, seen.height, std::move(file), {}};
}

json::value answer_of(const store::PictureRow& row) {
  return json::object{{"picture_id", row.id.to_string()}, {"width", row.width}, {"height", row.height}};
}

}  // namespace

Result<void> keep_picture(Context& context, store::PictureRow row) {
  VUORO_TRY(context.tx.forget_unused_pictures(row.site_id, context.now - limits::k_unused_picture_life));
  VUORO_ASSIGN(const auto known, context.tx.picture(row.id));
  VUORO_ASSIGN(const auto count, context.tx.picture_count(row.site_id));
  if (!known && count >= limits::k_site_pictures_max)
    return fail(Errc::exhausted, "this site has too many pictures; remove announcements first");
  row.created = context.now;
  return context.tx.put_picture(row);
}

Pictures::Pictures(Authority& authority) : authority_(authority), desk_(limits::k_pictures_waiting_max) {}

Pictures::~Pictures() {
  desk_.stop();
}

bool Pictures::look(std::string bytes, std::function<void(Result<Picture>, std::string bytes)> then) {
  return desk_.take([bytes = std::move(bytes), then = std::move(then)]() mutable {
    auto picture = decode_picture_file(bytes);
    then(std::move(picture), std::move(bytes));
  });
}

void Pictures::upload(const Session& session, const Uuid& site_id, std::string bytes,
                      Done<json::value> done) {
  // Rights first: a stranger's bytes are not worth decoding. They are asked for again when it is stored.
  if (auto may = need_role(session.staff, {k_clerk, k_supervisor, k_editor}); !may)
    return done(fail(std::move(may).error()));
  if (auto may = need_site(session.staff, site_id); !may) return done(fail(std::move(may).error()));
  auto store = [this, staff = session.staff, site_id, done](Result<Picture> seen, std::string file) {
    if (!seen) return done(fail(std::move(seen).error()));
    auto row = picture_row(site_id, *seen, std::move(file));
    authority_.act<json::value>(
        [row = std::move(row), staff](Context& context) mutable -> Result<json::value> {
          VUORO_ASSIGN(const auto living, context.tx.staff(staff.id));
          if (!living || living->disabled) return fail(Errc::forbidden, "the account is closed");
          VUORO_TRY(need_role(*living, {k_clerk, k_supervisor, k_editor}));
          VUORO_TRY(need_site(*living, row.site_id));
          VUORO_TRY(site_of(context, row.site_id));
          VUORO_TRY(keep_picture(context, row));
          return answer_of(row);
        },
        done);
  };
  if (!look(std::move(bytes), std::move(store)))
    done(fail(Errc::unavailable, "too many pictures at once; try again"));
}

void Pictures::bring(const Uuid& device_id, std::string bytes, Done<json::value> done) {
  const auto box = authority_.store().read_value<Device>(
      [&](store::Reader& reader) { return living_site_server(reader, device_id); });
  if (!box) return done(fail(box.error()));
  auto store = [this, device_id, site_id = box->site_id, done](Result<Picture> seen, std::string file) {
    if (!seen) return done(fail(std::move(seen).error()));
    auto row = picture_row(site_id, *seen, std::move(file));
    authority_.act<json::value>(
        [row = std::move(row), device_id](Context& context) -> Result<json::value> {
          VUORO_TRY(living_site_server(context.tx, device_id));
          VUORO_TRY(keep_picture(context, row));
          return answer_of(row);
        },
        done);
  };
  if (!look(std::move(bytes), std::move(store)))
    done(fail(Errc::unavailable, "too many pictures at once; try again"));
}

Result<store::PictureRow> Pictures::picture(const Uuid& id, const std::optional<Uuid>& site_id,
                                            const Session* session) {
  VUORO_ASSIGN(auto row, authority_.store().read_value<std::optional<store::PictureRow>>(
                             [&](store::Reader& reader) { return reader.picture(id); }));
  // Another site's picture is as unknown as none.
  const bool theirs = row && ((site_id && *site_id != row->site_id) ||
                              (session != nullptr && !need_site(session->staff, row->site_id)));
  if (!row || theirs) return fail(Errc::not_found, "no such picture");
  return std::move(*row);
}

void Pictures::show(const Uuid& device_id, std::string bytes, Done<void> done) {
  if (bytes.size() > limits::k_shown_bytes_max)
    return done(fail(Errc::too_large, "a display's picture has at most 300 kB"));
  auto keep = [this, device_id, done](Result<Picture> seen, std::string file) {
    if (!seen) return done(fail(std::move(seen).error()));
    if (seen->kind != PictureKind::png)
      return done(fail(Errc::invalid_argument, "a display's picture is a PNG"));
    {
      const std::lock_guard lock(mutex_);
      shown_[device_id] = {std::make_shared<const std::string>(std::move(file)), authority_.clock().wall()};
      if (shown_.size() > limits::k_shown_max) {
        const auto oldest = std::min_element(shown_.begin(), shown_.end(), [](const auto& a, const auto& b) {
          return a.second.time < b.second.time;
        });
        shown_.erase(oldest);
      }
    }
    done({});
  };
  if (!look(std::move(bytes), std::move(keep)))
    done(fail(Errc::unavailable, "too many pictures at once; try again"));
}

Result<ShownPicture> Pictures::shown(const Session& session, const Uuid& device_id) {
  VUORO_TRY(need_role(session.staff, {k_clerk, k_supervisor, k_technician}));
  VUORO_ASSIGN(const auto device, authority_.device(device_id));
  VUORO_TRY(need_site(session.staff, device.site_id));
  const std::lock_guard lock(mutex_);
  const auto found = shown_.find(device_id);
  if (found == shown_.end()) return fail(Errc::not_found, "the display has sent no picture");
  return found->second;
}

}  // namespace vuoro::authority
