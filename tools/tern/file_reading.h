#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace tern::shell {

/// The bytes of a file; nothing where it cannot be opened. What has no size, such as a device, is
/// empty. Errors: TooBig where there are more than `size_max`; IoErr where reading fails.
Result<std::optional<ByteVector>> read_file(const std::string& path, uint64_t size_max);

}  // namespace tern::shell
