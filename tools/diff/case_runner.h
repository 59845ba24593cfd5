#pragma once

#include <memory>

#include "tools/diff/query_generator.h"
#include "tools/diff/read_database.h"

namespace tern::diff {

/// Compares generated cases one after the other. Those of one database share it.
class CaseRunner {
 public:
  CaseRunner(const CaseSource& source, const CompareOptions& options);
  Divergence run(uint64_t number);
  /// Of the cases so far.
  Coverage coverage() const;

 private:
  Divergence run_query(uint64_t number);
  Divergence open_database(uint64_t group);

  CaseSource source_;
  CompareOptions options_;
  Coverage coverage_;  // all but what generator_ knows of
  // Of Profile::Queries; null: no database is open.
  std::unique_ptr<QueryGenerator> generator_;
  std::unique_ptr<ReadDatabase> database_;
  uint64_t group_ = 0;
  size_t steps_ = 0;  // that made the database
};

}  // namespace tern::diff
