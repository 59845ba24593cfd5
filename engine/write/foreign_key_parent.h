#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/catalog/schema.h"

namespace tern::write {

/// How the parent key of a foreign key is found: by rowid, or in a unique index.
struct ParentKey {
  const catalog::Index* index = nullptr;  // null: the rowid
  /// Both in the order of the index: place i of the child refers to place i of the parent.
  std::vector<uint16_t> child_columns;
  std::vector<uint16_t> parent_columns;
};

/// Errors: Error `foreign key mismatch - "child" referencing "parent"`.
/// Source: SQLite documentation, "SQLite Foreign Key Support", required indexes.
Result<ParentKey> find_parent_key(const catalog::Table& child, const catalog::ForeignKey& key,
                                  const catalog::Table& parent);

/// Looks up parent rows for one foreign key of a child table.
class ParentLookup {
 public:
  /// Lifetime: all outlive this.
  ParentLookup(btree::TreeStore& trees, const catalog::Table& child, const catalog::ForeignKey& key,
               const catalog::Table& parent, ParentKey where);

  const catalog::ForeignKey& key() const { return key_; }
  const ParentKey& where() const { return where_; }
  bool is_self_reference() const { return &parent_ == &child_; }
  bool child_key_has_null(std::span<const record::ValueView> row) const;
  bool child_key_changed(std::span<const bool> changed) const;
  /// Does the parent table hold the key that `row` of the child refers to?
  Result<bool> exists(std::span<const record::ValueView> row);
  /// Does `row` of a self-referencing table refer to itself?
  bool refers_to_itself(std::span<const record::ValueView> row, int64_t rowid) const;

 private:
  const catalog::Table& child_;
  const catalog::ForeignKey& key_;
  const catalog::Table& parent_;
  ParentKey where_;
  std::optional<btree::TableCursor> by_rowid_;
  std::optional<btree::IndexCursor> by_index_;
  std::vector<record::ValueView> probe_;
  std::vector<std::string> scratch_;
};

}  // namespace tern::write
