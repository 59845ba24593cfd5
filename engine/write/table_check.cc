#include "engine/write/table_check.h"

#include "engine/btree/cursor.h"
#include "engine/write/index_writer.h"
#include "engine/write/row_codec.h"
#include "engine/write/row_expressions.h"

namespace tern::write {
namespace {

using record::ValueView;

/// One index under check: which entries the rows ask for.
struct CheckedIndex {
  std::unique_ptr<IndexWriter> writer;
  int64_t entries_wanted = 0;
};

class TableCheck {
 public:
  TableCheck(txn::Transaction& transaction, const catalog::Table& table, size_t findings_max,
             std::vector<std::string>& findings)
      : table_(table),
        findings_max_(findings_max),
        findings_(findings),
        expressions_(transaction, table),
        codec_(table) {}

  Status run(bool with_indexes) {
    TRY(open(with_indexes));
    TRY(table_.without_rowid ? scan_primary_index() : scan_rowids());
    for (const CheckedIndex& index : indexes_) TRY(compare_count(index));
    return {};
  }

 private:
  Status open(bool with_indexes) {
    const std::vector<expr::ExprPtr> defaults = TRY(compile_defaults(expressions_, table_));
    for (const catalog::Check& check : table_.checks) {
      checks_.push_back(TRY(expressions_.compile(*check.expr)));
    }
    for (const auto& index : table_.indexes) {
      if (!with_indexes) break;
      indexes_.push_back({TRY(IndexWriter::open(table_.trees(), *index, expressions_))});
    }
    return fill_codec(expressions_, defaults, table_, codec_);
  }

  bool is_full() const { return findings_.size() >= findings_max_; }
  void report(std::string text) {
    if (!is_full()) findings_.push_back(std::move(text));
  }

  Status scan_rowids() {
    btree::TableCursor cursor(table_.trees(), table_.root);
    for (bool more = TRY(cursor.first()); more && !is_full(); more = TRY(cursor.next())) {
      const Bytes payload = TRY(cursor.payload());
      TRY(check_row(payload, cursor.rowid().raw));
    }
    return {};
  }

  Status scan_primary_index() {
    btree::IndexCursor cursor(table_.trees(), table_.root, table_.primary_index->key_columns);
    for (bool more = TRY(cursor.first()); more && !is_full(); more = TRY(cursor.next())) {
      const Bytes payload = TRY(cursor.payload());
      TRY(check_row(payload, 0));
    }
    return {};
  }

  Status check_row(Bytes payload, int64_t rowid) {
    ++rows_;
    TRY(codec_.decode(payload, rowid, row_));
    expressions_.set_row(row_, rowid);
    check_not_null();
    for (const expr::ExprPtr& check : checks_) {
      if (TRY(expressions_.truth(*check)) == expr::Truth::False) {
        report("CHECK constraint failed in " + table_.name);
        break;
      }
    }
    for (CheckedIndex& index : indexes_) TRY(check_entry(index, rowid));
    return {};
  }

  void check_not_null() {
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      const catalog::Column& column = table_.columns[i];
      if (column.not_null && row_[i].is_null() && table_.rowid_alias != i) {
        report("NULL value in " + table_.name + "." + column.name);
      }
    }
  }

  Status check_entry(CheckedIndex& index, int64_t rowid) {
    if (!TRY(index.writer->prepare(row_, rowid))) return {};
    ++index.entries_wanted;
    const std::string& name = index.writer->index().name;
    if (!TRY(index.writer->has_entry())) {
      report("row " + std::to_string(rows_) + " missing from index " + name);
    } else if (index.writer->index().unique && TRY(index.writer->has_equal_neighbour())) {
      report("non-unique entry in index " + name);
    }
    return {};
  }

  Status compare_count(const CheckedIndex& index) {
    if (is_full()) return {};
    const int64_t entries = TRY(table_.trees().count(index.writer->index().root));
    if (entries != index.entries_wanted) {
      report("wrong # of entries in index " + index.writer->index().name);
    }
    return {};
  }

  const catalog::Table& table_;
  size_t findings_max_;
  std::vector<std::string>& findings_;
  RowExpressions expressions_;
  RowCodec codec_;
  std::vector<expr::ExprPtr> checks_;
  std::vector<CheckedIndex> indexes_;
  std::vector<ValueView> row_;
  int64_t rows_ = 0;
};

}  // namespace

Status check_table(txn::Transaction& transaction, const catalog::Table& table, bool with_indexes,
                   size_t findings_max, std::vector<std::string>& findings) {
  return TableCheck(transaction, table, findings_max, findings).run(with_indexes);
}

}  // namespace tern::write
