#pragma once

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// What every body is wrapped in:
//
//   magic "TSY1", kind u8, flags u8 (1: zstd), size of the message (varint), message or its zstd
//   frame, SHA-256 of everything before it
//
// W1: nothing of a body is used before its hash is checked. W2: a message larger than kMessageMax
// is refused before anything is allocated for it.

namespace tern::sync::wire {

enum class Kind : uint8_t { PushRequest = 1, PushAnswer, PullRequest, PullAnswer, StatusAnswer };

constexpr uint64_t kMessageMax = uint64_t{64} << 20;

ByteVector seal(Kind kind, Bytes message);
/// Errors: Corrupt "body: ..." for bytes that are cut, altered, of another kind or too large.
Result<ByteVector> unseal(Kind kind, Bytes body);

}  // namespace tern::sync::wire
