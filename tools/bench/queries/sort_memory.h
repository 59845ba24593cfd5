#pragma once

#include <span>
#include <string>

namespace tern::bench {

/// `tern-bench sort-memory`: time and peak memory of processes that sort 10^7 rows with
/// cache_size=-65536. Takes --keep FOLDER as run_queries does.
int print_sort_memory(std::span<const std::string> arguments);
/// The child of it. Arguments: engine, database, query.
int sort_in_child(std::span<const std::string> arguments);

}  // namespace tern::bench
