#pragma once

#include <span>
#include <string>

namespace tern::bench {

/// `tern-bench prepare`: what it takes to prepare a simple query and one of 12 tables, in time or,
/// with --instructions, in instructions. Takes --keep FOLDER as run_queries does.
int print_prepare(std::span<const std::string> arguments);
/// The child of it. Arguments: engine, database, query, how often.
int prepare_often(std::span<const std::string> arguments);

}  // namespace tern::bench
