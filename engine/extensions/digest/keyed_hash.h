#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/extensions/digest/hash.h"

namespace tern::extensions::digest {

/// Computes message authentication codes (HMAC) with one algorithm, one after the other.
/// Source: RFC 2104; FIPS 198-1.
class KeyedHash {
 public:
  /// Errors: Error if OpenSSL does not offer the algorithm.
  static Result<KeyedHash> open(const Algorithm& algorithm);
  const Algorithm& algorithm() const { return *algorithm_; }
  /// The code of `data` in place of what `out` holds.
  /// Errors: Error if OpenSSL refuses the key (a policy of the machine may forbid short ones).
  Status compute(Bytes key, Bytes data, std::string& out);

 private:
  struct Free {
    void operator()(EVP_MAC* function) const { EVP_MAC_free(function); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  explicit KeyedHash(const Algorithm& algorithm) : algorithm_(&algorithm) {}

  const Algorithm* algorithm_;
  std::unique_ptr<EVP_MAC_CTX, Free> context_;
};

}  // namespace tern::extensions::digest
