#pragma once

#include <span>
#include <string>

namespace tern::bench {

/// `tern-bench abi`: the C API, called in Tern's libsqlite3 and in the reference's. Returns the
/// exit status: 1 if Tern's library fails or answers otherwise.
int print_abi(std::span<const std::string> arguments);
/// The child of it. Arguments: workload, library, database, count of runs.
int run_abi_once(std::span<const std::string> arguments);

}  // namespace tern::bench
