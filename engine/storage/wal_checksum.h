#pragma once

#include <cstddef>

#include "engine/storage/wal_format.h"

// The WAL's checksum over many words at once. Both of its sums are one sequence: the words w are
// added as s[k] = s[k-1] + s[k-2] + w[k], modulo 2^32, of which `second` is the last and `first`
// the one before it. So after n words
//
//   second = F(n+1) * second + F(n)   * first + sum of F(n-i)   * w[i], i = 0 .. n-1
//   first  = F(n)   * second + F(n-1) * first + sum of F(n-1-i) * w[i], i = 0 .. n-2
//
// with the Fibonacci numbers F(0) = 0, F(1) = 1, ..., and no word has to wait for the one before.

namespace tern::storage {

/// Bytes that are added up together.
constexpr size_t kChecksumBlock = 256;

/// Does this processor have what add_up_blocks() needs?
bool has_block_checksum();
/// wal_checksum() of a log in little-endian words. Requires: has_block_checksum(); the size is a
/// multiple of kChecksumBlock.
WalChecksum add_up_blocks(Bytes blocks, WalChecksum sum);

}  // namespace tern::storage
