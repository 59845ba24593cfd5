#pragma once

#include <set>
#include <span>
#include <utility>

#include "engine/bind/access.h"
#include "engine/catalog/schema.h"
#include "engine/sql/ast.h"
#include "engine/txn/transaction.h"

namespace tern::exec {

/// Does setting the `changed` columns of `table` set one that is part of a foreign key, or that one
/// refers to?
bool sets_foreign_key(const catalog::Table& table, std::span<const bool> changed);

/// Does setting them make an action of a foreign key change rows, or set a key that refers to
/// `table` itself?
bool acts_by_foreign_key(const catalog::Table& table, std::span<const bool> changed);

/// Asks about what foreign keys read and change on behalf of a statement that is being compiled.
/// Only Deny has an effect.
class ForeignKeyAccess {
 public:
  ForeignKeyAccess(bind::Access access, const txn::Transaction& transaction)
      : access_(access), transaction_(transaction) {}

  /// Rows of `table` are changed. `changed`: the columns that an UPDATE sets. `inserts_one`: it is
  /// an INSERT of a single row, and nothing else happens with it.
  Status ask(const catalog::Table& table, sql::TriggerEvent event, std::span<const bool> changed,
             bool inserts_one = false);

 private:
  Status ask_as_child(const catalog::Table& table, std::span<const bool> changed);
  Status ask_to_read(const catalog::Table& table, std::span<const uint16_t> columns);
  /// `key` of `child` acts because `parent` changes.
  Status ask_to_act(const catalog::Table& parent, const catalog::Table& child,
                    const catalog::ForeignKey& key, bool is_delete);
  Status ask_to_select(const catalog::Table& child, const catalog::ForeignKey& key);
  Status ask_to_set(const catalog::Table& child, const catalog::ForeignKey& key);

  bind::Access access_;
  const txn::Transaction& transaction_;
  std::set<std::pair<const catalog::ForeignKey*, bool>> asked_;  // and whether for a DELETE
};

}  // namespace tern::exec
