#include "engine/extensions/digest/keyed_hash.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "engine/extensions/digest/openssl_errors.h"

namespace tern::extensions::digest {
namespace {

const unsigned char* openssl_bytes(Bytes bytes) {
  // A null pointer would mean the key of the time before.
  static constexpr unsigned char kNothing = 0;
  return bytes.empty() ? &kNothing : reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Result<KeyedHash> KeyedHash::open(const Algorithm& algorithm) {
  const OpensslErrors errors;
  KeyedHash hash(algorithm);
  const std::unique_ptr<EVP_MAC, Free> function(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  if (!function) return not_offered(algorithm);
  hash.context_.reset(EVP_MAC_CTX_new(function.get()));
  if (!hash.context_) return fail(ErrorCode::NoMem);
  std::string name = algorithm.openssl_name;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), name.size()),
      OSSL_PARAM_construct_end()};
  if (EVP_MAC_CTX_set_params(hash.context_.get(), parameters) != 1) return not_offered(algorithm);
  return hash;
}

Status KeyedHash::compute(Bytes key, Bytes data, std::string& out) {
  const OpensslErrors errors;
  if (EVP_MAC_init(context_.get(), openssl_bytes(key), key.size(), nullptr) != 1) {
    return fail(ErrorCode::Error, "OpenSSL refuses the key");
  }
  out.resize(EVP_MAX_MD_SIZE);
  size_t size = 0;
  const bool good = EVP_MAC_update(context_.get(), openssl_bytes(data), data.size()) == 1 &&
                    EVP_MAC_final(context_.get(), reinterpret_cast<unsigned char*>(out.data()),
                                  &size, out.size()) == 1;
  if (!good) return fail(ErrorCode::Internal, "the cryptographic library failed");
  out.resize(size);
  return ok();
}

}  // namespace tern::extensions::digest
