#include "engine/write/table_check.h"

#include "engine/btree/cursor.h"
#include "engine/record/affinity.h"
#include "engine/write/index_writer.h"
#include "engine/write/row_constraints.h"
#include "engine/write/row_expressions.h"
#include "engine/write/row_reader.h"

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
        ignores_checks_(transaction.ignore_check_constraints),
        expressions_(transaction, table) {}

  Status run(bool with_indexes) {
    TRY(open(with_indexes));
    TRY(table_.without_rowid ? scan_primary_index() : scan_rowids());
    for (const CheckedIndex& index : indexes_) TRY(compare_count(index));
    return {};
  }

 private:
  Status open(bool with_indexes) {
    reader_.emplace(TRY(RowReader::open(table_, expressions_)));
    for (const catalog::Check& check : table_.checks) {
      if (ignores_checks_) break;
      checks_.push_back(TRY(expressions_.compile(*check.expr)));
    }
    for (const auto& index : table_.indexes) {
      if (!with_indexes) break;
      indexes_.push_back({TRY(IndexWriter::open(table_.trees(), *index, expressions_))});
    }
    return reader_->start();
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
    TRY(reader_->read(payload, rowid, row_));
    expressions_.set_row(row_, rowid);
    check_values();
    TRY(check_checks());
    for (CheckedIndex& index : indexes_) TRY(check_entry(index, rowid));
    return {};
  }

  Status check_checks() {
    if (checks_.empty()) return {};
    const functions::LastingPlace place(expressions_.statement(), functions::LastingPlace::kCheck);
    for (const expr::ExprPtr& check : checks_) {
      if (TRY(expressions_.truth(*check)) != expr::Truth::False) continue;
      report("CHECK constraint failed in " + table_.name);
      break;
    }
    return {};
  }

  void check_values() {
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      const catalog::Column& column = table_.columns[i];
      if (table_.rowid_alias == i) continue;
      const std::string wrong = what_is_wrong(column, row_[i]);
      if (!wrong.empty()) report(wrong + " value in " + table_.name + "." + column.name);
    }
  }

  /// With `value` in `column`; "" if nothing is.
  std::string what_is_wrong(const catalog::Column& column, ValueView value) {
    if (value.is_null()) return column.not_null ? "NULL" : "";
    if (table_.strict) {
      return fits_type(column, value) ? "" : upper(column.declared_type).insert(0, "non-");
    }
    if (column.affinity == record::Affinity::Text) return value.is_numeric() ? "NUMERIC" : "";
    if (!record::is_numeric(column.affinity) || !value.is_text()) return "";
    const bool is_number =
        !record::apply_affinity(value, record::Affinity::Numeric, scratch_).is_text();
    return is_number ? "TEXT" : "";
  }

  static std::string upper(std::string type) {
    for (char& c : type) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return type;
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
  bool ignores_checks_;
  RowExpressions expressions_;
  std::optional<RowReader> reader_;
  std::vector<expr::ExprPtr> checks_;
  std::vector<CheckedIndex> indexes_;
  std::vector<ValueView> row_;
  std::string scratch_;
  int64_t rows_ = 0;
};

}  // namespace

Status check_table(txn::Transaction& transaction, const catalog::Table& table, bool with_indexes,
                   size_t findings_max, std::vector<std::string>& findings) {
  return TableCheck(transaction, table, findings_max, findings).run(with_indexes);
}

}  // namespace tern::write
