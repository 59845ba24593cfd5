#include "engine/write/index_build.h"

#include <algorithm>
#include <deque>
#include <numeric>

#include "engine/btree/bulk_builder.h"
#include "engine/write/index_writer.h"
#include "engine/write/table_scan.h"
#include "engine/write/violations.h"

namespace tern::write {

namespace {

/// The entries of an index to be: each encoded, and decoded for sorting.
class EntrySorter {
 public:
  explicit EntrySorter(const catalog::Index& index) : index_(index) {}

  Status add(Bytes entry) {
    const Bytes kept = keep(entry);
    reader_.reset(kept);
    for (uint32_t i = 0; i < width(); ++i) keys_.push_back(TRY(reader_.column(i)));
    entries_.push_back(kept);
    return ok();
  }

  void sort() {
    order_.resize(entries_.size());
    std::iota(order_.begin(), order_.end(), size_t{0});
    std::sort(order_.begin(), order_.end(),
              [this](size_t a, size_t b) { return compare(a, b, width()) < 0; });
  }

  size_t size() const { return order_.size(); }
  Bytes entry(size_t place) const { return entries_[order_[place]]; }
  /// Is the key at `place` the one before it again, where a UNIQUE index forbids it?
  bool repeats(size_t place) const {
    if (place == 0) return false;
    const record::ValueView* key = &keys_[order_[place] * width()];
    for (size_t i = 0; i < index_.declared_terms; ++i) {
      if (key[i].is_null()) return false;
    }
    return compare(order_[place - 1], order_[place], index_.declared_terms) == 0;
  }

 private:
  size_t width() const { return index_.key_columns.size(); }

  int compare(size_t a, size_t b, size_t columns) const {
    const record::ValueView* left = &keys_[a * width()];
    const record::ValueView* right = &keys_[b * width()];
    for (size_t i = 0; i < columns; ++i) {
      const record::KeyColumn& column = index_.key_columns[i];
      const int order = record::compare_values(left[i], right[i], *column.collation);
      if (order != 0) return column.descending ? -order : order;
    }
    return 0;
  }

  /// A copy of `bytes` that stays where it is.
  Bytes keep(Bytes bytes) {
    constexpr size_t kBlockSize = size_t{1} << 20;
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < bytes.size()) {
      blocks_.emplace_back().reserve(std::max(kBlockSize, bytes.size()));
    }
    ByteVector& block = blocks_.back();
    block.insert(block.end(), bytes.begin(), bytes.end());
    return Bytes(block).last(bytes.size());
  }

  const catalog::Index& index_;
  std::deque<ByteVector> blocks_;
  std::vector<Bytes> entries_;
  std::vector<record::ValueView> keys_;  // width() of each entry
  std::vector<size_t> order_;
  record::RecordReader reader_;
};

}  // namespace

Status build_index(txn::Transaction& transaction, const catalog::Index& index) {
  const catalog::Table& table = *index.table;
  RowExpressions expressions(transaction, table);
  const auto writer = TRY(IndexWriter::open(transaction.trees(), index, expressions));
  auto scan = TRY(TableScan::open(transaction, table, expressions));
  EntrySorter sorter(index);
  for (bool more = TRY(scan->first()); more;) {
    if (writer->has_expressions()) expressions.set_row(scan->row(), scan->rowid());
    const bool included = TRY(writer->prepare(scan->row(), scan->rowid()));
    if (included) TRY(sorter.add(writer->entry()));
    more = TRY(scan->next());
  }
  sorter.sort();
  btree::BulkBuilder builder =
      TRY(btree::BulkBuilder::start(transaction.trees(), index.root, btree::TreeKind::Index));
  for (size_t i = 0; i < sorter.size(); ++i) {
    if (index.unique && sorter.repeats(i)) return std::unexpected(unique_violation(index));
    TRY(builder.add(sorter.entry(i)));
  }
  return std::move(builder).finish();
}

Status check_expressions(txn::Transaction& transaction, const catalog::Table& table) {
  RowExpressions expressions(transaction, table);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const catalog::Column& column = table.columns[i];
    if (!column.default_value) continue;
    const auto value = expressions.compile(*column.default_value, "");
    if (!value || !expr::slots_of(**value).empty()) {
      return fail(ErrorCode::Error,
                  "default value of column [" + column.name + "] is not constant");
    }
  }
  for (const catalog::Check& check : table.checks) {
    (void)TRY(expressions.compile(*check.expr, "CHECK constraints"));
  }
  for (const auto& index : table.indexes) {
    (void)TRY(IndexWriter::open(transaction.trees(), *index, expressions));
  }
  return ok();
}

Status check_rows(txn::Transaction& transaction, const catalog::Table& table) {
  RowExpressions expressions(transaction, table);
  std::vector<expr::ExprPtr> checks;
  for (const catalog::Check& check : table.checks) {
    checks.push_back(TRY(expressions.compile(*check.expr)));
  }
  auto scan = TRY(TableScan::open(transaction, table, expressions));
  for (bool more = TRY(scan->first()); more;) {
    expressions.set_row(scan->row(), scan->rowid());
    for (const expr::ExprPtr& check : checks) {
      if (TRY(expressions.truth(*check)) == expr::Truth::False) {
        return fail(ErrorCode::Error, "CHECK constraint failed");
      }
    }
    more = TRY(scan->next());
  }
  return ok();
}

Status drop_column_of_rows(txn::Transaction& transaction, const catalog::Table& from,
                           uint16_t dropped, const catalog::Table& to) {
  RowExpressions expressions(transaction, from);
  auto scan = TRY(TableScan::open(transaction, from, expressions));
  RowCodec codec(to);
  ByteVector encoded;
  std::vector<record::ValueView> row;
  std::optional<btree::TableCursor> cursor;
  std::optional<btree::IndexCursor> primary_cursor;
  if (to.without_rowid) {
    primary_cursor.emplace(transaction.trees(), to.root, to.primary_index->key_columns);
  } else {
    cursor.emplace(transaction.trees(), to.root);
  }
  for (bool more = TRY(scan->first()); more;) {
    row.assign(scan->row().begin(), scan->row().end());
    row.erase(row.begin() + dropped);
    codec.encode(row, encoded);
    if (cursor) {
      TRY(cursor->insert(RowId{scan->rowid()}, encoded));
    } else {
      TRY(primary_cursor->insert(encoded));
    }
    more = TRY(scan->next());
  }
  return ok();
}

}  // namespace tern::write
