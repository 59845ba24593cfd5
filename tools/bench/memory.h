#pragma once

#include <span>
#include <string>

namespace tern::bench {

/// Prints for both engines the peak memory of a process that changes 1 GiB of pages in one
/// transaction with cache_size=-65536 (64 MiB), in WAL and in rollback mode. Returns the exit
/// status.
int print_memory();
/// The child of it. Arguments: engine, database, journal mode.
int change_a_gibibyte(std::span<const std::string> arguments);

/// Prints what Tern does with a database of `gibibytes`: created, checked and vacuumed, each in a
/// process of its own with cache_size=-65536, with its time and its peak memory.
int print_large(int gibibytes);
/// The child of it. Arguments: step, database, size in GiB.
int do_large(std::span<const std::string> arguments);

}  // namespace tern::bench
