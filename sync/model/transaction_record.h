#pragma once

#include <vector>

#include "sync/model/codec.h"
#include "sync/model/hlc.h"
#include "sync/model/identity.h"

// A local transaction as it travels: immutable from its commit on.
//
//   record := version(=1) u8, flags u8, epoch, base, seq, hlc u64, changeset (length, bytes),
//   crc32c u32
//
// rid and chain are not in it: a push names the rid once and the chain before its first record; the
// chain after each is computed. The CRC covers everything before it.

namespace tern::sync::model {

enum TransactionFlags : uint8_t {
  kForeignKeysOn = 1,  // PRAGMA foreign_keys was on when it was made
};

constexpr uint64_t kTransactionBytesMax = uint64_t{64} << 20;

struct TransactionRecord {
  uint8_t flags = 0;
  Epoch epoch;
  Revision base;  // newest revision that the user could have seen
  Seq seq;
  Hlc hlc;
  ByteVector changeset;  // engine/txn/changeset.h

  ByteVector encode() const;
  /// Errors: Corrupt. The changeset's inside is checked where it is read.
  static Result<TransactionRecord> decode(Bytes bytes);
};

}  // namespace tern::sync::model
