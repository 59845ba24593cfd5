#pragma once

#include <set>
#include <span>
#include <utility>

#include "engine/catalog/schema.h"
#include "engine/txn/transaction.h"

namespace tern::write {

/// Whether the definitions of foreign keys fit that a statement comes to, for it is refused else.
/// Errors: Error (foreign key mismatch, no such table).
class KeyDefinitions {
 public:
  using Changed = std::span<const bool>;  // the columns that an UPDATE sets; else empty
  explicit KeyDefinitions(const txn::Transaction& transaction) : transaction_(transaction) {}

  /// Rows of `table` are changed: its own keys, and those that refer to it. `inserts_one`: by an
  /// INSERT of a single row.
  Status check(const catalog::Table& table, Changed changed, bool inserts_one = false) const;
  /// The keys of tables whose rows are changed by actions then, of an UPDATE or a DELETE.
  Status check_actions(const catalog::Table& table, Changed changed);

 private:
  Status check_as_child(const catalog::Table& table, Changed changed) const;
  Status check_action(const catalog::Table& child, const catalog::ForeignKey& key, bool is_delete);
  Status check_all(const catalog::Table& table, Changed changed);

  const txn::Transaction& transaction_;
  std::set<std::pair<const catalog::ForeignKey*, bool>> acted_;  // and whether for a DELETE
};

/// Does setting the `changed` columns of `parent` set one that `key` refers to? By name alone: what
/// the names stand for is what is being checked.
bool sets_parent_key(const catalog::Table& parent, const catalog::ForeignKey& key,
                     std::span<const bool> changed);

}  // namespace tern::write
