// Keys, requests and the state folder of an enrolled device.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <set>

#include "core/base/file.h"
#include "core/net/curl_wire.h"
#include "core/net/enrolment.h"
#include "tests/support/kept_log.h"
#include "tests/support/paths.h"

namespace vuoro::net {

TEST_CASE("The request proves a key of P-256 that was made here") {
  const auto made = make_key_and_request();
  REQUIRE(made.has_value());
  BIO* bio = BIO_new_mem_buf(made->csr_pem.data(), static_cast<int>(made->csr_pem.size()));
  X509_REQ* request = PEM_read_bio_X509_REQ(bio, nullptr, nullptr, nullptr);
  REQUIRE(request != nullptr);
  EVP_PKEY* key = X509_REQ_get0_pubkey(request);
  CHECK(X509_REQ_verify(request, key) == 1);
  char group[32] = {};
  CHECK(EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1);
  CHECK(std::string(group) == "prime256v1");
  X509_REQ_free(request);
  BIO_free(bio);
  const auto print = key_fingerprint(made->key_pem);
  REQUIRE(print.has_value());
  CHECK(print->size() == 32 * 3 - 1);
  CHECK(key_fingerprint(make_key_and_request()->key_pem) != *print);
  CHECK(make_request("no key").error().code == Errc::parse);
}

TEST_CASE("A machine that was never enrolled says so; a broken identity is no identity") {
  test::TempDir dir;
  CHECK(load_identity(dir.path()).error().code == Errc::not_found);
  REQUIRE(write_file_durably(dir.path() / "identity.json", R"({"device_id":"x"})").has_value());
  // The technician reads which file it is.
  const auto broken = load_identity(dir.path());
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().code != Errc::not_found);
  CHECK(broken.error().message.find((dir.path() / "identity.json").string() + ": identity.device_id") == 0);
  REQUIRE(write_file_durably(dir.path() / "identity.json", "{").has_value());
  CHECK(load_identity(dir.path()).error().message.find((dir.path() / "identity.json").string()) == 0);
  const Uuid id = Uuid::from_name("d");
  REQUIRE(write_file_durably(dir.path() / "identity.json", R"({"device_id":")" + id.to_string() +
                                                               R"(","site_id":")" + id.to_string() +
                                                               R"(","role":"terminal","name":"Aula 1"})")
              .has_value());
  const auto identity = load_identity(dir.path());
  REQUIRE(identity.has_value());
  CHECK(identity->device_id == id);
  CHECK(identity->name == "Aula 1");
}

TEST_CASE("The log says once why the server is not reached") {
  test::TempDir dir;
  const auto errors = dir.path() / "errors";
  std::fflush(stderr);
  const int kept = ::dup(STDERR_FILENO);
  const int into = ::open(errors.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  ::dup2(into, STDERR_FILENO);
  auto wire = CurlWire::create(
      {"https://127.0.0.1:9", dir.path() / "no-ca.pem", dir.path() / "no.crt", dir.path() / "no.key"});
  int answers = 0;
  for (int i = 0; wire && i < 3; ++i) {
    (*wire)->send({"GET", "/healthz", "", Millis(5'000)}, [&](sync::Response response) {
      if (response.status == 0) ++answers;
    });
    for (int turn = 0; turn < 10 && answers <= i; ++turn) (*wire)->run(Millis(1'000));
  }
  std::fflush(stderr);
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  ::close(into);
  CHECK(answers == 3);
  const auto log = read_file(errors, 100'000).value();
  const auto at = log.find("server_not_reached");
  INFO(log);
  REQUIRE(at != std::string::npos);
  CHECK(log.find("server_not_reached", at + 1) == std::string::npos);
}

TEST_CASE("A line that fails in another way at each try is told of once") {
  test::TempDir dir;
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(listener, 4) == 0);
  REQUIRE(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  const test::KeptLog log(dir.path() / "log");
  auto wire = CurlWire::create({"https://127.0.0.1:" + std::to_string(ntohs(address.sin_port)),
                                dir.path() / "no-ca.pem", dir.path() / "no.crt", dir.path() / "no.key"});
  REQUIRE(wire);
  std::set<std::string> failures;
  const auto ask = [&] {
    bool answered = false;
    (*wire)->send({"GET", "/healthz", "", Millis(5'000)}, [&](sync::Response response) {
      answered = true;
      failures.insert(response.failure);
    });
    for (int turn = 0; turn < 10 && !answered; ++turn) (*wire)->run(Millis(1'000));
  };
  ask();  // reached, and nobody there that could be trusted
  ::close(listener);
  ask();  // not even that
  CHECK(failures.size() == 2);
  CHECK(log.count("server_not_reached") == 1);
}

TEST_CASE("Without a server enrolment fails, keeps its key secret, and takes the same key again") {
  test::TempDir dir;
  const EnrolmentOptions options{"https://127.0.0.1:9", dir.path() / "no-ca.pem", dir.path() / "state"};
  CHECK_FALSE(enrol(options, "CODE2345").has_value());
  const auto key = read_file(dir.path() / "state" / "device.key", 10'000);
  REQUIRE(key.has_value());
  const auto mode = std::filesystem::status(dir.path() / "state" / "device.key").permissions();
  CHECK((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
        std::filesystem::perms::none);
  CHECK_FALSE(enrol(options, "CODE2345").has_value());
  CHECK(read_file(dir.path() / "state" / "device.key", 10'000) == *key);
  CHECK(enrol({"http://127.0.0.1:9", "", dir.path() / "state"}, "X").error().code == Errc::invalid_argument);
}

}  // namespace vuoro::net
