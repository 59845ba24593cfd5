#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/auth/claims.h"
#include "engine/base/result.h"
#include "engine/io/clock.h"

namespace tern::daemon {

/// What a JWT is to say, as the command line has it.
struct TokenRequest {
  std::string key_file;               ///< private key
  std::optional<std::string> key_id;  ///< none: that of keygen; empty: no `kid`
  std::string id;                     ///< empty: a random one
  std::string name;
  std::vector<std::string> databases;  ///< empty: all
  std::vector<std::string> branches;   ///< empty: all
  std::vector<std::string> actions;
  std::string expires = "30d";  ///< a time from now, or "never"
  std::string starts;           ///< a time from now; empty: at once
  uint64_t key_epoch = 0;
  bool libsql = false;  ///< libSQL's claims instead of ours
};

struct IssuedToken {
  std::string token;
  Claims claims;
};

/// Errors: Misuse with what does not fit; CantOpen for the key file.
Result<IssuedToken> create_token(const TokenRequest& request, io::Clock& clock);

/// Makes FILE (the private key, for its owner's eyes only) and FILE.pub (the public key with its
/// id, for --jwt-keys), and returns the key's id. Errors: CantOpen if one of them is there already.
Result<std::string> create_key_pair(const std::string& file);

}  // namespace tern::daemon
