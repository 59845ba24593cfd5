#include "engine/exec/window_shape.h"

namespace tern::exec {

namespace {

using record::ValueView;

record::SortKeyPart part_of(const bind::OrderedExpr& term) {
  return {term.collation, term.descending, term.nulls_last};
}

bool has_range_distance(const bind::WindowFrame& frame) {
  return frame.unit == sql::FrameUnit::Range && (frame.start_distance || frame.end_distance);
}

}  // namespace

WindowShape::WindowShape(const bind::Core& core, const plan::WindowStage& stage)
    : restores_(core.sources.size() > 1) {
  for (const bind::Window* window : stage.windows) add_window(*window);
  const bind::Window& any = *stage.windows.front();
  for (const bind::OrderedExpr& term : any.partition_by) {
    partition_terms_.push_back({term.expr.get(), part_of(term)});
  }
  for (const bind::OrderedExpr& term : any.order_by) {
    order_terms_.push_back({term.expr.get(), part_of(term)});
  }
  for (const auto& source : core.sources) {
    add_source(*source, stage.is_last ? source->used_result : source->used_late);
  }
  for (const bind::Aggregate& aggregate : core.aggregates) registers_.push_back(aggregate.result);
  for (const bind::Window* window : stage.computed_before) {
    for (const bind::WindowCall& call : window->calls) registers_.push_back(call.result);
  }
}

uint32_t WindowShape::add(Computed computed) {
  for (size_t i = 0; i < computed_.size(); ++i) {
    const Computed& other = computed_[i];
    if (other.is_condition == computed.is_condition &&
        other.keeps_subtype == computed.keeps_subtype && expr::is_deterministic(*other.expr) &&
        expr::same(*other.expr, *computed.expr)) {
      return static_cast<uint32_t>(i);
    }
  }
  computed_.push_back(computed);
  return static_cast<uint32_t>(computed_.size() - 1);
}

void WindowShape::add_window(const bind::Window& window) {
  std::vector<CallColumns>& calls = calls_.emplace_back();
  for (const bind::WindowCall& call : window.calls) {
    CallColumns& columns = calls.emplace_back();
    const bool keeps_subtype = call.aggregate && call.aggregate->reads_subtypes;
    for (const expr::ExprPtr& argument : call.arguments) {
      columns.arguments.push_back(add({argument.get(), false, keeps_subtype}));
    }
    if (call.filter) columns.filter = add({call.filter.get(), true, false});
  }
  uint32_t range = 0;
  if (has_range_distance(window.frame)) {
    range = add({window.order_by.front().expr.get(), false, false});
  }
  range_columns_.push_back(range);
}

void WindowShape::add_source(const bind::Source& source, const bind::UsedColumns& used) {
  SavedSource saved{source.slot, used.rowid, {}, {}, {}};
  for (uint32_t i = 0; i < used.width(); ++i) {
    if (used.has(i)) saved.columns.push_back(i);
  }
  if (saved.columns.empty() && !saved.has_rowid) return;
  saved.values.resize(used.width());
  sources_.push_back(std::move(saved));
}

Status WindowShape::evaluate(expr::Frame& frame) {
  values_.clear();
  for (const Computed& computed : computed_) {
    if (computed.is_condition) {
      const expr::Truth truth = TRY(computed.expr->truth(frame));
      values_.push_back(ValueView::boolean(truth == expr::Truth::True));
      continue;
    }
    const ValueView value = TRY(computed.expr->eval(frame));
    values_.push_back(computed.keeps_subtype ? value : value.with_subtype(0));
  }
  for (const SavedSource& source : sources_) {
    // NULL stands for a row of NULLs; a source without rowid has 0.
    expr::Row& row = frame.row(source.slot);
    if (row.is_null_row()) {
      values_.resize(values_.size() + 1 + source.columns.size());
      continue;
    }
    values_.push_back(source.has_rowid ? TRY(row.rowid()) : ValueView::integer(0));
    for (const uint32_t column : source.columns) {
      values_.push_back(TRY(row.column(column)).with_subtype(0));
    }
  }
  for (const expr::RegisterSlot slot : registers_) {
    values_.push_back(frame.reg(slot).view().with_subtype(0));
  }
  return ok();
}

Status WindowShape::make_key(expr::Frame& frame) {
  key_.clear();
  for (const KeyTerm& term : partition_terms_) {
    record::append_sort_key(key_, TRY(term.expr->eval(frame)), term.part);
  }
  partition_size_ = key_.size();
  for (const KeyTerm& term : order_terms_) {
    record::append_sort_key(key_, TRY(term.expr->eval(frame)), term.part);
  }
  return ok();
}

Status WindowShape::save(expr::Frame& frame, RowQueue& rows) {
  TRY(make_key(frame));
  TRY(evaluate(frame));
  rows.append(values_, key_, partition_size_);
  return ok();
}

void WindowShape::unload(expr::Frame& frame) {
  if (!std::exchange(is_loaded_, false)) return;
  for (SavedSource& source : sources_) std::swap(frame.row(source.slot), source.input);
}

void WindowShape::load(const KeyedRow& row, expr::Frame& frame) {
  if (restores_ && !std::exchange(is_loaded_, true)) {
    for (SavedSource& source : sources_) std::swap(frame.row(source.slot), source.input);
  }
  const ValueView* at = row.values() + computed_.size();
  for (SavedSource& source : sources_) {
    const ValueView rowid = *at++;
    if (rowid.is_null()) {
      frame.row(source.slot).set_null();
      at += source.columns.size();
      continue;
    }
    for (const uint32_t column : source.columns) source.values[column] = *at++;
    frame.row(source.slot).set_values(source.values, rowid.as_integer());
  }
  for (const expr::RegisterSlot slot : registers_) frame.reg(slot).assign(*at++);
}

}  // namespace tern::exec
