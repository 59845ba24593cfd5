#pragma once

#include <cstdint>

namespace tern::io {

/// How many forks lie between the first process that ran this program and the present one. What
/// was opened under another count was inherited: its locks are the parent's, and it must not be
/// used. (In the parent the count stays.)
uint32_t fork_count();

}  // namespace tern::io
