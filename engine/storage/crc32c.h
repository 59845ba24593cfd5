#pragma once

#include <cstdint>

#include "engine/base/bytes.h"

namespace tern::storage {

/// CRC-32C (Castagnoli) of `bytes`, going on from `crc`, the value for what comes before.
uint32_t crc32c(Bytes bytes, uint32_t crc = 0);

}  // namespace tern::storage
