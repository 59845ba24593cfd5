#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/sync/parties.h"

// What must be true of files and histories, asked of the reference and of the primary's own log.
// Failures are reported as test failures.

namespace tern::sync {

/// Each transaction that is in the file is there whole: with all details; the counters know all.
void check_whole(const std::string& file);

/// The files have the same content, by hash and by what the reference reads, and are sound.
void check_equal(const std::vector<std::string>& files);

/// Each acknowledged transaction has exactly one outcome at the primary, each other at most one;
/// applied or merged, its row is there, parked, its data is in an open conflict. Per replica the
/// history has each process's transactions in their order, without a gap. How many had which
/// outcome. Requires: ternd does not run.
std::map<std::string, int64_t> check_history(const std::string& database_folder,
                                             const std::vector<Party>& parties,
                                             size_t replica_count);

}  // namespace tern::sync
