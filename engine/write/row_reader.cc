#include "engine/write/row_reader.h"

namespace tern::write {

Result<RowReader> RowReader::open(const catalog::Table& table, RowExpressions& expressions) {
  RowReader out(table, expressions, TRY(GeneratedValues::open(table, expressions)));
  out.defaults_ = TRY(compile_defaults(expressions, table));
  return out;
}

Status RowReader::start() { return fill_codec(*expressions_, defaults_, *table_, codec_); }

/// What a generated column reads is not looked into: with one of them all columns are wanted.
void RowReader::set_wanted(const std::vector<bool>& columns) {
  bool wants_virtual = columns.empty();
  for (size_t i = 0; i < columns.size(); ++i) {
    wants_virtual = wants_virtual || (columns[i] && table_->columns[i].is_virtual());
  }
  computes_ = wants_virtual;
  codec_.set_wanted(wants_virtual ? std::vector<bool>() : columns);
}

Status RowReader::read(Bytes payload, int64_t rowid, std::vector<record::ValueView>& row) {
  TRY(codec_.decode(payload, rowid, row));
  return computes_ ? generated_.compute(row, rowid, true, kept_) : ok();
}

}  // namespace tern::write
