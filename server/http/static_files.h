#pragma once
// The console's and the follow page's files, read once at start: nothing outside the folder can ever be asked
// for.

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "server/http/http.h"

namespace vuoro::http {

class StaticFiles {
 public:
  /// No files at all.
  StaticFiles() = default;
  /// Every file of known type in the folder and those below it. @return io, too_large.
  [[nodiscard]] static Result<StaticFiles> load(const std::filesystem::path& folder);

  /// @param name  relative to the folder, "index.html". not_found as a 404 answer; 304 when the client has
  /// it.
  [[nodiscard]] Response serve(const std::string& name, const std::string& if_none_match) const;
  [[nodiscard]] bool has(const std::string& name) const { return files_.contains(name); }
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  struct File {
    std::string content_type;
    std::shared_ptr<const std::string> bytes;
    std::string etag;
    bool immutable = false;  ///< its name carries a hash of its content
  };
  std::map<std::string, File> files_;
};

}  // namespace vuoro::http
