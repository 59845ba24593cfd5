#pragma once

#include <cstdint>
#include <optional>

#include "engine/base/bytes.h"

namespace tern::storage {

enum class Cipher : uint8_t { Aes128Gcm = 1, Aes256Gcm = 2 };

/// The user's key, whole: its size is key_size(cipher) (cipher_codec.h).
struct EncryptionKey {
  Cipher cipher = Cipher::Aes256Gcm;
  ByteVector bytes;
};

/// What keeps the pages of a database, on disk, from being changed or read unnoticed.
struct Protection {
  enum class Kind : uint8_t { None, Checksum, Encryption };
  Kind kind = Kind::None;
  std::optional<EncryptionKey> key = std::nullopt;  // where the kind is Encryption
};

}  // namespace tern::storage
