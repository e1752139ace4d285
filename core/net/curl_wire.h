#pragma once
// HTTPS through libcurl: waiting requests and ordinary ones side by side, on connections that stay open.

#include <filesystem>
#include <memory>

#include "core/base/result.h"
#include "core/net/wire.h"

namespace vuoro::net {

struct CurlWireOptions {
  std::string url;                    ///< "https://host:port", without a path
  std::filesystem::path ca_file;      ///< PEM; the only authority that is trusted
  std::filesystem::path certificate;  ///< PEM of the device; empty: none is shown (enrolment)
  std::filesystem::path key;
  std::string program = "vuoro-kiosk";  ///< the User-Agent
};

class CurlWire final : public Wire {
 public:
  /// @return invalid_argument for an address that is not https, unavailable when libcurl does not start.
  [[nodiscard]] static Result<std::unique_ptr<CurlWire>> create(CurlWireOptions options);
  ~CurlWire() override;
  CurlWire(const CurlWire&) = delete;
  CurlWire& operator=(const CurlWire&) = delete;

  void send(sync::Request request, Done done) override;
  void run(Millis at_most) override;
  void wake() override;

 private:
  struct Inside;
  explicit CurlWire(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace vuoro::net
