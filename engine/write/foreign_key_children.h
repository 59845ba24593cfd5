#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/catalog/schema.h"
#include "engine/write/foreign_key_parent.h"
#include "engine/write/row_reader.h"

namespace tern::write {

/// Finds the rows of a child table that refer to a parent row, through an index of the child table
/// where one fits, else by reading all of it.
class ChildScan {
 public:
  /// Lifetime: all outlive this.
  ChildScan(btree::TreeStore& trees, const catalog::Table& child, const catalog::Table& parent,
            ParentKey where, RowReader& child_reader);

  /// Calls `visit` with each child row that refers to `parent_row`. `visit` must not change tables;
  /// it returns false to stop.
  struct ChildRow {
    int64_t rowid;
    std::span<const record::ValueView> primary_key;  // of a WITHOUT ROWID table
  };
  /// What is asked: which rows the parent's key makes no orphans, or which an action changes. For
  /// an action the reference compares the child's column with a value that has no affinity (unless
  /// it is the rowid), and so misses '1.0' in a TEXT column that refers to 1; which then is an
  /// orphan.
  enum class Question : uint8_t { Reference, Action };
  Status each(Question question, std::span<const record::ValueView> parent_row,
              const std::function<bool(const ChildRow&)>& visit);

 private:
  record::Affinity compared_with(size_t place) const;
  void choose_index();
  Result<bool> matches(std::span<const record::ValueView> row);
  Status through_index(const std::function<bool(const ChildRow&)>& visit);
  Status through_table(const std::function<bool(const ChildRow&)>& visit);
  Result<ChildRow> row_of_entry();

  btree::TreeStore& trees_;
  const catalog::Table& child_;
  const catalog::Table& parent_;
  ParentKey where_;
  RowReader& reader_;
  const catalog::Index* index_ = nullptr;  // its first terms are the child columns
  std::vector<size_t> key_order_;          // place in `where_` of each of those terms
  std::optional<btree::TableCursor> by_rowid_;
  std::optional<btree::IndexCursor> by_primary_key_;
  std::optional<btree::IndexCursor> by_index_;
  Question question_ = Question::Reference;
  std::vector<record::ValueView> wanted_;  // the parent's key, in the order of `where_`
  std::vector<std::string> wanted_scratch_;
  std::vector<record::ValueView> probe_;
  std::vector<record::ValueView> row_;
  std::vector<record::ValueView> primary_key_;
  record::RecordReader entry_reader_;
  std::string scratch_;
};

}  // namespace tern::write
