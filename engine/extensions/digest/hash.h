#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace tern::extensions::digest {

/// A hash function: its name in SQL, and the one that OpenSSL knows it by.
struct Algorithm {
  std::string_view name;
  const char* openssl_name;
};

// Sources: RFC 1321 (MD5), FIPS 180-4 (SHA-1, SHA-2), FIPS 202 (SHA-3), RFC 7693 (BLAKE2).
inline constexpr Algorithm kMd5 = {"md5", "MD5"};
inline constexpr Algorithm kSha1 = {"sha1", "SHA1"};
inline constexpr Algorithm kSha224 = {"sha224", "SHA2-224"};
inline constexpr Algorithm kSha256 = {"sha256", "SHA2-256"};
inline constexpr Algorithm kSha384 = {"sha384", "SHA2-384"};
inline constexpr Algorithm kSha512 = {"sha512", "SHA2-512"};
inline constexpr Algorithm kSha3With224 = {"sha3_224", "SHA3-224"};
inline constexpr Algorithm kSha3With256 = {"sha3_256", "SHA3-256"};
inline constexpr Algorithm kSha3With384 = {"sha3_384", "SHA3-384"};
inline constexpr Algorithm kSha3With512 = {"sha3_512", "SHA3-512"};
inline constexpr Algorithm kBlake2b = {"blake2b", "BLAKE2B-512"};
inline constexpr Algorithm kBlake2s = {"blake2s", "BLAKE2S-256"};

/// The algorithm of that name, in which case, '-' and '_' do not count; null: none.
const Algorithm* find_algorithm(std::string_view name);

/// Errors: Error, as OpenSSL does not offer `algorithm`: a policy of the machine may forbid it.
std::unexpected<Error> not_offered(const Algorithm& algorithm);

/// Computes hashes of one algorithm, one after the other.
class Hash {
 public:
  /// Errors: Error if OpenSSL does not offer the algorithm.
  static Result<Hash> open(const Algorithm& algorithm);
  const Algorithm& algorithm() const { return *algorithm_; }
  /// The hash of `data` in place of what `out` holds. Errors: Internal if OpenSSL fails.
  Status compute(Bytes data, std::string& out);

 private:
  struct Free {
    void operator()(EVP_MD* function) const { EVP_MD_free(function); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  explicit Hash(const Algorithm& algorithm) : algorithm_(&algorithm) {}

  const Algorithm* algorithm_;
  std::unique_ptr<EVP_MD, Free> function_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace tern::extensions::digest
