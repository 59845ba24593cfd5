#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/record/value.h"
#include "engine/txn/transaction.h"

namespace tern::api {

/// Change data capture (PRAGMA tern_capture): at the commit of a transaction its changeset is
/// written as rows of a table of the main database, one for each operation, as part of the
/// transaction.
///
///   change_id       1, 2, ... never given twice
///   transaction_id  the change_id of the transaction's first change
///   time_ms         of the commit: milliseconds since 1970-01-01 UTC
///   operation       'insert', 'update', 'delete' or 'ddl'
///   table_name      null for ddl
///   row_key         the rowid, or the value of the one key column; an image of several
///   new_key         where an update changed the key
///   before, after   images of the row, as the mode wants them (engine/record/row_image.h)
///   sql             the text of a ddl operation
///
/// Generated columns are in no image: their values follow from the others. What happens to the
/// table itself is not captured. Threads: as the connection.
class ChangeCapture {
 public:
  enum class Mode : uint8_t { Id, Before, After, Full };

  ChangeCapture(std::string table, Mode mode) : table_(std::move(table)), mode_(mode) {}
  const std::string& table() const { return table_; }
  Mode mode() const { return mode_; }

  /// The statement that makes the table.
  std::string create_statement() const;
  /// Errors: Error where the schema has another table of this name, or none.
  Result<const catalog::Table*> find_table(const catalog::Schema& schema) const;

  /// Writes what `transaction` has captured so far. Requires: main is being written.
  /// Errors: of find_table(), of TableWriter.
  Status write(txn::Transaction& transaction, int64_t time_ms) const;

 private:
  const std::string table_;
  const Mode mode_;
};

}  // namespace tern::api
