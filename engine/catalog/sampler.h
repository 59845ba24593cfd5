#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/btree/tree_store.h"
#include "engine/record/value.h"

namespace tern::catalog {

struct Index;
class Schema;
struct Table;

/// Rows of a table, from leaves spread evenly over it, and how many it has in all.
struct TableSample {
  struct Row {
    size_t offset = 0;
    size_t size = 0;
    RowId rowid;
  };
  /// What the rows have in one column.
  struct Column {
    bool is_readable = true;                // in all rows; else there is nothing here
    std::vector<record::ValueView> values;  // each once
    std::vector<uint16_t> places;           // by row: of its value
  };
  double rows = 0;        // of the table, estimated
  std::vector<Row> seen;  // in the table's order
  ByteVector bytes;       // their records, one behind the other; long ones are cut
  /// For who reads the sample: what was counted in it, by column.
  mutable std::map<uint32_t, double> distinct;
  mutable std::map<uint32_t, Column> columns;  // that were asked for

  Bytes record(const Row& row) const { return Bytes(bytes).subspan(row.offset, row.size); }
  /// By its index in the records.
  const Column& column(uint32_t index) const;
};

/// What leaves spread evenly over an index say about it.
struct IndexSample {
  double entries = 0;           // estimated
  std::vector<double> repeats;  // entries that share the first 1, 2, ... declared columns
};

/// Looks at a few pages of tables and indexes, for estimates where they decide about much, and
/// keeps what it saw until the tree has grown or shrunk by a quarter. The same file gives the same
/// samples. Where no transaction is open, what was kept holds as long as the database is the same
/// and has about as many pages, for all that its Pager knows; else, while a Looking stands, a
/// transaction begins, which lasts as long. What cannot be read now (the schema is another, the
/// database is busy, entries wait, damage) is not known.
/// Threads: as the TreeStore.
class Sampler {
 public:
  /// `cookie`: of the schema that the tables and indexes belong to.
  Sampler(btree::TreeStore& store, uint32_t cookie) : store_(store), cookie_(cookie) {}

  /// How many leaves the table's tree has, roughly.
  std::optional<uint64_t> leaf_count(const Table& table);
  /// Null: not known. Lifetime: until the next call for the same table.
  const TableSample* sample(const Table& table);
  const IndexSample* sample(const Index& index);

 private:
  friend class Looking;
  struct Leaves {
    uint64_t count = 0;
    uint64_t data_version = 0;  // of the Pager, then
    uint32_t page_count = 0;    // as well
  };
  template <class T>
  struct Kept {
    uint64_t leaves = 0;  // of the tree at that time
    std::optional<T> sample;
  };
  bool can_look();
  template <class Tree>
  std::optional<uint64_t> leaves_of(const Tree& tree);
  template <class Seen, class Tree, class Look>
  const Seen* sample(std::map<PageNo, Kept<Seen>>& all, const Tree& tree, Look look);

  btree::TreeStore& store_;
  uint32_t cookie_;
  bool may_begin_ = false;  // a transaction
  bool began_ = false;
  std::map<PageNo, Leaves> leaves_;             // by root
  std::map<PageNo, Kept<TableSample>> tables_;  // by root
  std::map<PageNo, Kept<IndexSample>> indexes_;
};

/// While it stands, the samplers of these schemas may begin transactions; what they began ends
/// here. Requires: meanwhile nobody else begins one, or changes anything. Lifetime: the schemas'
/// array.
class Looking {
 public:
  explicit Looking(std::span<const std::shared_ptr<const Schema>> schemas);
  ~Looking();
  Looking(const Looking&) = delete;
  Looking& operator=(const Looking&) = delete;

 private:
  std::span<const std::shared_ptr<const Schema>> schemas_;
};

}  // namespace tern::catalog
