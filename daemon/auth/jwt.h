#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/auth/ed25519.h"
#include "daemon/auth/refusals.h"

namespace tern::daemon {

/// Longer tokens are refused before anything of them is read.
constexpr size_t kTokenBytesMax = 8 << 10;

/// A token taken apart; nothing of it is to be believed before its signature is checked.
struct Jwt {
  std::string signed_text;  ///< what the signature is over
  std::string signature;
  std::optional<std::string> key_id;  ///< `kid`
  std::string claims;                 ///< JSON, not looked at yet
};

/// Three parts of strict base64url; the header is {"alg":"EdDSA"} and may have `typ` (JWT), `kid`
/// and members that this server does not know, but no `crit`.
/// Refuses with: AUTH_JWT_INVALID. Source: RFC 7515, RFC 7519, RFC 8037.
Checked<Jwt> parse_jwt(std::string_view token);

/// Whether `token` has the three parts of a JWT, whatever is in them.
bool looks_like_jwt(std::string_view token);

/// A token. `key_id` may be empty: the header has none then.
std::string sign_jwt(const PrivateKey& key, std::string_view key_id, std::string_view claims);

}  // namespace tern::daemon
