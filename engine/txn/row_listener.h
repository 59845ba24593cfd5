#pragma once

#include <cstdint>
#include <span>

#include "engine/catalog/schema.h"
#include "engine/record/value.h"
#include "engine/txn/changeset.h"

namespace tern::txn {

/// A row that a statement, a trigger or a foreign key action changes.
struct RowChange {
  OpKind kind{};
  const catalog::Table* table = nullptr;
  int64_t old_rowid = 0;                      // Update, Delete; 0 without rowids
  int64_t new_rowid = 0;                      // Insert, Update; 0 without rowids
  std::span<const record::ValueView> before;  // Update, Delete: all columns
  std::span<const record::ValueView> after;   // Insert, Update: all columns
  uint32_t depth = 0;  // of triggers and foreign key actions that it happens in
  /// How many columns the record of `before` has, if it is known: others are the columns' defaults.
  size_t before_stored = SIZE_MAX;
};

/// Hears of every row that changes in user tables, replays of changesets aside.
/// Lifetime: what a RowChange points at lives until the call returns. Threads: the connection's.
class RowListener {
 public:
  virtual ~RowListener() = default;
  /// Every row counts: tables are not emptied at once.
  virtual bool wants_every_row() const = 0;
  /// Constraints hold, and the row is about to change. Also for rows that REPLACE removes.
  virtual void row_changes(const RowChange& change) = 0;
  /// The row has changed. Not for rows that REPLACE removed.
  virtual void row_changed(const RowChange& change) = 0;
};

}  // namespace tern::txn
