#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/vfs.h"

// A transaction over several files has a super-journal, which names the journals of all of them,
// each name closed by a zero byte. Each journal names it at its end:
//
//   name, name's length (4), sum of its characters (4), journal magic (8)
//
// The transaction commits when the super-journal is deleted: journals that name one that is gone
// are left over from a commit. Source: SQLite file format, "The Rollback Journal".

namespace tern::storage {

constexpr std::array<uint8_t, 8> kJournalMagic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

/// Requires: `bytes` has eight or more.
bool has_journal_magic(Bytes bytes);

/// The super-journal that the journal names; empty if it names none. Errors: IoErr*.
Result<std::string> super_journal_of(io::File& journal);

/// Removes the super-journal if no journal that it names is there and names it. Errors: IoErr*.
Status remove_idle_super_journal(io::Vfs& vfs, const std::string& path);

}  // namespace tern::storage
