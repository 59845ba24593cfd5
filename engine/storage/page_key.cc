#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <string>

#include "engine/storage/cipher_codec.h"

namespace tern::storage {
namespace {

struct FreeKdf {
  void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

// HKDF-SHA256 of the user's key; `purpose` keeps what is derived for different uses apart.
Status derive_bytes(const EncryptionKey& key, const Salt& salt, std::string purpose, MutBytes out) {
  const std::unique_ptr<EVP_KDF, FreeKdf> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  const std::unique_ptr<EVP_KDF_CTX, FreeKdf> context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  if (!context) return fail(ErrorCode::Internal, "the cryptographic library has no HKDF");
  purpose += name_of(key.cipher);
  char digest[] = "SHA256";
  ByteVector secret = key.bytes;
  Salt salt_copy = salt;
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret.data(), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt_copy.data(), salt_copy.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, purpose.data(), purpose.size()),
      OSSL_PARAM_construct_end(),
  };
  const int derived = EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(out.data()),
                                     out.size(), params);
  OPENSSL_cleanse(secret.data(), secret.size());
  return derived == 1 ? ok() : fail(ErrorCode::Internal, "the key could not be derived");
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Cipher> cipher_named(std::string_view name) {
  for (const Cipher cipher : {Cipher::Aes128Gcm, Cipher::Aes256Gcm}) {
    if (name == name_of(cipher)) return cipher;
  }
  return std::nullopt;
}

std::string_view name_of(Cipher cipher) {
  return cipher == Cipher::Aes128Gcm ? "aes128gcm" : "aes256gcm";
}

size_t key_size(Cipher cipher) { return cipher == Cipher::Aes128Gcm ? 16 : 32; }

Result<EncryptionKey> parse_key(std::string_view hex_digits, std::string_view cipher_name) {
  EncryptionKey key;
  for (size_t at = 0; at + 1 < hex_digits.size(); at += 2) {
    const int high = digit_of(hex_digits[at]);
    const int low = digit_of(hex_digits[at + 1]);
    if (high < 0 || low < 0) return fail(ErrorCode::Error, "the key is not hexadecimal");
    key.bytes.push_back(std::byte{static_cast<uint8_t>(high * 16 + low)});
  }
  const std::optional<Cipher> by_size = key.bytes.size() == 16   ? Cipher::Aes128Gcm
                                        : key.bytes.size() == 32 ? std::optional(Cipher::Aes256Gcm)
                                                                 : std::nullopt;
  if (!by_size || hex_digits.size() % 2 != 0) {
    return fail(ErrorCode::Error, "a key has 32 or 64 hexadecimal digits");
  }
  key.cipher = *by_size;
  if (cipher_name.empty()) return key;
  const std::optional<Cipher> named = cipher_named(cipher_name);
  if (!named) return fail(ErrorCode::Error, "unknown cipher: " + std::string(cipher_name));
  if (*named != *by_size) {
    return fail(ErrorCode::Error, "a key for " + std::string(cipher_name) + " has " +
                                      std::to_string(key_size(*named) * 2) + " hexadecimal digits");
  }
  return key;
}

Result<std::shared_ptr<const PageKey>> PageKey::derive(const EncryptionKey& key, Salt salt) {
  ASSERT(key.bytes.size() == key_size(key.cipher));
  const std::shared_ptr<PageKey> derived(new PageKey(key.cipher, salt));
  TRY(derive_bytes(key, salt, "tern page key ",
                   MutBytes(derived->bytes_).first(key_size(key.cipher))));
  TRY(derive_bytes(key, salt, "tern key check ", derived->check_));
  return derived;
}

PageKey::~PageKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

bool PageKey::is_of(Bytes page) const {
  return std::ranges::equal(page.last(check_.size()), check_);
}

}  // namespace tern::storage
