#pragma once

namespace tern::bench {

/// Prints how long vector_distance_*() takes over 100,000 vectors of 384 floats in a table, beside
/// the time in which this machine reads the same bytes from memory. Returns the exit status.
int print_vectors();

}  // namespace tern::bench
