#include "server/http/static_files.h"

#include <algorithm>
#include <array>

#include "core/base/file.h"
#include "core/base/ids.h"

namespace vuoro::http {
namespace {

constexpr std::size_t k_file_bytes_max = 8 * 1024 * 1024;
constexpr std::size_t k_files_max = 500;

constexpr auto k_types = std::to_array<std::pair<std::string_view, std::string_view>>({
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".woff2", "font/woff2"},
    {".mp3", "audio/mpeg"},
    {".wav", "audio/wav"},
    {".txt", "text/plain; charset=utf-8"},
});

/// "app-3K7QZ2MB.js": esbuild's eight letters and digits before the last dot.
bool carries_hash(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot < 9 || name[dot - 9] != '-') return false;
  return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot - 8),
                     name.begin() + static_cast<std::ptrdiff_t>(dot),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder) {
  StaticFiles out;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    const std::string extension = entry->path().extension().string();
    const auto* type = std::find_if(k_types.begin(), k_types.end(),
                                    [&](const auto& known) { return known.first == extension; });
    if (type == k_types.end()) continue;
    if (out.files_.size() >= k_files_max) return fail(Errc::too_large, folder.string() + ": too many files");
    VUORO_ASSIGN(auto bytes, read_file(entry->path(), k_file_bytes_max));
    const std::string name = std::filesystem::relative(entry->path(), folder, error).generic_string();
    File file;
    file.content_type = type->second;
    file.etag = "\"" + Uuid::from_name(bytes).to_string() + "\"";
    file.immutable = carries_hash(name);
    file.bytes = std::make_shared<const std::string>(std::move(bytes));
    out.files_.emplace(name, std::move(file));
  }
  if (error) return fail(Errc::io, folder.string() + ": " + error.message());
  return out;
}

Response StaticFiles::serve(const std::string& name, const std::string& if_none_match) const {
  const auto found = files_.find(name);
  if (found == files_.end()) return error_response(Errc::not_found, "no such page");
  const File& file = found->second;
  Response response;
  response.content_type = file.content_type;
  response.headers.emplace_back("ETag", file.etag);
  response.headers.emplace_back("Cache-Control",
                                file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (if_none_match == file.etag) {
    response.status = 304;
    return response;
  }
  response.shared_body = file.bytes;
  return response;
}

}  // namespace vuoro::http
