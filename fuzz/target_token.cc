#include <string>

#include "daemon/auth/base64url.h"
#include "daemon/auth/claims.h"
#include "daemon/auth/ed25519.h"
#include "daemon/auth/jwt.h"
#include "daemon/auth/key_ring.h"
#include "daemon/auth/revocation.h"
#include "engine/base/bytes.h"

namespace tern::fuzz {
namespace {

/// Claims that were accepted say the same once they are written and read again.
void try_claims(std::string_view text) {
  const auto claims = daemon::Claims::parse(text);
  if (!claims) return;
  const auto again = daemon::Claims::parse(claims->json());
  if (!again || *again != *claims) __builtin_trap();
  (void)claims->access("db");
  (void)claims->check_time(1'700'000'000'000);
}

/// Nobody has signed the input, so no key may say so; base64url has one text for each token.
void try_token(std::string_view text) {
  const auto jwt = daemon::parse_jwt(text);
  if (!jwt) return;
  const std::string signature = daemon::encode_base64url(jwt->signature);
  if (jwt->signed_text + "." + signature != text) __builtin_trap();
  static const daemon::PublicKey kKey = daemon::PrivateKey::generate().public_key();
  if (kKey.verifies(jwt->signed_text, jwt->signature)) __builtin_trap();
  try_claims(jwt->claims);
}

}  // namespace

// A token, claims, a key file or a revocation file, by the first byte.
void run(Bytes input) {
  if (input.empty()) return;
  const std::string_view text = as_text(input.subspan(1));
  switch (static_cast<char>(input[0])) {
    case 't':
      return try_token(text);
    case 'c':
      return try_claims(text);
    case 'k': {
      daemon::KeyRing keys;
      (void)keys.add_text(text, "k");
      return;
    }
    case 'r':
      (void)daemon::RevocationList::parse(text, "r");
      return;
    default:
      return;
  }
}

}  // namespace tern::fuzz
