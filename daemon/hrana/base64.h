#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/byte_arena.h"
#include "engine/base/bytes.h"

namespace tern::daemon::hrana {

/// Appends `bytes` in the standard alphabet, without padding.
void append_base64(std::string& out, Bytes bytes);
/// With or without padding. Nothing for what is no base64. Lifetime: `arena`'s.
std::optional<Bytes> decode_base64(std::string_view text, ByteArena& arena);

}  // namespace tern::daemon::hrana
