// rot_record DATABASE COLLECTION ID: a record of a server's database is one no more, as a disk or a program
// may leave it. The page is whole; what stands on it cannot be read. Beside the running server or without it.

#include <cstdio>

#include "core/base/ids.h"
#include "core/pages/checked_vfs.h"

using namespace vuoro;

namespace {

Result<void> rot(const std::filesystem::path& path, std::string_view collection, std::string_view id) {
  VUORO_ASSIGN(const Uuid record, Uuid::parse(id));
  VUORO_ASSIGN(auto database, sqlite::open_checked(path));
  VUORO_TRY(database.run("UPDATE record SET json='7' WHERE collection=? AND id=?", collection, record));
  if (database.changes() != 1) return fail(Errc::not_found, "no such record");
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto done = rot(argv[1], argv[2], argv[3]);
  if (!done) std::fprintf(stderr, "%s\n", done.error().to_string().c_str());
  return done ? 0 : 1;
}
