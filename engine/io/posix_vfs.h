#pragma once

#include "engine/io/vfs.h"

namespace tern::io {

/// The files of the operating system.
///
/// Locks are open-file-description locks where the kernel has them: they conflict with the classic
/// record locks that SQLite takes, but are not dropped when some other descriptor of the same file
/// is closed in this process. Elsewhere classic locks are used; the callers keep one File per
/// inode.
Vfs& posix_vfs();

}  // namespace tern::io
