#pragma once

#include "engine/io/posix_locks.h"
#include "engine/io/vfs.h"

namespace tern::io {

/// The files of the operating system, with the best locks that it has.
Vfs& posix_vfs();
/// With locks of one kind.
Vfs& posix_vfs(LockKind lock_kind);

}  // namespace tern::io
