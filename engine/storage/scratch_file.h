#pragma once

#include <memory>

#include "engine/io/random.h"
#include "engine/io/vfs.h"

namespace tern::storage {

/// A temporary file without a name (engine/io/temporary_file.h) whose bytes are encrypted, with
/// AES-256 in counter mode, under a key that only this object has. What is in it need not be known
/// to be secret. Each byte should be written once: a second content at one place, together with the
/// first one, would give away what they differ in. Errors: CantOpen; IoErrDelete; Internal.
Result<std::unique_ptr<io::File>> open_scratch(io::Vfs& vfs, io::Random& random);

}  // namespace tern::storage
