#include "ctl/hand_client.h"

#include <poll.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "ctl/error_names.h"

namespace vuoro::ctl {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::seconds k_answer_timeout{30};

}  // namespace

Result<HandClient> HandClient::connect(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = socket.string();
  if (path.size() >= sizeof address.sun_path) {
    return fail(Errc::invalid_argument, "the socket's path is too long: " + path);
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  HandClient client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (client.fd_ < 0) return fail(Errc::io, std::string("socket: ") + std::strerror(errno));
  if (::connect(client.fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EACCES || errno == EPERM) {
      return fail(Errc::forbidden, path + " is for the kiosk's own user and root");
    }
    return fail(Errc::unavailable,
                path + ": no kiosk answers there; is [remote] socket set in its configuration?");
  }
  return client;
}

HandClient::HandClient(HandClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}

HandClient& HandClient::operator=(HandClient&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(in_, other.in_);
  return *this;
}

HandClient::~HandClient() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::string> HandClient::line(steady_clock::time_point until) {
  std::size_t looked = 0;
  for (;;) {
    if (const std::size_t end = in_.find('\n', looked); end != std::string::npos) {
      std::string line = in_.substr(0, end);
      in_.erase(0, end + 1);
      return line;
    }
    looked = in_.size();
    if (looked > kiosk::remote_limits::k_answer_bytes_max) return fail(Errc::too_large, "the kiosk's answer");
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now());
    pollfd ready{fd_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) == 0) {
      return fail(Errc::timeout, "the kiosk does not answer");
    }
    char buffer[65536];
    const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return fail(Errc::unavailable, "the kiosk has gone");
    in_.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<json::object> HandClient::ask(const kiosk::RemoteAsk& question) {
  const std::string out = to_line(question) + "\n";
  // A kiosk that has closed its end may still have said why.
  const bool sent = ::send(fd_, out.data(), out.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out.size());
  const bool waits = question.what == kiosk::RemoteAsk::Do::wait_idle;
  auto answer =
      line(steady_clock::now() + k_answer_timeout + (waits ? question.patience : std::chrono::seconds(0)));
  if (!answer) return sent ? fail(answer.error()) : fail(Errc::unavailable, "the kiosk has gone");
  auto parsed =
      parse_json(*answer, {.bytes_max = kiosk::remote_limits::k_answer_bytes_max + 1, .depth_max = 16});
  if (!parsed || !parsed->is_object()) return fail(Errc::parse, "the kiosk's answer is not JSON");
  const auto* ok = parsed->as_object().if_contains("ok");
  if (ok == nullptr || !ok->is_bool()) return fail(Errc::parse, "the kiosk's answer");
  if (ok->get_bool()) return std::move(parsed->as_object());
  return fail(error_in(*parsed).value_or(Error{Errc::internal, "the kiosk refused"}));
}

Result<std::string> HandClient::tree() {
  VUORO_ASSIGN(const auto answer, ask({.what = kiosk::RemoteAsk::Do::tree}));
  const auto* text = answer.if_contains("tree");
  if (text == nullptr || !text->is_string()) return fail(Errc::parse, "the kiosk's tree");
  return std::string(text->get_string());
}

Result<json::array> HandClient::nodes() {
  VUORO_ASSIGN(auto answer, ask({.what = kiosk::RemoteAsk::Do::tree, .as_json = true}));
  auto* nodes = answer.if_contains("tree");
  if (nodes == nullptr || !nodes->is_array()) return fail(Errc::parse, "the kiosk's tree");
  return std::move(nodes->get_array());
}

Result<std::string> HandClient::picture() {
  VUORO_ASSIGN(const auto answer, ask({.what = kiosk::RemoteAsk::Do::picture}));
  const auto* text = answer.if_contains("png");
  if (text == nullptr || !text->is_string()) return fail(Errc::parse, "the kiosk's picture");
  const auto& coded = text->get_string();
  std::string bytes(coded.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), coded.data(),
                        coded.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return fail(Errc::parse, "the kiosk's picture");
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace vuoro::ctl
