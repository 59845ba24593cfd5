#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/btree/tree_store.h"

namespace tern::catalog {

struct Index;
struct Table;

/// Rows of a table, from leaves spread evenly over it, and how many it has in all.
struct TableSample {
  struct Row {
    size_t offset = 0;
    size_t size = 0;
    RowId rowid;
  };
  double rows = 0;        // of the table, estimated
  std::vector<Row> seen;  // in the table's order
  ByteVector bytes;       // their records, one behind the other; long ones are cut

  Bytes record(const Row& row) const { return Bytes(bytes).subspan(row.offset, row.size); }
};

/// What leaves spread evenly over an index say about it.
struct IndexSample {
  double entries = 0;           // estimated
  std::vector<double> repeats;  // entries that share the first 1, 2, ... declared columns
};

/// Looks at a few pages of tables and indexes, for estimates where they decide about much, and
/// keeps what it saw until the tree has grown or shrunk by a quarter. The same file gives the same
/// samples. What cannot be read now (no transaction is open, entries wait, damage) is not known.
/// Threads: as the TreeStore.
class Sampler {
 public:
  explicit Sampler(btree::TreeStore& store) : store_(store) {}

  /// How many leaves the table's tree has, roughly.
  std::optional<uint64_t> leaf_count(const Table& table);
  /// Null: not known. Lifetime: until the next call for the same table.
  const TableSample* sample(const Table& table);
  const IndexSample* sample(const Index& index);

 private:
  template <class T>
  struct Kept {
    uint64_t leaves = 0;  // of the tree at that time
    std::optional<T> sample;
  };
  bool can_look() const;

  btree::TreeStore& store_;
  std::map<PageNo, Kept<TableSample>> tables_;  // by root
  std::map<PageNo, Kept<IndexSample>> indexes_;
};

}  // namespace tern::catalog
