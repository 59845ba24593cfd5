#pragma once

#include <vector>

#include "fuzz/hostile_files.h"

namespace tern::fuzz {

/// Sound databases, made by Tern: page sizes, kinds of tables and indexes, overflow chains,
/// freelists, WAL with several commits, a journal of an unfinished transaction. The same each time.
std::vector<HostileFiles> make_seed_files();
/// Those of them that are encrypted or have checksums.
std::vector<HostileFiles> make_protected_files();

}  // namespace tern::fuzz
