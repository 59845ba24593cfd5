#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/session/field.h"

// Changesets and patchsets, SQLite's session format: what became of rows that have a declared
// primary key, each row once.
//
//   changes := (header change*)*
//   header  := 'T' (changeset) or 'P' (patchset), varint column count, a byte a column (its place
//              in the primary key from 1; 0: not in it), the table's name, a zero byte
//   change  := operation (18 insert, 9 delete, 23 update), 1 if indirect else 0, row [row]
//   row     := a field (field.h) a column
//
//               changeset                               patchset
//   insert      the new row                             the new row
//   delete      the old row                             the key's fields alone
//   update      old: key and what changed; then         one row: the key as it is, what
//               new: what changed                       changed as it became
//
// Generated columns are no columns here: each database computes its own.
// Source: SQLite documentation, "The Session Extension"; the tests compare with its bytes.

namespace tern::session {

enum class Form : uint8_t { Changeset, Patchset };

enum class Op : uint8_t { Delete = 9, Insert = 18, Update = 23 };

/// The format has a byte for a column's place in the key.
constexpr size_t kKeyColumnsMax = 255;
constexpr std::string_view kTooManyKeyColumns = "sessions of primary keys with over 255 columns";

/// A table as a header describes it.
struct Table {
  std::string name;
  std::vector<uint8_t> key;  // a column: its place in the primary key from 1; 0: not in it

  size_t column_count() const { return key.size(); }
  bool is_key(size_t column) const { return key[column] != 0; }
};

/// One change. `before` and `after` have a field a column; where a patchset does not say, or the
/// operation has no such row, they are undefined. An update's key stands in `before`.
/// Lifetime: of what it points to, as whoever gives it says.
struct ChangeView {
  Op op{};
  bool indirect = false;
  const Table* table = nullptr;
  std::span<const Bytes> before;
  std::span<const Bytes> after;

  /// The row that the operation is about: its key is in there.
  std::span<const Bytes> row() const { return op == Op::Insert ? after : before; }
};

}  // namespace tern::session
