#pragma once

#include <span>
#include <string>

namespace tern::bench {

/// `tern-bench queries`: the query suites on both engines. Returns the exit status: 1 if a query is
/// refused, fails or has another answer.
int run_queries(std::span<const std::string> arguments);

}  // namespace tern::bench
