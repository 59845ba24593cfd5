#pragma once

#include <string>

#include "sync/model/codec.h"

namespace tern::sync::replica {

/// What the `-sync` file says: whose replica the file is. Everything that moves with transactions
/// is in the log, see local_log.h.
struct SyncState {
  std::string remote;
  std::string database;
  bool cloning = false;  // the database file is not complete yet

  ByteVector encode() const;
  static Result<SyncState> decode(Bytes bytes);
};

}  // namespace tern::sync::replica
