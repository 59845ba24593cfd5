#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/include/tern/tern.h"
#include "engine/catalog/schema.h"
#include "sync/model/row_change.h"

namespace tern::sync::apply {

/// Reads and writes single rows of the present state, named as a RowChange names them.
/// Lifetime: within one write transaction of the connection; reset() after DDL.
class HeadRows {
 public:
  explicit HeadRows(Connection& connection) : connection_(connection) {}

  /// The table as it is now, or null. Lifetime: until DDL.
  Result<const catalog::Table*> table(const std::string& name);

  /// The row with the key that `change` has before (update, delete) or after (insert), in the order
  /// of change.columns (NULL where `missing`); nullopt if there is none.
  Result<std::optional<std::vector<record::Value>>> find(const model::RowChange& change,
                                                         const std::vector<bool>& missing);
  Result<int64_t> max_rowid(const catalog::Table& table);
  /// Does a foreign key of any table point at `table`?
  bool is_referenced(const catalog::Table& table) const;

  // Each through engine/write, without triggers and foreign key actions.
  // Errors: Constraint*; what storage says.
  Status insert(const model::RowChange& change, const std::vector<bool>& missing,
                const std::vector<record::Value>& values);
  Status update(const model::RowChange& change, const std::vector<bool>& missing,
                const std::vector<record::Value>& current,
                const std::vector<record::Value>& values);
  Status erase(const model::RowChange& change, const std::vector<bool>& missing,
               const std::vector<record::Value>& current);

  void reset() { finders_.clear(); }

 private:
  Result<Statement*> finder(const model::RowChange& change, const std::vector<bool>& missing);
  Status apply(const txn::ChangesetBuilder& builder);

  Connection& connection_;
  std::shared_ptr<const catalog::Schema> schema_;
  std::map<std::string, std::unique_ptr<Statement>> finders_;  // by SQL
};

}  // namespace tern::sync::apply
