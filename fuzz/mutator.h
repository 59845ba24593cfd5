#pragma once

#include <random>

#include "fuzz/hostile_files.h"

namespace tern::fuzz {

/// Changes `files` in 1 to 8 places, mostly where structure is: the database header, b-tree page
/// headers, cell pointers and cells, freelist pages, frame and journal headers. WAL and journal
/// checksums are put right again most of the time, and protected pages are mutated below their
/// protection, so that what they guard is looked at.
void mutate(HostileFiles& files, std::mt19937_64& random);

/// Sets the checksums of a WAL as its header and frames want them.
void fix_wal_checksums(ByteVector& wal);

}  // namespace tern::fuzz
