#pragma once

#include <cstdint>
#include <vector>

#include "tools/bench/engine.h"

namespace tern::bench {

/// `writers` threads, each with a connection of its own to the engine's file, together insert
/// `commits` rows into t(id, who, s), a transaction each (BEGIN IMMEDIATE, synchronous=full).
/// Returns how many each of them did: whoever is faster does more.
std::vector<int64_t> write_from(Engine& engine, int writers, int64_t commits);

/// Prints for both engines how 8 writers shared the work: commits of the slowest by those of the
/// fastest. Returns the exit status.
int print_fairness();

}  // namespace tern::bench
