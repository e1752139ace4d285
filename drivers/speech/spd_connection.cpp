#include "drivers/speech/spd_connection.h"

#include <libspeechd.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>

#include "drivers/io/fd.h"

namespace vuoro::drivers {
namespace {

constexpr int k_answer_ms = 1500;  ///< a service that is well answers within a few

// libspeechd's callbacks carry a client number and nothing of ours: here it is found again.
std::mutex g_clients_mutex;
std::map<std::size_t, SpdConnection::OnEvent>& clients() {
  static std::map<std::size_t, SpdConnection::OnEvent> map;
  return map;
}

void on_notification(std::size_t message, std::size_t client, SPDNotificationType state) {
  SpdConnection::OnEvent on_event;
  {
    const std::lock_guard lock(g_clients_mutex);
    const auto found = clients().find(client);
    if (found == clients().end()) return;
    on_event = found->second;
  }
  const auto kind = state == SPD_EVENT_BEGIN ? SpeechEvent::Kind::begin
                    : state == SPD_EVENT_END ? SpeechEvent::Kind::end
                                             : SpeechEvent::Kind::cancelled;
  on_event(static_cast<int>(message), kind);
}

/// Whether the service answers at all. libspeechd waits for an answer without end, and crashes when the
/// service goes away while it waits for the first one (0.11.4, spd_get_client_id after spd_open2).
/// @return true also when nobody listens there: then libspeechd may start the service itself.
bool answers(const SPDConnectionAddress& address) {
  if (address.method != SPD_METHOD_UNIX_SOCKET || address.unix_socket_name == nullptr) return true;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  const std::string path = address.unix_socket_name;
  if (path.size() >= sizeof to.sun_path) return false;
  std::memcpy(to.sun_path, path.c_str(), path.size());
  const Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.open()) return false;
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    return errno == ENOENT || errno == ECONNREFUSED;
  constexpr std::string_view k_goodbye = "QUIT\r\n";
  if (::send(socket.get(), k_goodbye.data(), k_goodbye.size(), MSG_NOSIGNAL) < 0) return false;
  pollfd wait{socket.get(), POLLIN, 0};
  char byte = 0;
  return ::poll(&wait, 1, k_answer_ms) == 1 && ::recv(socket.get(), &byte, 1, 0) == 1;
}

}  // namespace

struct SpdConnection::Raw {
  SPDConnection* connection = nullptr;
  std::size_t client = 0;
};

SpdConnection::SpdConnection(std::unique_ptr<Raw> raw) : raw_(std::move(raw)) {}

Result<std::unique_ptr<SpdConnection>> SpdConnection::open(const std::string& client_name, OnEvent on_event) {
  char* error = nullptr;
  // An address that somebody set is a service that somebody runs: no second one is started beside it.
  const int autospawn = std::getenv("SPEECHD_ADDRESS") == nullptr ? 1 : 0;
  SPDConnectionAddress* address = spd_get_default_address(&error);
  if (address != nullptr && !answers(*address)) {
    SPDConnectionAddress__free(address);
    return fail(Errc::unavailable, "speech-dispatcher does not answer");
  }
  SPDConnection* connection = address == nullptr ? nullptr
                                                 : spd_open2(client_name.c_str(), "main", nullptr,
                                                             SPD_MODE_THREADED, address, autospawn, &error);
  if (address != nullptr) SPDConnectionAddress__free(address);
  const std::string reason = error == nullptr ? "no connection" : error;
  std::free(error);
  if (connection == nullptr) return fail(Errc::unavailable, "speech-dispatcher: " + reason);

  auto raw = std::make_unique<Raw>();
  raw->connection = connection;
  const int client = spd_get_client_id(connection);
  raw->client = static_cast<std::size_t>(client);
  auto made = std::unique_ptr<SpdConnection>(new SpdConnection(std::move(raw)));
  if (client <= 0) return fail(Errc::unavailable, "speech-dispatcher: no client number");
  {
    const std::lock_guard lock(g_clients_mutex);
    clients()[static_cast<std::size_t>(client)] = std::move(on_event);
  }
  connection->callback_begin = on_notification;
  connection->callback_end = on_notification;
  connection->callback_cancel = on_notification;
  for (const SPDNotification kind : {SPD_BEGIN, SPD_END, SPD_CANCEL})
    if (spd_set_notification_on(connection, kind) != 0)
      return fail(Errc::unavailable, "speech-dispatcher: no events");
  return made;
}

SpdConnection::~SpdConnection() {
  {
    const std::lock_guard lock(g_clients_mutex);
    clients().erase(raw_->client);
  }
  spd_close(raw_->connection);
}

Result<int> SpdConnection::say(const Utterance& utterance) {
  if (utterance.language != language_) {
    if (spd_set_language(raw_->connection, utterance.language.c_str()) == 0) language_ = utterance.language;
  }
  const SPDPriority priority = utterance.priority == SpeechPriority::call ? SPD_IMPORTANT : SPD_MESSAGE;
  const int message = spd_say(raw_->connection, priority, utterance.text.c_str());
  if (message < 0) return fail(Errc::unavailable, "speech-dispatcher: connection lost");
  return message;
}

void SpdConnection::cancel() {
  spd_cancel(raw_->connection);
}
void SpdConnection::set_volume(int percent) {
  spd_set_volume(raw_->connection, percent * 2 - 100);
}
void SpdConnection::set_rate(int rate) {
  spd_set_voice_rate(raw_->connection, rate);
}

}  // namespace vuoro::drivers
