#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/random.h"
#include "engine/storage/page_codec.h"
#include "engine/storage/protection.h"

// Encryption at rest: AES-GCM of each page, under a key that is derived from the user's key and the
// database's salt (HKDF-SHA256; its purpose is bound in there).
//
//   page 1      0  "TernEnc" (7)   in place of SQLite's magic, so that SQLite says "not a database"
//               7  cipher: 1 AES-128-GCM, 2 AES-256-GCM
//               8  salt of the database, random (8)
//              16  as SQLite has it, in the clear, but authenticated: page size, format versions,
//                  reserved bytes, fractions, change counter, page count, freelist head and count
//                  (24). What a reader needs before it has a key, or to know whether its cache
//                  holds
//              40  encrypted up to the reserve
//   others      0  encrypted up to the reserve
//   reserve     the last 32 bytes of each page:
//               0  nonce, random (12)
//              12  tag (16)
//              28  key check (4): derived with the key; tells a wrong key from a damaged page
//
// Associated data: page number (4, big-endian), salt (8); on page 1 then its bytes 0..39. Sync's
// record frames (record_frames.h) are encoded like pages, under numbers that no page has.
//
// K1: a page key encrypts one content under one nonce; nonces are random, 96 bits.
// K2: a new user key comes with a new salt, so keys of different databases and times never meet.

namespace tern::storage {

std::optional<Cipher> cipher_named(std::string_view name);  // "aes128gcm", "aes256gcm"
std::string_view name_of(Cipher cipher);
size_t key_size(Cipher cipher);

/// The key that hexadecimal digits give; without a cipher's name its size says which one it is.
/// Errors: Error if the digits, the size or the name are none.
Result<EncryptionKey> parse_key(std::string_view hex_digits, std::string_view cipher_name);

using Salt = std::array<std::byte, 8>;

/// What page 1 says of the encryption.
struct CipherMark {
  Cipher cipher;
  Salt salt;
};
constexpr size_t kClearHeaderSize = 40;
/// nullopt if the page is none of an encrypted database. Requires: kClearHeaderSize bytes.
std::optional<CipherMark> read_cipher_mark(Bytes first_page);
/// Makes the header of an encrypted database one that parse_header() takes, as far as it can be
/// known without a key; the rest of it is zero. Leaves any other header alone.
void uncover_header(MutBytes header);

/// The key of one database's pages. Immutable; forgotten bytes are wiped.
/// Shared ownership: by the codecs of all connections that proved to have it.
class PageKey {
 public:
  static Result<std::shared_ptr<const PageKey>> derive(const EncryptionKey& key, Salt salt);
  ~PageKey();
  PageKey(const PageKey&) = delete;
  PageKey& operator=(const PageKey&) = delete;

  Cipher cipher() const { return cipher_; }
  const Salt& salt() const { return salt_; }
  Bytes bytes() const { return Bytes(bytes_).first(key_size(cipher_)); }
  /// Was the page encoded with this key, as its key check says?
  bool is_of(Bytes page) const;
  Bytes check() const { return check_; }

 private:
  PageKey(Cipher cipher, Salt salt) : cipher_(cipher), salt_(salt) {}
  Cipher cipher_;
  Salt salt_;
  std::array<std::byte, 32> bytes_{};
  std::array<std::byte, 4> check_{};
};

class CipherCodec final : public PageCodec {
 public:
  static constexpr uint32_t kReserve = 32;
  /// Lifetime: `random` must outlive it. Errors: NoMem, Internal.
  static Result<std::unique_ptr<CipherCodec>> create(std::shared_ptr<const PageKey> key,
                                                     io::Random& random);
  ~CipherCodec() override;

  const PageKey& key() const { return *key_; }
  uint32_t reserve() const override { return kReserve; }
  bool is_secret() const override { return true; }
  Status encode(PageNo no, Bytes plain, MutBytes out) override;
  Status decode(PageNo no, MutBytes page) override;

 private:
  struct Contexts;  // the library's, with the key schedules set up
  CipherCodec(std::shared_ptr<const PageKey> key, io::Random& random);
  void next_nonce(MutBytes out);

  std::shared_ptr<const PageKey> key_;
  io::Random& random_;
  std::unique_ptr<Contexts> contexts_;
  std::array<std::byte, size_t{12} * 64> nonces_;
  size_t nonces_used_ = sizeof nonces_;
};

}  // namespace tern::storage
