#pragma once

#include "engine/base/bytes.h"

namespace tern::fuzz {

/// A database as a stranger may hand it over. Empty: no such file.
struct HostileFiles {
  ByteVector database;
  ByteVector wal;
  ByteVector journal;
};

/// Opens the database in memory, checks it, reads all tables and indexes, changes every table and
/// commits. Any answer will do, as long as there is one: an Internal error or a NoMem aborts.
void exercise(const HostileFiles& files);

}  // namespace tern::fuzz
