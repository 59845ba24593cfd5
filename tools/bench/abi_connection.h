#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.h"
#include "tools/bench/abi_library.h"

namespace tern::bench {

using AbiStatement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

/// A connection of one library. Failures are values: what one workload meets is no reason to learn
/// nothing of the others. Lifetime: outlives its statements; the functions outlive it.
class AbiConnection {
 public:
  AbiConnection(const AbiFunctions& functions, std::string path);
  ~AbiConnection();
  AbiConnection(const AbiConnection&) = delete;
  AbiConnection& operator=(const AbiConnection&) = delete;

  /// Not done by the constructor: some workloads measure just this.
  Status open();
  Status close();
  Status execute(const char* sql);
  Result<AbiStatement> prepare(const char* sql);
  /// The integer that `sql` answers.
  Result<int64_t> ask(const char* sql);
  /// What the last call of a function met.
  std::unexpected<Error> failure() const;

  const AbiFunctions& functions() const { return functions_; }
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return db_; }
  /// Another one each time, of as many digits: for texts that were never prepared before.
  int64_t next_number() { return ++number_; }

 private:
  const AbiFunctions& functions_;
  std::string path_;
  sqlite3* db_ = nullptr;
  int64_t number_ = 1'000'000;
};

}  // namespace tern::bench
