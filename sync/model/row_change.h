#pragma once

#include <string>
#include <vector>

#include "engine/record/value.h"
#include "engine/txn/changeset.h"

namespace tern::sync::model {

/// A row operation with its own copy of everything, in the column order of the transaction's table.
struct RowChange {
  txn::OpKind kind{};
  bool indirect = false;
  bool chosen_rowid = false;  // an insert's rowid is the engine's choice
  std::string table;
  std::vector<std::string> columns;
  std::vector<uint16_t> key_columns;  // places in `columns`, in key order; empty: keyed by rowid
  bool keyed_by_rowid = false;
  bool without_rowid = false;
  std::vector<record::Value> before;
  std::vector<record::Value> after;
  int64_t old_rowid = 0;
  int64_t new_rowid = 0;

  /// Requires: not DDL.
  static RowChange from(const txn::OpView& op);
  bool changes(size_t column) const { return !record::identical(before[column], after[column]); }
  /// An update that moves the row to another key.
  bool moves_key() const;
};

/// The row's key as bytes: equal bytes, same key. `old_side`: of the row before, else after.
std::string key_bytes(const txn::OpView& op, bool old_side);
std::string key_bytes(const RowChange& change, bool old_side);
/// The key for people: the value of a single key column or rowid, else a text "(a, b)".
record::Value key_value(const RowChange& change, bool old_side);

std::string folded_name(std::string_view name);

}  // namespace tern::sync::model
