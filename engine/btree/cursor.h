#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/btree/tree_store.h"
#include "engine/record/record.h"

namespace tern::btree {

/// Where a seek landed relative to what was asked for.
enum class Landing : uint8_t {
  Found,  // on an entry equal to the target
  After,  // on the first entry greater than the target
  End,    // past the last entry: nothing is greater or equal
};

/// A position in a tree, common to table and index cursors. A change to the tree through another
/// cursor of the same TreeStore saves the position by key; the next move or read finds it again.
class Cursor {
 public:
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  PageNo root() const { return root_; }
  /// On an entry?
  bool is_valid() const;
  /// false: the tree is empty / there is no further entry (the cursor is then not on an entry).
  Result<bool> first();
  Result<bool> last();
  Result<bool> next();
  Result<bool> prev();

  /// The whole payload of the current entry: in place where it lies on one page, else assembled in
  /// a buffer of this cursor. Lifetime: until the cursor moves or the tree changes.
  Result<Bytes> payload();
  /// The first bytes of the payload that lie on the page itself, and how long the whole is: enough
  /// for most columns of a row with overflow pages.
  struct Local {
    Bytes bytes;
    uint64_t total_size = 0;
  };
  Result<Local> local_payload();

  /// Deletes the current entry. Afterwards next() goes to the entry that followed it, prev() to the
  /// one before.
  Status erase();

  /// Forgets the place and the page pins.
  void reset();

 protected:
  Cursor(TreeStore& store, PageNo root);
  ~Cursor();
  TreeStore& store_;
  PageNo root_;
};

/// Cursor on a rowid table's tree.
class TableCursor : public Cursor {
 public:
  TableCursor(TreeStore& store, PageNo root);
  ~TableCursor();

  /// Lands on `target`, or on the next greater entry. Near the current place it starts from there.
  Result<Landing> seek(RowId target);
  /// Key of the current entry. Requires: is_valid().
  RowId rowid() const;
  /// Inserts, or replaces the entry that has this key. Afterwards the cursor stands on the entry.
  /// An append to the end of the table is fast and fills pages completely.
  Status insert(RowId rowid, Bytes payload);
};

/// Cursor on an index or WITHOUT ROWID tree; entries are records ordered by `columns`.
class IndexCursor : public Cursor {
 public:
  /// Lifetime: `columns` (one per key column, the trailing rowid or primary key columns of an index
  /// included) must outlive the cursor.
  IndexCursor(TreeStore& store, PageNo root, std::span<const record::KeyColumn> columns);
  ~IndexCursor();

  /// How a probe that equals an entry in its own (leading) columns lands: on the first such entry
  /// (First), or behind the last such entry (AfterLast: never Found).
  enum class Bias : uint8_t { First, AfterLast };
  Result<Landing> seek(std::span<const record::ValueView> probe, Bias bias = Bias::First);
  /// Inserts the record; an entry equal in all key columns is replaced.
  Status insert(Bytes record);
};

}  // namespace tern::btree
