#pragma once

#include <string>

#include "engine/base/bytes.h"

namespace tern::fuzz {

/// A database as a stranger may hand it over. Empty: no such file.
struct HostileFiles {
  ByteVector database;
  ByteVector wal;
  ByteVector journal;
  std::string hexkey = {};     // it is opened with; empty: none
  bool has_checksums = false;  // the pages had some
};

/// Opens the database in memory, checks it, reads all tables and indexes, changes every table and
/// commits. Any answer will do, as long as there is one: an Internal error or a NoMem aborts.
void exercise(const HostileFiles& files);

}  // namespace tern::fuzz
