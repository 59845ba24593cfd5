#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/api/include/tern/tern.h"

// What makes one database into another: objects of the schema that were added, removed or changed,
// and rows, found by their key: the primary key, or the rowid of a table without one (and of one
// whose primary key holds NULLs, which may be there twice).
//
// D1: a table whose CREATE statement changed is made anew with all its rows.
// D2: a column counts as changed when its value is another one for SQL's IS, byte by byte, or of
//     another type: 1 and 1.0 differ.
// D3: rows of virtual tables are not compared, nor are tables that SQLite keeps for itself, nor
//     those that a virtual table's module says it keeps its content in. Of a module that is not
//     known they are compared as any table.

namespace tern::shell {

enum class ChangeKind : uint8_t { Added, Removed, Changed };

/// An object of the schema; `before` and `after` are its CREATE statements, "" where it is missing.
struct SchemaChange {
  ChangeKind kind{};
  std::string type;
  std::string name;
  std::string table;
  std::string before;
  std::string after;
  bool has_unknown_module = false;  ///< a virtual table: only its row in the schema can be written
};

struct ComparedTable {
  std::string name;
  std::vector<std::string> columns;  ///< stored ones; the first is the rowid where that is the key
  std::vector<size_t> keys;          ///< indexes into `columns`
  bool rows_may_clash = false;  ///< has unique constraints besides its key: see DiffWriter::update
};

/// Is told of the differences: first all of the schema, then the rows of one table after another,
/// of each its deletes, its updates, its inserts.
/// Lifetime: of values: the call.
class DiffWriter {
 public:
  using Values = std::vector<record::ValueView>;
  virtual ~DiffWriter() = default;
  virtual void schema(const std::vector<SchemaChange>& changes) = 0;
  virtual void remove(const ComparedTable& table, const Values& before) = 0;
  virtual void update(const ComparedTable& table, const Values& before, const Values& after,
                      const std::vector<bool>& changed) = 0;
  virtual void insert(const ComparedTable& table, const Values& after) = 0;
  virtual void not_compared(const std::string& table) = 0;
};

struct DiffOptions {
  std::vector<std::string> tables;  ///< empty: all
  bool schema_only = false;
};

/// Compares `main` with the database attached as `other`, both as of one moment each. True: there
/// are differences. Errors: of reading.
Result<bool> diff_attached(Connection& db, const DiffOptions& options, DiffWriter& writer);

}  // namespace tern::shell
