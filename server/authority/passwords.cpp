#include "server/authority/passwords.h"

#include <sodium.h>

namespace vuoro::authority {

Result<std::string> hash_password(const std::string& password) {
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(Errc::internal, "not enough memory to hash a password");
  }
  out.resize(out.find('\0'));
  return out;
}

bool verify_password(const std::string& hash, const std::string& password) {
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

const std::string& nobodys_hash() {
  static const std::string hash = [] {
    std::string secret(32, '\0');
    randombytes_buf(secret.data(), secret.size());
    return hash_password(secret).value_or("");
  }();
  return hash;
}

PasswordDesk::PasswordDesk(std::size_t waiting_max) : waiting_max_(waiting_max), thread_([this] { run(); }) {}

PasswordDesk::~PasswordDesk() {
  stop();
}

void PasswordDesk::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool PasswordDesk::check(std::string hash, std::string password, std::function<void(bool)> answer) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_.size() >= waiting_max_) return false;
  waiting_.push_back({std::move(hash), std::move(password), std::move(answer)});
  filled_.notify_one();
  return true;
}

void PasswordDesk::run() {
  for (;;) {
    Waiting next;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const bool right = verify_password(next.hash, next.password);
    sodium_memzero(next.password.data(), next.password.size());
    next.answer(right);
  }
}

}  // namespace vuoro::authority
