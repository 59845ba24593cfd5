#pragma once

#include <memory>
#include <string_view>

#include "engine/base/result.h"
#include "engine/record/value.h"
#include "tools/bench/engine.h"

namespace tern::bench {

/// A prepared statement of a Subject.
class SubjectStatement {
 public:
  virtual ~SubjectStatement() = default;
  virtual Status bind(int parameter, int64_t value) = 0;
  virtual Result<bool> step() = 0;
  virtual void reset() = 0;
  virtual int column_count() const = 0;
  /// Lifetime: until the next step or reset.
  virtual record::ValueView column(int at) = 0;
};

/// An engine on a database that is there already. Unlike Engine's its failures are values: one
/// query that an engine does not master is no reason to learn nothing of the others. Lifetime:
/// outlives its statements. Threads: interrupt() from any.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual Result<std::unique_ptr<SubjectStatement>> prepare(std::string_view sql) = 0;
  /// The statement that runs fails with Interrupt.
  virtual void interrupt() = 0;
};

/// With a page cache of `cache_kibibytes`. A database that does not open ends the program.
std::unique_ptr<Subject> open_subject(EngineKind kind, const std::string& path,
                                      int64_t cache_kibibytes);
std::unique_ptr<Subject> open_tern_subject(const std::string& path);    // subject_tern.cc
std::unique_ptr<Subject> open_sqlite_subject(const std::string& path);  // subject_sqlite.cc

/// Runs `sql` to its end.
Status run_all(Subject& subject, std::string_view sql);

}  // namespace tern::bench
