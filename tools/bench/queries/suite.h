#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tools/bench/engine.h"

namespace tern::bench {

/// How the rows of an answer compare.
enum class RowOrder : uint8_t {
  Any,    // as a bag
  Fixed,  // ORDER BY leaves no choice
};

struct SuiteQuery {
  std::string name;
  RowOrder order;
  std::string sql;
  /// A measured run executes the statement this often, each time with another key, 1 to `key_max`,
  /// for its parameter.
  int64_t executions = 1;
  int64_t key_max = 0;
};

/// A database and what is asked of it.
struct Suite {
  std::string name;
  int version;  // of the data: a kept database of another one is not reused
  /// Makes the tables, their rows and indexes in an empty database.
  void (*make)(Engine&);
  std::vector<SuiteQuery> queries;
};

const Suite& tpch_suite();       // tpch_queries.cc
const Suite& movies_suite();     // movies_queries.cc
const Suite& micro_suite();      // micro_queries.cc
const Suite& functions_suite();  // functions_queries.cc

void make_tpch(Engine& engine);       // tpch_data.cc
void make_movies(Engine& engine);     // movies_data.cc
void make_micro(Engine& engine);      // micro_data.cc
void make_functions(Engine& engine);  // functions_data.cc

/// The path of the suite's database in `folder`. The reference makes it, with statistics, if it is
/// not there yet.
std::string ready_database(const Suite& suite, const std::string& folder);

}  // namespace tern::bench
