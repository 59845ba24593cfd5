#include "engine/write/generated_values.h"

#include <algorithm>

#include "engine/bind/context.h"
#include "engine/catalog/generated_columns.h"
#include "engine/record/affinity.h"

namespace tern::write {

Result<GeneratedValues> GeneratedValues::open(const catalog::Table& table,
                                              RowExpressions& expressions) {
  GeneratedValues out(expressions);
  if (!table.has_generated) return out;
  const auto order = catalog::order_of_computing(table);
  if (!order) {
    out.loop_ = order.error();
    return out;
  }
  for (const uint16_t place : *order) {
    const catalog::Column& column = table.columns[place];
    out.columns_.push_back(
        {place, column.affinity, column.generated_stored,
         TRY(expressions.compile(*column.generated, bind::Context::kGeneratedColumns))});
  }
  return out;
}

Status GeneratedValues::compute(std::span<record::ValueView> row, int64_t rowid, bool only_virtual,
                                GeneratedRow& kept) {
  if (is_empty()) return ok();
  TRY(check());
  kept.resize(columns_.size());
  expressions_->set_row(row, rowid);
  const functions::LastingPlace place(expressions_->statement(),
                                      functions::LastingPlace::kGenerated);
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (only_virtual && column.is_stored) continue;
    const record::ValueView value = TRY(expressions_->eval(*column.value));
    kept[i].assign(record::apply_affinity(value, column.affinity, scratch_));
    row[column.place] = kept[i].view();
  }
  return ok();
}

ChangedColumns::ChangedColumns(const catalog::Table& table) : table_(table) {
  if (!table.has_generated) return;
  set_ = std::make_unique<bool[]>(table.columns.size());
  all_ = std::make_unique<bool[]>(table.columns.size());
}

std::span<const bool> ChangedColumns::of(std::span<const bool> set) {
  if (!all_ || set.empty()) return set;
  if (!std::ranges::equal(set, std::span(set_.get(), set.size()))) {
    std::ranges::copy(set, set_.get());
    std::ranges::copy(set, all_.get());
    catalog::mark_dependents(table_, std::span(all_.get(), set.size()));
  }
  return {all_.get(), set.size()};
}

}  // namespace tern::write
