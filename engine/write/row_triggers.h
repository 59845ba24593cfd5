#pragma once

#include <cstdint>
#include <span>

#include "engine/catalog/schema.h"
#include "engine/record/value.h"
#include "engine/write/verdict.h"

namespace tern::write {

/// The triggers of one table, as a TableWriter calls them. Running their bodies is engine/exec's
/// work, which stands above this room: it implements this.
class RowTriggers {
 public:
  struct Row {
    int64_t rowid = 0;
    std::span<const record::ValueView> values;
  };
  struct Firing {
    sql::TriggerTime time{};
    sql::TriggerEvent event{};
    const Row* old_row = nullptr;   // null for INSERT
    const Row* new_row = nullptr;   // null for DELETE
    std::span<const bool> changed;  // UPDATE: the columns that the statement sets
    /// The conflict clause of the statement at work: stands in for those in the bodies.
    sql::Conflict on_conflict = sql::Conflict::Unspecified;
  };
  virtual ~RowTriggers() = default;
  virtual bool has(sql::TriggerTime time, sql::TriggerEvent event) const = 0;
  /// Runs what fits, newest first. Ignore: RAISE(IGNORE), the row is given up.
  /// Requires: the rows' values stay where they are meanwhile.
  virtual Result<Verdict> fire(const Firing& firing) = 0;
};

/// Where a writer finds the triggers of its table, and of those that foreign key actions change.
class TriggerSource {
 public:
  virtual ~TriggerSource() = default;
  /// Null: the table has none.
  virtual RowTriggers* triggers_of(const catalog::Table& table) = 0;
};

/// Is told of each row that a statement itself has inserted, changed or deleted.
class ChangeListener {
 public:
  virtual ~ChangeListener() = default;
  /// It counts, whatever foreign key actions and triggers may still refuse.
  virtual void count() = 0;
  /// Foreign key actions have run, AFTER triggers have not: for RETURNING.
  virtual Status changed(std::span<const record::ValueView> row, int64_t rowid) = 0;
};

/// Who fires the triggers of a statement's changes, and whether the statement stands in the body of
/// one itself: its changes are indirect then, and it ends with the outermost one.
struct Triggering {
  TriggerSource* source = nullptr;  // null: no triggers
  bool is_inside = false;
  bool skips_own = false;              // only those of rows that foreign key actions change
  ChangeListener* listener = nullptr;  // null: nobody listens
};

}  // namespace tern::write
