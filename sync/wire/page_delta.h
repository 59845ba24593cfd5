#pragma once

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// How one image of a page follows from another of the same size:
//
//   delta := (skip varint, length varint, bytes)*     to the end of the page: nothing more differs

namespace tern::sync::wire {

/// Requires: equal sizes.
ByteVector make_delta(Bytes before, Bytes after);
/// Errors: Corrupt if the delta leaves the page.
Status apply_delta(MutBytes page, Bytes delta);

}  // namespace tern::sync::wire
