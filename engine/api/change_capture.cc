#include "engine/api/change_capture.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/api/ddl_parts.h"
#include "engine/record/record.h"
#include "engine/write/table_writer.h"

namespace tern::api {

namespace {

using record::ValueView;

enum Column : uint8_t {
  ChangeId,
  TransactionId,
  Time,
  Operation,
  TableName,
  RowKey,
  NewKey,
  Before,
  After,
  Sql
};
constexpr std::array<std::string_view, 10> kColumns = {
    "change_id", "transaction_id", "time_ms", "operation", "table_name",
    "row_key",   "new_key",        "before",  "after",     "sql"};

std::string_view name_of(txn::OpKind kind) {
  switch (kind) {
    case txn::OpKind::Insert:
      return "insert";
    case txn::OpKind::Update:
      return "update";
    case txn::OpKind::Delete:
      return "delete";
    case txn::OpKind::Ddl:
      return "ddl";
  }
  return "";
}

/// The rows of one transaction.
class CapturedRows {
 public:
  CapturedRows(const ChangeCapture& capture, write::TableWriter& writer, int64_t time_ms)
      : capture_(capture), writer_(writer) {
    row_[Time] = ValueView::integer(time_ms);
  }

  Status add(const txn::OpView& op) {
    if (op.table && catalog::same_name(op.table->name, capture_.table())) return ok();
    std::fill(row_.begin() + Operation, row_.end(), ValueView::null());
    row_[Operation] = ValueView::text(name_of(op.kind));
    if (op.table) {
      describe(op);
    } else {
      row_[Sql] = ValueView::text(op.sql);
    }
    return store();
  }

 private:
  void describe(const txn::OpView& op) {
    using Mode = ChangeCapture::Mode;
    row_[TableName] = ValueView::text(op.table->name);
    const bool had = op.kind != txn::OpKind::Insert;
    const bool has = op.kind != txn::OpKind::Delete;
    if (had) row_[RowKey] = key(*op.table, op.before, op.old_rowid, old_key_);
    if (has) {
      const ValueView now = key(*op.table, op.after, op.new_rowid, new_key_);
      if (!had) row_[RowKey] = now;
      if (had && record::compare_values(row_[RowKey], now, record::binary_collation()) != 0)
        row_[NewKey] = now;
    }
    if (had && capture_.mode() != Mode::Id && capture_.mode() != Mode::After) {
      row_[Before] = image(*op.table, op.before, before_);
    }
    if (has && capture_.mode() != Mode::Id && capture_.mode() != Mode::Before) {
      row_[After] = image(*op.table, op.after, after_);
    }
  }

  ValueView image(const txn::TableShape& table, std::span<const ValueView> row, ByteVector& out) {
    named_.clear();
    for (size_t i = 0; i < row.size(); ++i) add(table.columns[i], row[i]);
    return encoded(out);
  }

  ValueView key(const txn::TableShape& table, std::span<const ValueView> row, int64_t rowid,
                ByteVector& out) {
    if (table.keyed_by_rowid) return ValueView::integer(rowid);
    named_.clear();
    const auto key_position = &txn::TableShape::Column::key_position;
    for (uint16_t position = 1;; ++position) {
      const auto column = std::ranges::find(table.columns, position, key_position);
      if (column == table.columns.end()) break;
      add(*column, row[static_cast<size_t>(column - table.columns.begin())]);
    }
    return named_.size() == 2 ? named_.back() : encoded(out);
  }

  void add(const txn::TableShape::Column& column, ValueView value) {
    named_.push_back(ValueView::text(column.name));
    named_.push_back(value);
  }

  ValueView encoded(ByteVector& out) {
    out.clear();
    record::encode_record(named_, out);
    return ValueView::blob(out);
  }

  /// The first change's number is the transaction's, too.
  Status store() {
    row_[ChangeId] = ValueView::null();
    row_[TransactionId] = ValueView::integer(transaction_id_);
    if (transaction_id_ == 0) {
      (void)TRY(writer_.prepare_insert(std::nullopt, row_, sql::Conflict::Abort));
      transaction_id_ = writer_.written_rowid();
      row_[TransactionId] = ValueView::integer(transaction_id_);
    }
    (void)TRY(writer_.insert(std::nullopt, row_, sql::Conflict::Abort, true));
    return ok();
  }

  const ChangeCapture& capture_;
  write::TableWriter& writer_;
  std::array<ValueView, kColumns.size()> row_{};
  int64_t transaction_id_ = 0;  // 0: none yet
  std::vector<ValueView>
      named_;  // of an image (engine/record/row_image.h): names and values in turn
  ByteVector old_key_, new_key_, before_, after_;
};

}  // namespace

std::string ChangeCapture::create_statement() const {
  return "CREATE TABLE IF NOT EXISTS main." + quoted(table_) +
         "(change_id INTEGER PRIMARY KEY AUTOINCREMENT, transaction_id INTEGER NOT NULL,"
         " time_ms INTEGER NOT NULL, operation TEXT NOT NULL, table_name TEXT, row_key, new_key,"
         " before BLOB, after BLOB, sql TEXT)";
}

Result<const catalog::Table*> ChangeCapture::find_table(const catalog::Schema& schema) const {
  const catalog::Table* const table = schema.find_table(table_);
  if (!table)
    return fail(ErrorCode::Error, "no such table: " + table_ + " (of PRAGMA tern_capture)");
  const bool fits = table->rowid_alias == ChangeId &&
                    std::ranges::equal(table->columns, kColumns, {}, &catalog::Column::name);
  if (!fits) return fail(ErrorCode::Error, "table " + table_ + " is none of PRAGMA tern_capture");
  return table;
}

Status ChangeCapture::write(txn::Transaction& transaction, int64_t time_ms) const {
  const txn::ChangesetBuilder* const changes = transaction.capture();
  if (!changes || changes->empty()) return ok();
  const auto schema = TRY(transaction.main().schema());
  const catalog::Table* const table = TRY(find_table(*schema));
  const auto writer =
      TRY(write::TableWriter::open(transaction, *table, write::TableWriter::Use::Replay));
  transaction.set_capture(false);
  const auto write_all = [&]() -> Status {
    TRY(writer->begin_statement(write::TableWriter::Purpose::Insert));
    txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(changes->bytes()));
    CapturedRows rows(*this, *writer, time_ms);
    txn::OpView op;
    while (TRY(reader.next(op))) TRY(rows.add(op));
    return writer->finish_statement();
  };
  Status written = write_all();
  transaction.set_capture(true);
  return written;
}

}  // namespace tern::api
