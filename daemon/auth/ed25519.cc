#include "daemon/auth/ed25519.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "daemon/auth/digest.h"

namespace tern::daemon {
namespace {

constexpr size_t kSignatureBytes = 64;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio reader_of(const std::string& text) {
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  ASSERT(bio);
  return bio;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

bool is_ed25519(const KeyHandle& key) { return EVP_PKEY_get_id(key.get()) == EVP_PKEY_ED25519; }

/// Asks nobody for a passphrase: a server has no terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) { return -1; }

}  // namespace

Result<PublicKey> PublicKey::from_raw(std::string_view raw) {
  if (raw.size() != kBytes) return fail(ErrorCode::Misuse, "an Ed25519 public key has 32 bytes");
  KeyHandle key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(raw), raw.size()));
  if (!key) return fail(ErrorCode::Misuse, "this is no Ed25519 public key");
  return PublicKey(std::move(key), std::string(raw));
}

Result<PublicKey> PublicKey::from_handle(KeyHandle key) {
  std::string raw(kBytes, '\0');
  size_t size = raw.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(raw.data()), &size) !=
          1 ||
      size != kBytes)
    return fail(ErrorCode::Misuse, "this is no Ed25519 public key");
  return PublicKey(std::move(key), std::move(raw));
}

Result<PublicKey> PublicKey::from_pem(const std::string& pem) {
  const Bio bio = reader_of(pem);
  KeyHandle key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  if (!key) return fail(ErrorCode::Misuse, "the PEM block PUBLIC KEY cannot be read");
  if (!is_ed25519(key)) return fail(ErrorCode::Misuse, "the PEM block is no Ed25519 key");
  return from_handle(std::move(key));
}

bool PublicKey::verifies(std::string_view message, std::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  const Context context(EVP_MD_CTX_new());
  const bool verified =
      context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message),
                       message.size()) == 1;
  if (!verified) ERR_clear_error();
  return verified;
}

std::string PublicKey::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  ASSERT(bio && PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1);
  return text_of(bio.get());
}

std::string PublicKey::id() const { return hex_of(sha256(raw_)).substr(0, 16); }

PrivateKey PrivateKey::generate() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  ASSERT(key);
  return PrivateKey(KeyHandle(key));
}

Result<PrivateKey> PrivateKey::from_seed(std::string_view seed) {
  KeyHandle key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed), seed.size()));
  if (!key) return fail(ErrorCode::Misuse, "an Ed25519 private key has 32 bytes");
  return PrivateKey(std::move(key));
}

Result<PrivateKey> PrivateKey::from_pem(const std::string& pem) {
  const Bio bio = reader_of(pem);
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  if (!key) return fail(ErrorCode::Misuse, "there is no PEM block PRIVATE KEY that can be read");
  if (!is_ed25519(key)) return fail(ErrorCode::Misuse, "the PEM block is no Ed25519 key");
  return PrivateKey(std::move(key));
}

std::string PrivateKey::sign(std::string_view message) const {
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  const Context context(EVP_MD_CTX_new());
  ASSERT(context);
  ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  ASSERT(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                        octets(message), message.size()) == 1);
  ASSERT(size == kSignatureBytes);
  return signature;
}

PublicKey PrivateKey::public_key() const {
  std::string raw(PublicKey::kBytes, '\0');
  size_t size = raw.size();
  ASSERT(EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()),
                                     &size) == 1);
  Result<PublicKey> key = PublicKey::from_raw(raw);
  ASSERT(key.has_value());
  return std::move(*key);
}

std::string PrivateKey::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  ASSERT(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr,
                                              nullptr) == 1);
  return text_of(bio.get());
}

}  // namespace tern::daemon
