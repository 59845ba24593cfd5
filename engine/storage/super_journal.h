#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/random.h"
#include "engine/io/vfs.h"

// A transaction over several files has a super-journal, which names the journals of all of them,
// each name closed by a zero byte. Each journal names it at its end:
//
//   number of the page that is never used (4), name, name's length (4), sum of its characters (4),
//   journal magic (8)
//
// The transaction commits when the super-journal is deleted: journals that name one that is gone
// are left over from a commit. Source: SQLite file format, "The Rollback Journal".

namespace tern::storage {

constexpr std::array<uint8_t, 8> kJournalMagic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

/// Requires: `bytes` has eight or more.
bool has_journal_magic(Bytes bytes);

/// The super-journal that the journal names; empty if it names none. Errors: IoErr*.
Result<std::string> super_journal_of(io::File& journal);

/// What a journal says at its end to name `super_journal`.
ByteVector super_journal_name(std::string_view super_journal, uint64_t unused_page);

/// Makes a super-journal that names `journals`, beside the database at `path`, durable with its
/// name. Gives its path. Errors: CantOpen; IoErr*; Full.
Result<std::string> create_super_journal(io::Vfs& vfs, io::Random& random, const std::string& path,
                                         std::span<const std::string> journals);

/// Removes the super-journal if no journal that it names is there and names it. Errors: IoErr*.
Status remove_idle_super_journal(io::Vfs& vfs, const std::string& path);

}  // namespace tern::storage
