#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/ids.h"
#include "engine/btree/entry_sorter.h"
#include "engine/record/record.h"

namespace tern::btree {

class IndexCursor;
class TreeStore;

/// Index entries that were inserted but are not in their trees yet. Many inserts in a row that
/// nobody reads in between are sorted and put into the tree together, page after page; into an
/// empty tree bottom-up.
///
/// By whoever asks through a cursor or the TreeStore they are seen as if they stood in the tree: it
/// is settled first, for each has_any() that says so. Whoever reads pages or commits them without,
/// settles before. A settling that fails leaves trees without entries: from then on everything that
/// needs them fails alike, until the transaction, or what it did since its newest savepoint, is
/// rolled back (drop()). Whoever runs statements sees to that before the next one (has_failed()).
///
/// L1: while there are entries for a tree, no cursor is on it (all are saved by key).
/// L2: savepoints are opened without entries, so a rollback to one drops all there are.
/// Threads: as its TreeStore.
class LateEntries {
 public:
  explicit LateEntries(TreeStore& store) : store_(store) {}

  /// May inserts wait now? While the statements that run are such that nothing but cursors reads
  /// what they wrote.
  void set_open(bool is_open) { is_open_ = is_open; }
  bool has_any() const { return has_any_; }
  bool has_failed() const { return failure_.has_value(); }

  /// Takes the record, which may wait; false: it goes into the tree at once. The first ones in a
  /// row always do. `key` are its key columns. Errors: of settle_all(), when there are too many.
  Result<bool> take(PageNo root, std::span<const record::KeyColumn> columns, Bytes record,
                    std::span<const record::ValueView> key);
  /// The entries of this tree, or all, are in their trees afterwards.
  Status settle(PageNo root);
  Status settle_all();
  /// Forgets all of them.
  void drop();

 private:
  static constexpr int kAtOnce = 16;  // in a row, that go into the tree at once
  static constexpr size_t kMemoryMax = size_t{64} << 20;

  struct Tree {
    PageNo root;
    int at_once = 0;
    std::vector<record::KeyColumn> columns = {};
    std::unique_ptr<EntrySorter> entries = {};
  };

  Tree& tree_of(PageNo root);
  Status keep(Tree& tree, Bytes record, std::span<const record::ValueView> key);
  Status put_into(const Tree& tree);
  Result<bool> gather_small(const Tree& tree, IndexCursor& cursor);
  Status insert_sorted(const Tree& tree, IndexCursor& cursor);
  Status build(const Tree& tree);

  TreeStore& store_;
  std::vector<Tree> trees_;
  size_t held_ = 0;  // bytes of all entries
  bool is_open_ = false;
  bool has_any_ = false;  // entries, or a failure
  bool is_settling_ = false;
  std::optional<Error> failure_;
  std::string sort_key_;
};

}  // namespace tern::btree
