#pragma once

#include <string_view>

#include "engine/io/vfs.h"

namespace tern::io {

/// The files of the operating system, as posix_vfs() has them, with io_uring where it pays: batches
/// of reads go to the kernel as a whole, and what a fiber (event_loop.h) reads, writes or syncs
/// parks the fiber alone. Where the kernel refuses, all of it is done by plain calls, and the
/// reason logged.
Vfs& uring_vfs();

/// "unix" or "posix": plain calls; "uring", or nothing: uring_vfs(). Errors: Error.
Result<Vfs*> find_vfs(std::string_view name);

}  // namespace tern::io
