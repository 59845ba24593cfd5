#pragma once

#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// How one image of a page follows from another of the same size:
//
//   delta := nothing                               the images are equal
//          | 0x01 runs                             of the whole page
//          | 0x02 length varint, runs, zstd frame  runs of its head, and the new rest with the old
//                                                  rest as the frame's prefix
//   runs  := (skip varint, length varint, bytes)*  nothing more differs
//
// The first form is short where values change in their place; the second where cells move, as they
// do when a row changes its length. The head is the database header on page 1 and nothing on
// others: a replica has values of its own in fields that page hashes mask, so these bytes must
// never be a source to copy from.

namespace tern::sync::wire {

/// The shorter form. Requires: equal sizes.
ByteVector make_delta(uint32_t page, Bytes before, Bytes after);
/// Errors: Corrupt if the delta leaves the page or is of no known form; NoMem.
Status apply_delta(uint32_t page, MutBytes image, Bytes delta);

}  // namespace tern::sync::wire
