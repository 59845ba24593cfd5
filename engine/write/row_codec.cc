#include "engine/write/row_codec.h"

#include <algorithm>

namespace tern::write {

record::ValueView stored_form(record::ValueView value, record::Affinity affinity) {
  // Source: what the reference stores: whole numbers that fit six bytes.
  constexpr double kMax = 140737488355327.0;
  constexpr double kMin = -140737488355328.0;
  if (affinity != record::Affinity::Real || !value.is_real()) return value;
  const double real = value.as_real();
  if (!(real >= kMin && real <= kMax)) return value;
  const auto whole = static_cast<int64_t>(real);
  if (static_cast<double>(whole) != real) return value;
  return record::ValueView::integer(whole);
}

RowCodec::RowCodec(const catalog::Table& table) : table_(table), defaults_(table.columns.size()) {
  if (table.without_rowid) {
    ASSERT(table.primary_index);
    for (const catalog::IndexTerm& term : table.primary_index->terms) {
      ASSERT(term.column >= 0);
      order_.push_back(static_cast<uint16_t>(term.column));
    }
  } else {
    for (uint16_t i = 0; i < table.columns.size(); ++i) {
      if (!table.columns[i].is_virtual()) order_.push_back(i);
    }
  }
  if (table.rowid_alias) alias_place_ = table.stored_place(*table.rowid_alias);
  stored_.resize(order_.size());
  is_as_declared_ = !table.without_rowid && order_.size() == table.columns.size();
  for (size_t i = 0; i < order_.size(); ++i) {
    if (table.columns[order_[i]].affinity == record::Affinity::Real) real_places_.push_back(i);
  }
  set_wanted({});
}

void RowCodec::set_wanted(const std::vector<bool>& columns) {
  wanted_.clear();
  for (uint32_t place = 0; place < order_.size(); ++place) {
    if (columns.empty() || columns[order_[place]]) wanted_.push_back(place);
  }
}

void RowCodec::set_default(uint16_t column, record::ValueView value) {
  defaults_[column].assign(value);
}

void RowCodec::encode(std::span<const record::ValueView> row, ByteVector& out) {
  if (is_as_declared_) {
    std::ranges::copy(row, stored_.begin());
  } else {
    for (size_t i = 0; i < order_.size(); ++i) stored_[i] = row[order_[i]];
  }
  for (const size_t place : real_places_) {
    stored_[place] = stored_form(stored_[place], record::Affinity::Real);
  }
  if (alias_place_) stored_[*alias_place_] = record::ValueView::null();
  out.clear();
  record::encode_record(stored_, out);
}

Status RowCodec::decode(Bytes payload, int64_t rowid, std::vector<record::ValueView>& row) {
  row.resize(table_.columns.size());
  reader_.reset(payload);
  uint32_t present = 0;
  if (!wanted_.empty()) present = TRY(reader_.count_up_to(wanted_.back() + 1));
  for (const uint32_t place : wanted_) {
    const uint16_t column = order_[place];
    record::ValueView value = defaults_[column].view();
    if (place < present) value = TRY(reader_.column(place));
    if (table_.columns[column].affinity == record::Affinity::Real && value.is_integer()) {
      value = record::ValueView::real(static_cast<double>(value.as_integer()));
    }
    row[column] = value;
  }
  if (table_.rowid_alias) row[*table_.rowid_alias] = record::ValueView::integer(rowid);
  return ok();
}

}  // namespace tern::write
