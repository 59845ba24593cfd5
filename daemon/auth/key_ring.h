#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/auth/ed25519.h"
#include "engine/base/result.h"

namespace tern::daemon {

/// A key that tokens may be signed with, and which databases such tokens are for.
struct RingKey {
  std::string id;  ///< that of `kid`; empty: the file gave none
  PublicKey key;
  bool for_all = false;                ///< every database that has no keys of its own
  std::vector<std::string> databases;  ///< those that have it as one of their own
};

/// The public keys of a server. Threads: immutable once filled, so any. A key file holds any number
/// of keys, each a PEM block "PUBLIC KEY" or a line with the base64url of its 32 bytes; a line
/// `kid: ID` names the key that follows; `#` starts a comment.
class KeyRing {
 public:
  /// `database`: the one whose tokens the file's keys sign, instead of the keys for all; empty:
  /// all. Errors: CantOpen; Misuse with path and line for anything that is not as documented, and
  /// for a file without a key.
  Status add_file(const std::string& path, std::string_view database = {});
  Status add_text(std::string_view text, std::string_view path, std::string_view database = {});

  /// The key that signed `text`; nullptr if none here did. With a `key_id` that some key has, only
  /// those are tried; with one that none has, only keys without an id.
  const RingKey* signer(const std::optional<std::string>& key_id, std::string_view text,
                        std::string_view signature) const;
  /// Whether tokens that `key` signed are for `database`.
  bool covers(const RingKey& key, std::string_view database) const;
  size_t size() const { return keys_.size(); }

 private:
  void add(PublicKey key, std::string id, std::string_view database);

  std::vector<RingKey> keys_;  ///< each key once
};

}  // namespace tern::daemon
