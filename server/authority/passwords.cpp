#include "server/authority/passwords.h"

#include <sodium.h>

#include "server/limits.h"

namespace vuoro::authority {

Result<std::string> hash_password(const std::string& password) {
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), limits::k_password_passes,
                            limits::k_password_memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
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

bool PasswordDesk::check(std::string hash, std::string password, std::function<void(bool)> answer) {
  return desk_.take(
      [hash = std::move(hash), password = std::move(password), answer = std::move(answer)]() mutable {
        const bool right = verify_password(hash, password);
        sodium_memzero(password.data(), password.size());
        answer(right);
      });
}

}  // namespace vuoro::authority
