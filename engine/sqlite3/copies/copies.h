#pragma once

#include "sqlite3.h"

namespace tern::abi {

/// What a connection holds of blobs, images, sessions.
struct CopyState {
  /// While sqlite3_blob_write() tells of the row that it changes: the column; else -1. What
  /// listeners hear of as an update is to the preupdate hook a deletion, of this column.
  int written_blob_column = -1;
};

}  // namespace tern::abi
