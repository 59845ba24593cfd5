#pragma once

#include <random>
#include <string>

#include "engine/api/include/tern/tern.h"

namespace tern::sync {

/// What every replica does to the database in these tests.
///
/// A transaction has a ledger id that is never used again: its row in `ledger`, `kDetails` rows in
/// `detail` and one step of a `counter` show that it is there once and whole. Beside that it
/// changes rows that others change too.
/// Plain: nothing that could be refused at the primary (cells only). Contended: also unique keys,
/// foreign keys, rows deleted and made again, and now and then the schema of two more tables.
/// Large: as Contended, with details of up to half a megabyte.
/// Lifetime: must not outlive the connection nor the random numbers.
class Workload {
 public:
  enum class Kind : uint8_t { Plain, Contended, Large };
  static constexpr int kDetails = 3;
  static constexpr int kCounters = 4;
  /// SQL that makes the tables and their first rows; the reference runs it as well.
  static std::string schema();

  Workload(Connection& connection, int64_t replica, Kind kind, std::mt19937_64& random)
      : db_(connection), replica_(replica), kind_(kind), random_(random) {}

  /// One transaction. An error: it was rolled back.
  Status write(int64_t id);

 private:
  Status body(int64_t id);
  int64_t detail_size();
  Status change_something(int64_t id);
  Status change_contended(int64_t id);
  Status change_schema(int64_t id);
  Status taken_back(int64_t id);
  int64_t draw(int64_t below) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(below));
  }

  Connection& db_;
  int64_t replica_;
  Kind kind_;
  std::mt19937_64& random_;
};

}  // namespace tern::sync
