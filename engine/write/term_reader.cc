#include "engine/write/term_reader.h"

#include <algorithm>

#include "engine/record/serial_type.h"

namespace tern::write {
namespace {

/// Whole numbers up to here are stored as integers in columns of affinity REAL.
constexpr int64_t kWholeMax = 140737488355327;

/// A serial type of at most two bytes.
bool read_type(const std::byte*& at, const std::byte* end, uint64_t& type) {
  if (at == end) return false;
  type = static_cast<uint64_t>(*at++);
  if (type < 0x80) return true;
  if (at == end || static_cast<uint64_t>(*at) >= 0x80) return false;
  type = ((type & 0x7f) << 7) | static_cast<uint64_t>(*at++);
  return true;
}

}  // namespace

std::optional<TermReader> TermReader::of(const catalog::Index& index) {
  const catalog::Table& table = *index.table;
  if (index.where || table.without_rowid) return std::nullopt;
  TermReader reader;
  for (const catalog::IndexTerm& term : index.terms) {
    Term out;
    out.is_rowid = term.column == catalog::IndexTerm::kRowid;
    if (term.column >= 0) {
      const auto place = static_cast<size_t>(term.column);
      const uint32_t stored = table.stored_place(static_cast<uint16_t>(place));
      if (stored >= kColumnsMax) return std::nullopt;
      out.column = static_cast<uint16_t>(stored);
      out.is_rowid = table.rowid_alias == static_cast<uint16_t>(place);
      out.is_real = table.columns[place].affinity == record::Affinity::Real;
      if (!out.is_rowid) reader.column_count_ = std::max<size_t>(reader.column_count_, stored + 1);
    } else if (!out.is_rowid) {
      return std::nullopt;
    }
    reader.terms_.push_back(out);
  }
  reader.columns_.resize(reader.column_count_);
  return reader;
}

bool TermReader::read(Bytes record, int64_t rowid, std::vector<record::ValueView>& values) {
  if (record.empty()) return false;
  const size_t header_size = static_cast<size_t>(record[0]);
  if (header_size >= 0x80 || header_size > record.size() || header_size == 0) return false;
  const std::byte* at = record.data() + 1;
  const std::byte* const header_end = record.data() + header_size;
  const std::byte* body = header_end;
  const std::byte* const end = record.data() + record.size();
  for (Column& column : columns_) {
    if (!read_type(at, header_end, column.type)) return false;
    column.at = body;
    const uint64_t size = record::serial_size(column.type);
    if (size > static_cast<size_t>(end - body)) return false;
    body += size;
  }
  values.resize(terms_.size());
  for (size_t i = 0; i < terms_.size(); ++i) {
    const Term& term = terms_[i];
    if (term.is_rowid) {
      values[i] = record::ValueView::integer(rowid);
      continue;
    }
    const Column& column = columns_[term.column];
    values[i] = record::decode_value(column.type, column.at);
    if (!term.is_real) continue;
    if (values[i].is_real()) return false;
    if (values[i].is_integer() &&
        (values[i].as_integer() > kWholeMax || values[i].as_integer() < -kWholeMax)) {
      return false;
    }
  }
  return true;
}

}  // namespace tern::write
