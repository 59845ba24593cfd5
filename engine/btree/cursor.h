#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/base/varint.h"
#include "engine/btree/node.h"
#include "engine/btree/read_ahead.h"
#include "engine/btree/tree_store.h"
#include "engine/record/record.h"
#include "engine/record/transcoder.h"

namespace tern::btree {

class NodeEdit;  // node_edit.h

/// Where a seek landed relative to what was asked for.
enum class Landing : uint8_t {
  Found,  // on an entry equal to the target
  After,  // on the first entry greater than the target
  End,    // past the last entry: nothing is greater or equal
};

/// A position in a tree, common to table and index cursors. A change to the tree through another
/// cursor of the same TreeStore saves the position by key; the next move or read finds it again.
///
/// States:  Nowhere  no position, no pins
///          On       on the entry path_[depth_].index, decoded in cell_
///          Gap      before entry path_[depth_].index of a leaf, which may be past the last
///          Saved    by key, without pins; a move or read makes it On or Gap again
class Cursor {
 public:
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  PageNo root() const { return root_; }
  /// On an entry?
  bool is_valid() const {
    return state_ == State::On || (state_ == State::Saved && saved_ == SavedAs::Entry);
  }
  /// false: the tree is empty / there is no further entry (the cursor is then not on an entry).
  Result<bool> first();
  Result<bool> last();
  /// On the first entry of the leaf in the middle of part `part` of `parts` equal ones, as far as
  /// the nodes above the leaves tell. Requires: part < parts. Result as first().
  Result<bool> seek_part(uint32_t part, uint32_t parts);
  Result<bool> next() {
    if (state_ == State::On && top_->view.is_leaf && top_->index + 1 < top_->view.count)
        [[likely]] {
      ++top_->index;
      if (load_leaf_cell()) [[likely]]
        return true;
      return bad_cell();
    }
    return next_leaf();
  }
  Result<bool> prev();

  /// The whole payload of the current entry: in place where it lies on one page, else assembled in
  /// a buffer of this cursor; text as UTF-8. An entry that another cursor has deleted meanwhile
  /// reads as a record without columns. Lifetime: until the cursor moves or the tree changes.
  Result<Bytes> payload() {
    if (state_ == State::On && cell_.local_size == cell_.total_size && !is_utf16_) [[likely]]
      return cell_.local();
    return whole_payload();
  }
  /// The first bytes of the payload that lie on the page itself, and how long the whole is: enough
  /// for most columns of a row with overflow pages.
  struct Local {
    Bytes bytes;
    uint64_t total_size = 0;
  };
  Result<Local> local_payload() {
    if (state_ == State::On && !is_utf16_) [[likely]]
      return Local{cell_.local(), cell_.total_size};
    const Bytes whole = TRY(whole_payload());
    return Local{whole, whole.size()};
  }
  // --- several entries of one leaf, without moving to each
  /// Is the cursor where its last move took it, on an entry? Not after changes to the tree.
  bool is_unmoved() const { return state_ == State::On; }
  /// Is the cursor on an entry of a leaf whose entries can be peeked at?
  bool can_peek() const { return state_ == State::On && top_->view.is_leaf && !is_utf16_; }
  /// The place of the current entry in its leaf, and how many that has. Requires: can_peek().
  uint32_t place_in_leaf() const { return top_->index; }
  uint32_t leaf_size() const { return top_->view.count; }
  /// The entry at `place` of the leaf: its payload, and its rowid in a table's tree. False: move
  /// there and ask payload(). Lifetime: as payload(). Requires: can_peek(), place < leaf_size().
  bool peek(uint32_t place, Bytes& payload, RowId& rowid) const {
    Cell cell;
    if (!decode_short_cell(place, cell)) return false;
    payload = cell.local();
    rowid = cell.rowid;
    return true;
  }
  /// A pin of the leaf: what was peeked at there stays when the cursor moves on, until the tree
  /// changes. Requires: can_peek().
  storage::PageRef pin_leaf() const { return top_->page.share(); }
  /// Is the leaf the last one of the tree? Requires: can_peek().
  bool is_in_last_leaf() const { return is_rightmost(); }
  /// The way from the root to an entry: finds it again without a search, which in a damaged tree
  /// may lead elsewhere.
  struct Way {
    std::array<uint32_t, kTreeDepthMax> index = {};
    int depth = -1;
  };
  /// Requires: can_peek().
  Way way() const;
  /// The leaf that the cursor is on. Lifetime: as payload(). Requires: can_peek().
  const NodeView& leaf() const { return top_->view; }
  /// Where the leaves lie that a walk forwards comes to next, those that this connection has used
  /// lately, up to the first other one; returns how many. To tell the processor what to fetch: they
  /// are not pinned, nor is looked at what is in them. Requires: can_peek(), a table's tree.
  size_t leaves_ahead(std::span<const std::byte*> out) const;
  /// Whether the cursor has the processor fetch the leaves that it comes to next, as it does at
  /// first.
  void set_brings_leaves(bool brings) { brings_leaves_ = brings; }
  /// To where way() was asked for. Requires: the tree has not changed since.
  Status go(const Way& way);
  /// As next(), from the entry at `place` of the leaf. Requires: can_peek(), place < leaf_size().
  Result<bool> next_after(uint32_t place) {
    top_->index = place;
    return next();
  }

  /// After a change through another cursor: is the entry still there? Finds the place again.
  Result<bool> revalidate();

  /// Deletes the current entry. Afterwards next() goes to the entry that followed it, prev() to the
  /// one before. Does nothing if the entry is gone already.
  Status erase();

  /// How many entries the tree has, guessed from the nodes between the root and the current entry.
  /// Requires: is_valid(), and the last move was first() or last().
  uint64_t count_guess() const;
  /// How many leaves the tree has, guessed in the same way.
  /// Requires: the last move was first(), last() or seek_part(), and found an entry.
  uint64_t leaf_guess() const;
  /// How many entries the current node has.
  /// Requires: is_unmoved().
  uint32_t node_size() const { return top_->view.count; }

  /// Forgets the place and the page pins.
  void reset();

 protected:
  Cursor(TreeStore& store, PageNo root, bool is_table, std::span<const record::KeyColumn> columns);
  ~Cursor();

  enum class State : uint8_t { Nowhere, On, Gap, Saved };
  enum class SavedAs : uint8_t { Entry, GapBefore, GapAtEnd };
  /// One node on the way from the root to the place.
  struct Level {
    storage::PageRef page;
    NodeView view;
    uint32_t index = 0;     // cell; in an interior node above the place: the child taken
    bool is_equal = false;  // index seeks: the cell at `index` equals the probe
  };
  /// What a search compares with.
  struct Target {
    RowId rowid = {};
    std::span<const record::ValueView> probe = {};
    bool equal_is_less = false;
  };

  // cursor.cc: moves along the path
  Status enter(PageNo no);
  Status enter_again(PageNo no);
  Status start_at_root();
  void drop_below();
  Status enter_root();
  Status descend_first();
  void bring_leaves_near(const NodeView& parent, uint32_t next) const;
  bool view_parent_ahead(uint32_t n, NodeView& view) const;
  Status descend_next();
  Status descend_last();
  Result<bool> next_leaf();
  Result<bool> step_up_next();
  bool is_rightmost() const;
  bool load_cell();
  std::unexpected<Error> bad_cell();
  Status place();
  Result<Bytes> whole_payload();
  Result<Bytes> in_memory(Bytes stored);
  Result<Bytes> in_file(Bytes record);
  void drop_path();

  /// Decodes the current cell of a leaf; the short way for cells that lie wholly on the page.
  bool load_leaf_cell() { return decode_short_cell(top_->index, cell_) || load_cell(); }

  /// Cell `index` of the current leaf. False: it is not one that lies wholly on the page, surely.
  [[gnu::always_inline]] bool decode_short_cell(uint32_t index, Cell& cell) const {
    const NodeView& view = top_->view;
    const uint32_t offset = load_be<uint16_t>(view.pointers + 2 * size_t{index});
    if (offset + 2 * kVarintSizeMax > view.usable) [[unlikely]]
      return false;
    const std::byte* const start = view.data + offset;
    const std::byte* at = start;
    uint64_t size = static_cast<uint64_t>(*at++);
    if (size >= 0x80) {
      const uint64_t low = static_cast<uint64_t>(*at++);
      if (low >= 0x80) return false;
      size = ((size & 0x7f) << 7) | low;
    }
    if (is_table_) {
      uint64_t rowid;
      at = read_varint_at(at, rowid);
      cell.rowid.raw = static_cast<int64_t>(rowid);
    }
    if (size > local_max_ || at + size > view.end()) [[unlikely]]
      return false;
    cell.start = start;
    cell.payload = at;
    cell.total_size = size;
    cell.local_size = static_cast<uint32_t>(size);
    cell.size = static_cast<uint32_t>(at - start) + static_cast<uint32_t>(size);
    cell.overflow = {};
    return true;
  }

  // cursor_seek.cc
  Result<Landing> seek_target(const Target& target);
  bool step_to_near(RowId rowid);
  Result<bool> seek_leaf(const Target& target);
  Result<bool> seek_from_here(const Target& target, bool& done);
  Result<bool> seek_rowid_from_here(Level& leaf, const Target& target, bool& done);
  Result<bool> seek_key_from_here(Level& leaf, const Target& target, bool& done);
  Result<bool> seek_key_behind(Level& leaf, const Target& target, bool& done);
  Result<int> order_at(const NodeView& view, uint32_t index, const Target& target);
  bool compare_plain(const NodeView& view, uint32_t index, const Target& target, int& order) const;
  uint32_t likely_place(const Target& target, uint32_t low, uint32_t high) const;
  Result<bool> search_rowid(Level& level, const Target& target, uint32_t low, uint32_t high);
  Result<bool> search(Level& level, const Target& target, uint32_t low, uint32_t high);
  Result<bool> search_onwards(Level& level, const Target& target);
  Result<int> compare_cell(const NodeView& view, uint32_t index, const Target& target);
  Result<Landing> land(bool found);
  Status restore();
  Status save();

  // cursor_write.cc
  Status insert_cell(const Target& target, Bytes payload);
  Status replace_entry(const Target& target, Bytes payload);
  Result<bool> append_leaf(NodeEdit& leaf);
  Status erase_from_leaf();
  Status erase_from_interior();
  void keep_key(const Target& target, Bytes payload, SavedAs as);
  Result<NodeEdit> edit_level(int depth);
  Status load_again();

  friend class TreeStore;
  friend class Balance;

  TreeStore& store_;
  PageNo root_;
  bool is_table_;
  bool is_utf16_ = false;  // the file's text; as of the last entry into the root
  bool brings_leaves_ = true;
  State state_ = State::Nowhere;
  SavedAs saved_ = SavedAs::Entry;
  uint8_t hint_pause_ = 0;  // seeks to come that do not try the current leaf first
  uint32_t local_max_ = 0;
  int depth_ = -1;
  int held_depth_ = -1;  // of the last level that may hold a page; those below depth_ are left over
  int leaf_depth_ = -1;  // of the last leaf that the cursor left forwards
  ReadAhead read_ahead_;
  Level* top_ = nullptr;  // path_[depth_]
  Cell cell_;
  Layout layout_;
  std::span<const record::KeyColumn> columns_;
  std::array<Level, kTreeDepthMax> path_;
  ByteVector assembled_;  // payload that lies on several pages
  record::Transcoder transcoder_;
  ByteVector scratch_;                    // a cell being built, a key being compared
  ByteVector saved_key_;                  // Saved, index trees
  std::vector<record::ValueView> probe_;  // of an inserted or saved record
  Cursor* next_open_ = nullptr;           // in the TreeStore's list
  Cursor* previous_open_ = nullptr;
};

/// Cursor on a rowid table's tree.
class TableCursor : public Cursor {
 public:
  TableCursor(TreeStore& store, PageNo root) : Cursor(store, root, true, {}) {}

  /// Lands on `target`, or on the next greater entry. Near the current place it starts from there.
  Result<Landing> seek(RowId target) { return seek_target({.rowid = target}); }
  /// Key of the current entry. Requires: is_valid().
  RowId rowid() const {
    DEBUG_ASSERT(is_valid());
    return cell_.rowid;
  }
  /// Inserts, or replaces the entry that has this key. Afterwards the cursor stands on the entry.
  /// An append to the end of the table is fast and fills pages completely.
  Status insert(RowId rowid, Bytes payload) { return insert_cell({.rowid = rowid}, payload); }
};

/// Cursor on an index or WITHOUT ROWID tree; entries are records ordered by `columns`.
class IndexCursor : public Cursor {
 public:
  /// Lifetime: `columns` (one per key column, the trailing rowid or primary key columns of an index
  /// included) must outlive the cursor.
  IndexCursor(TreeStore& store, PageNo root, std::span<const record::KeyColumn> columns)
      : Cursor(store, root, false, columns) {}

  /// How a probe that equals an entry in its own (leading) columns lands: on the first such entry
  /// (First), or behind the last such entry (AfterLast: never Found).
  enum class Bias : uint8_t { First, AfterLast };
  Result<Landing> seek(std::span<const record::ValueView> probe, Bias bias = Bias::First) {
    return seek_target({.probe = probe, .equal_is_less = bias == Bias::AfterLast});
  }
  /// Inserts the record; an entry equal in all key columns is replaced.
  Status insert(Bytes record);
  /// The same, where the record's key columns are at hand; the entry may wait (late_entries.h), and
  /// the cursor is not on it then.
  Status insert(Bytes record, std::span<const record::ValueView> key);
};

}  // namespace tern::btree
