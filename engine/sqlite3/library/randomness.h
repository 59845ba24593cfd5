#pragma once

#include <cstdint>

#include "engine/io/random.h"

namespace tern::abi {

/// The generator behind sqlite3_randomness(), seeded by the default file system.
io::Random& library_random();

/// For sqlite3_test_control(): SQLITE_TESTCTRL_PRNG_SAVE, _RESTORE, _RESET, and _SEED (which counts
/// from the next reset on; 0: the file system seeds again).
void save_random();
void restore_random();
void reset_random();
void seed_random(uint32_t seed);

}  // namespace tern::abi
