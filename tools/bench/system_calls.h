#pragma once

#include <span>
#include <string>

namespace tern::bench {

/// Prints the system calls per operation of both engines, counted by strace: the difference between
/// processes that do 2 n and n operations, by n. Returns the exit status.
int print_system_calls();
/// The child of it. Arguments: operation, engine, database, count.
int do_operations(std::span<const std::string> arguments);

}  // namespace tern::bench
