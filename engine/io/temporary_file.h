#pragma once

#include <memory>

#include "engine/io/random.h"
#include "engine/io/vfs.h"

namespace tern::io {

/// A new file in the Vfs's folder for temporary files. It has lost its name already: nobody else
/// can open it, and it is gone when it is closed or the process ends. Errors: CantOpen;
/// IoErrDelete.
Result<std::unique_ptr<File>> open_temporary(Vfs& vfs, Random& random);

}  // namespace tern::io
