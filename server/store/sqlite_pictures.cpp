// Pictures of announcements.

#include "server/store/sqlite_lists.h"
#include "server/store/sqlite_session.h"

namespace vuoro::store {

Result<std::optional<PictureRow>> SqliteSession::picture(const Uuid& id) {
  return one<PictureRow>(
      "SELECT id, site_id, media_type, width, height, bytes, created FROM picture WHERE id = ?",
      [](const auto& row) {
        return PictureRow{row.uuid(0),
                          row.uuid(1),
                          row.text(2),
                          static_cast<std::int32_t>(row.integer(3)),
                          static_cast<std::int32_t>(row.integer(4)),
                          row.text(5),
                          row.time(6)};
      },
      id);
}

Result<std::int64_t> SqliteSession::picture_count(const Uuid& site_id) {
  VUORO_ASSIGN(const auto count, one<std::int64_t>(
                                     "SELECT count(*) FROM picture WHERE site_id = ?",
                                     [](const auto& row) { return row.integer(0); }, site_id));
  return count.value_or(0);
}

Result<void> SqliteSession::put_picture(const PictureRow& row) {
  VUORO_ASSIGN(auto statement,
               db_.prepare("INSERT INTO picture (id, site_id, media_type, width, height, bytes, created)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?)"
                           " ON CONFLICT (id) DO UPDATE SET created = excluded.created"));
  statement.bind(row.id).bind(row.site_id).bind(row.media_type);
  statement.bind(std::int64_t{row.width}).bind(std::int64_t{row.height});
  statement.bind_blob(row.bytes).bind(row.created);
  return statement.run();
}

// 'central_announcement': what a site server knows of its site's announcements while the central server acts.
Result<std::int64_t> SqliteSession::forget_unused_pictures(const Uuid& site_id, WallTime created_before) {
  VUORO_TRY(
      db_.run("DELETE FROM picture WHERE site_id = ? AND created < ? AND NOT EXISTS ("
              "SELECT 1 FROM record WHERE collection IN ('announcement', 'central_announcement') AND deleted = 0"
              " AND replace(json_extract(json, '$.picture_id'), '-', '') = lower(hex(picture.id)))",
              site_id, created_before));
  return db_.changes();
}

}  // namespace vuoro::store
