#pragma once

#include <cstdint>

namespace tern::daemon {

/// Bytes that this thread has taken from operator new, less those that it has given back: of what
/// other threads took, too, so that it can be negative. Differences are what it is good for.
///
/// For that it replaces operator new and delete of the program that links it.
/// Not counted: pages of databases (engine/storage/page_memory.h), stacks, what libraries in C
/// take.
int64_t thread_memory();

}  // namespace tern::daemon
