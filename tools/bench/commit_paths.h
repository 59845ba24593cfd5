#pragma once

namespace tern::bench {

/// Prints how long one WAL frame of 4 KiB takes to be durable in a preallocated file, by the ways
/// there are to write it. Medians, interleaved. Returns the exit status.
int print_commit_paths();

}  // namespace tern::bench
