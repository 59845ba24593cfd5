#include "engine/write/index_build.h"

#include <algorithm>

#include "engine/bind/context.h"
#include "engine/btree/bulk_builder.h"
#include "engine/btree/entry_sorter.h"
#include "engine/record/sort_key.h"
#include "engine/sql/walk.h"
#include "engine/storage/database_file.h"
#include "engine/write/index_writer.h"
#include "engine/write/table_scan.h"
#include "engine/write/term_reader.h"
#include "engine/write/violations.h"

namespace tern::write {

namespace {

// What the entries of an index to be may take before they go to a temporary file.
constexpr size_t kSortMemoryMax = size_t{64} << 20;

/// Tells whether an entry of a UNIQUE index has the declared terms of the one before it.
class RepeatCheck {
 public:
  explicit RepeatCheck(const catalog::Index& index) : index_(index) {}

  Result<bool> repeats(Bytes entry) {
    TRY(record::decode_record(entry, index_.declared_terms, values_));
    const bool is_equal = has_last_ && !has_null() && equals_last();
    last_.assign(entry.begin(), entry.end());
    TRY(record::decode_record(last_, index_.declared_terms, last_values_));
    has_last_ = true;
    return is_equal;
  }

 private:
  bool has_null() const {
    return std::ranges::any_of(values_, [](record::ValueView value) { return value.is_null(); });
  }
  bool equals_last() const {
    for (size_t i = 0; i < values_.size(); ++i) {
      const record::Collation& collation = *index_.key_columns[i].collation;
      if (record::compare_values(values_[i], last_values_[i], collation) != 0) return false;
    }
    return true;
  }

  const catalog::Index& index_;
  ByteVector last_;
  std::vector<record::ValueView> last_values_;
  std::vector<record::ValueView> values_;
  bool has_last_ = false;
};

/// Columns of the sort key. Rows come in the order of their rowids, which the sorter keeps among
/// equal keys: a rowid at the end need not be in the key.
size_t sorted_columns(const catalog::Index& index) {
  const size_t count = index.key_columns.size();
  const bool ends_with_rowid = !index.table->without_rowid && count > 1 &&
                               index.terms[count - 1].column == catalog::IndexTerm::kRowid &&
                               !index.key_columns[count - 1].descending;
  return ends_with_rowid ? count - 1 : count;
}

/// Makes the entries of an index to be, row by row.
class EntryMaker {
 public:
  EntryMaker(RowExpressions& expressions, IndexWriter& writer, TableScan& scan)
      : expressions_(expressions),
        writer_(writer),
        scan_(scan),
        terms_(TermReader::of(writer.index())) {}

  /// Of the row that the scan is on. False: the index does not have it.
  Result<bool> make() {
    const Bytes record = TRY(scan_.record());
    if (terms_ && terms_->read(record, scan_.rowid(), values_)) {
      entry_.clear();
      record::encode_record(values_, entry_);
      is_read_ = true;
      return true;
    }
    is_read_ = false;
    TRY(scan_.read_row());
    if (writer_.has_expressions()) expressions_.set_row(scan_.row(), scan_.rowid());
    return writer_.prepare(scan_.row(), scan_.rowid());
  }
  Bytes entry() const { return is_read_ ? Bytes(entry_) : writer_.entry(); }
  std::span<const record::ValueView> key() const { return is_read_ ? values_ : writer_.key(); }

 private:
  RowExpressions& expressions_;
  IndexWriter& writer_;
  TableScan& scan_;
  std::optional<TermReader> terms_;
  std::vector<record::ValueView> values_;
  ByteVector entry_;
  bool is_read_ = false;  // by terms_
};

Status collect_entries(txn::Transaction& transaction, const catalog::Index& index,
                       btree::EntrySorter& sorter) {
  RowExpressions expressions(transaction, *index.table);
  const auto writer = TRY(IndexWriter::open(index.table->trees(), index, expressions));
  auto scan = TRY(TableScan::open(*index.table, expressions));
  scan->set_wanted(writer->reads());
  EntryMaker maker(expressions, *writer, *scan);
  const size_t sorted = sorted_columns(index);
  std::string key;
  for (bool more = TRY(scan->move_first()); more;) {
    const bool included = TRY(maker.make());
    if (included) {
      key.clear();
      const std::span<const record::ValueView> values = maker.key().first(sorted);
      for (size_t i = 0; i < values.size(); ++i) {
        const record::KeyColumn& column = index.key_columns[i];
        record::append_sort_key(key, values[i],
                                {column.collation, column.descending, column.descending});
      }
      TRY(sorter.add(key, maker.entry()));
    }
    more = TRY(scan->move_next());
  }
  return sorter.sort();
}

/// Looks for what no DEFAULT may have: rows, subqueries, parameters. Whether its functions are
/// there shows when it is used.
class VariablePart final : public sql::Walker {
 public:
  bool is_found = false;

 private:
  void visit(const sql::Select&) override { is_found = true; }
  void visit(const sql::Expr& expr) override {
    const auto* function = expr.as_if<sql::Function>();
    is_found |= expr.kind == sql::ExprKind::Parameter || expr.kind == sql::ExprKind::InTable ||
                (function && function->over) || is_column(expr);
  }
  /// A name, but for TRUE and FALSE.
  static bool is_column(const sql::Expr& expr) {
    const auto* column = expr.as_if<sql::ColumnRef>();
    if (!column) return false;
    const std::string& name = column->column.text;
    const bool is_bare = !column->table && column->column.quote == sql::Quote::None;
    return !is_bare || (!catalog::same_name(name, "true") && !catalog::same_name(name, "false"));
  }
};

}  // namespace

Status build_index(txn::Transaction& transaction, const catalog::Index& index) {
  TRY(catalog::check_collations(index));
  btree::TreeStore& trees = index.table->trees();
  storage::DatabaseFile& file = trees.pager().file();
  btree::EntrySorter sorter(file.vfs(), file.random(), kSortMemoryMax);
  TRY(collect_entries(transaction, index, sorter));
  btree::BulkBuilder builder =
      TRY(btree::BulkBuilder::start(trees, index.root, btree::TreeKind::Index));
  RepeatCheck check(index);
  while (const auto entry = TRY(sorter.next())) {
    if (index.unique) {
      const bool repeats = TRY(check.repeats(entry->payload));
      if (repeats) return std::unexpected(unique_violation(index));
    }
    TRY(builder.add(entry->payload));
  }
  return std::move(builder).finish();
}

Status check_defaults(const catalog::Table& table) {
  for (const catalog::Column& column : table.columns) {
    VariablePart search;
    search.walk(column.default_value);
    if (!search.is_found) continue;
    return fail(ErrorCode::Error, "default value of column [" + column.name + "] is not constant");
  }
  return ok();
}

namespace {

/// Who may write schemas may write texts as queries do.
const Restrictions* restrictions_of(const txn::Transaction& transaction, Definition definition) {
  const Restrictions& said = transaction.restrictions;
  const bool is_free = transaction.may_write_schema() && said.quotes_texts_in_queries;
  return definition == Definition::Known || is_free ? nullptr : &said;
}

}  // namespace

Status check_expressions(txn::Transaction& transaction, const catalog::Table& table,
                         Definition definition) {
  TRY(check_defaults(table));
  RowExpressions expressions(transaction, table, restrictions_of(transaction, definition));
  for (const catalog::Check& check : table.checks) {
    (void)TRY(expressions.compile(*check.expr, "CHECK constraints"));
  }
  for (const catalog::Column& column : table.columns) {
    if (!column.generated) continue;
    (void)TRY(expressions.compile(*column.generated, bind::Context::kGeneratedColumns));
  }
  for (const auto& index : table.indexes) {
    (void)TRY(IndexWriter::open(table.trees(), *index, expressions));
  }
  return ok();
}

Status check_index(txn::Transaction& transaction, const catalog::Index& index,
                   Definition definition) {
  RowExpressions expressions(transaction, *index.table, restrictions_of(transaction, definition));
  (void)TRY(IndexWriter::open(index.table->trees(), index, expressions));
  return ok();
}

Status check_rows(txn::Transaction& transaction, const catalog::Table& table) {
  RowExpressions expressions(transaction, table);
  std::vector<expr::ExprPtr> checks;
  if (!transaction.ignore_check_constraints) {
    for (const catalog::Check& check : table.checks) {
      checks.push_back(TRY(expressions.compile(*check.expr)));
    }
  }
  auto scan = TRY(TableScan::open(table, expressions));
  for (bool more = TRY(scan->first()); more;) {
    expressions.set_row(scan->row(), scan->rowid());
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].not_null && scan->row()[i].is_null() && table.rowid_alias != i) {
        return fail(ErrorCode::Error, "NOT NULL constraint failed");
      }
    }
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
  auto scan = TRY(TableScan::open(from, expressions));
  std::vector<bool> stored;
  for (const catalog::Column& column : from.columns) stored.push_back(!column.is_virtual());
  scan->set_wanted(stored);
  RowCodec codec(to);
  ByteVector encoded;
  std::vector<record::ValueView> row;
  std::optional<btree::TableCursor> cursor;
  std::optional<btree::IndexCursor> primary_cursor;
  if (to.without_rowid) {
    primary_cursor.emplace(to.trees(), to.root, to.primary_index->key_columns);
  } else {
    cursor.emplace(to.trees(), to.root);
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
