#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/btree/node.h"
#include "engine/btree/tree_store.h"
#include "engine/record/record.h"

namespace tern::btree {

/// Where a seek landed relative to what was asked for.
enum class Landing : uint8_t {
  Found, // on an entry equal to the target
  After, // on the first entry greater than the target
  End,   // past the last entry: nothing is greater or equal
};

/// A position in a tree, common to table and index cursors. A change to the
/// tree through another cursor of the same TreeStore saves the position by key;
/// the next move or read finds it again.
class Cursor {
public:
  Cursor(const Cursor &) = delete;
  Cursor &operator=(const Cursor &) = delete;

  PageNo root() const { return root_; }
  /// On an entry?
  bool is_valid() const {
    return place_ == Place::On || place_ == Place::Saved;
  }
  /// false: the tree is empty / there is no further entry (the cursor is then
  /// not on an entry).
  Result<bool> first();
  Result<bool> last();
  Result<bool> next() {
    if (place_ == Place::On && leaf_->node.is_leaf &&
        leaf_->index + 1 < leaf_->node.count) [[likely]] {
      ++leaf_->index;
      return true;
    }
    return next_slow();
  }
  Result<bool> prev();

  /// The whole payload of the current entry: in place where it lies on one
  /// page, else assembled in a buffer of this cursor. Lifetime: until the
  /// cursor moves or the tree changes.
  Result<Bytes> payload();
  /// The first bytes of the payload that lie on the page itself, and how long
  /// the whole is: enough for most columns of a row with overflow pages.
  struct Local {
    Bytes bytes;
    uint64_t total_size = 0;
  };
  Result<Local> local_payload();

  /// Deletes the current entry. Afterwards next() goes to the entry that
  /// followed it, prev() to the one before.
  Status erase();

  /// Forgets the place and the page pins.
  void reset();

protected:
  /// Between: no entry is under the cursor; the path stands on the entry behind
  /// it, or past the end. Saved and SavedBetween: the same two, remembered by
  /// key.
  enum class Place : uint8_t { None, On, Between, Saved, SavedBetween };

  struct Level {
    storage::PageRef page;
    NodeView node;
    uint32_t index = 0; // of the cell (leaf), of the child (interior)
  };

  Cursor(TreeStore &store, PageNo root, bool is_table);
  virtual ~Cursor();

  friend class TreeStore;
  friend class Balancer;

  Status load(Level &level, PageNo no);
  Status descend(PageNo no);
  /// Down from the child at the current index to the first or last entry below.
  Status descend_first();
  Status descend_last();
  Result<bool> next_slow();
  Result<bool> step_forward();
  Result<bool> step_back();
  /// From an index behind the last cell of a leaf to the next entry upwards.
  Result<bool> climb_forward();
  Result<bool> settle(bool on_entry);
  Result<bool> restore();
  Result<Cell> cell() const;
  Status save();
  Status insert_cell(Bytes cell);
  void forget_path();
  bool is_rightmost_leaf() const;

  /// Remembers the current entry's key in saved_*. Requires: place is On.
  virtual Status save_key() = 0;
  /// Seeks the remembered key; true if exactly it is there.
  virtual Result<Landing> seek_saved() = 0;

  TreeStore &store_;
  PageNo root_;
  bool is_table_;
  Place place_ = Place::None;
  int depth_ = 0;         // levels in use
  Level *leaf_ = nullptr; // &path_[depth_ - 1]
  Level path_[kTreeDepthMax];
  Layout layout_;
  ByteVector payload_; // assembled from overflow pages
  ByteVector cell_;    // being built
  RowId saved_rowid_;
  ByteVector saved_record_;

private:
  Cursor *previous_ = nullptr;
  Cursor *next_ = nullptr;
};

/// Cursor on a rowid table's tree.
class TableCursor : public Cursor {
public:
  TableCursor(TreeStore &store, PageNo root) : Cursor(store, root, true) {}

  /// Lands on `target`, or on the next greater entry. Near the current place it
  /// starts from there.
  Result<Landing> seek(RowId target);
  /// Key of the current entry. Requires: is_valid().
  RowId rowid() const;
  /// Inserts, or replaces the entry that has this key. Afterwards the cursor
  /// stands on the entry. An append to the end of the table is fast and fills
  /// pages completely.
  Status insert(RowId rowid, Bytes payload);

private:
  Status save_key() override;
  Result<Landing> seek_saved() override { return seek(saved_rowid_); }
  Result<bool> descend_to(RowId target);
  bool may_start_here(RowId target) const;
  std::unexpected<Error> bad_cell() const;
};

/// Cursor on an index or WITHOUT ROWID tree; entries are records ordered by
/// `columns`.
class IndexCursor : public Cursor {
public:
  /// Lifetime: `columns` (one per key column, the trailing rowid or primary key
  /// columns of an index included) must outlive the cursor.
  IndexCursor(TreeStore &store, PageNo root,
              std::span<const record::KeyColumn> columns)
      : Cursor(store, root, false), columns_(columns) {}

  /// How a probe that equals an entry in its own (leading) columns lands: on
  /// the first such entry (First), or behind the last such entry (AfterLast:
  /// never Found).
  enum class Bias : uint8_t { First, AfterLast };
  Result<Landing> seek(std::span<const record::ValueView> probe,
                       Bias bias = Bias::First);
  /// Inserts the record; an entry equal in all key columns is replaced.
  Status insert(Bytes record);

private:
  Status save_key() override;
  Result<Landing> seek_saved() override;
  Status read_probe(Bytes record);
  Result<bool> descend_to(std::span<const record::ValueView> probe, Bias bias);
  Result<bool> lower_bound(std::span<const record::ValueView> probe, Bias bias);
  Result<int> compare(uint32_t index, std::span<const record::ValueView> probe);

  std::span<const record::KeyColumn> columns_;
  record::RecordReader reader_;
  std::vector<record::ValueView> probe_;
};

} // namespace tern::btree
