#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tern::daemon {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, FreeKey>;

/// An Ed25519 public key. Threads: immutable, so any. Source: RFC 8032, RFC 8037.
class PublicKey {
 public:
  static constexpr size_t kBytes = 32;

  /// Errors: Misuse unless `raw` is 32 bytes.
  static Result<PublicKey> from_raw(std::string_view raw);
  /// A PEM block "PUBLIC KEY". Errors: Misuse for any other, and for keys of other kinds.
  static Result<PublicKey> from_pem(const std::string& pem);

  bool verifies(std::string_view message, std::string_view signature) const;
  const std::string& raw() const { return raw_; }
  std::string pem() const;
  /// Names the key where nobody has: 16 hex digits of a digest of it.
  std::string id() const;

 private:
  PublicKey(KeyHandle key, std::string raw) : key_(std::move(key)), raw_(std::move(raw)) {}
  static Result<PublicKey> from_handle(KeyHandle key);
  friend class PrivateKey;

  KeyHandle key_;
  std::string raw_;
};

/// An Ed25519 private key.
class PrivateKey {
 public:
  static PrivateKey generate();
  /// Errors: Misuse unless `seed` is 32 bytes.
  static Result<PrivateKey> from_seed(std::string_view seed);
  /// A PEM block "PRIVATE KEY". Errors: Misuse.
  static Result<PrivateKey> from_pem(const std::string& pem);

  /// 64 bytes.
  std::string sign(std::string_view message) const;
  PublicKey public_key() const;
  std::string pem() const;

 private:
  explicit PrivateKey(KeyHandle key) : key_(std::move(key)) {}
  KeyHandle key_;
};

}  // namespace tern::daemon
