#include "engine/exec/index_union.h"

#include "engine/exec/access_text.h"
#include "engine/exec/operator_memory.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

IndexUnion::IndexUnion(std::vector<std::unique_ptr<Operator>> branches, const plan::Access& access)
    : branches_(std::move(branches)), access_(access), source_(*access.source) {
  const catalog::Table& table = *source_.table;
  if (!table.without_rowid) return;
  for (const uint16_t column : table.primary_key) {
    key_columns_.push_back(table.stored_place(column));
  }
}

void IndexUnion::start() {
  for (const auto& branch : branches_) branch->start();
}

Status IndexUnion::open(expr::Frame&) {
  seen_.clear();
  at_ = 0;
  is_open_ = false;
  return ok();
}

Result<bool> IndexUnion::may_find(expr::Frame& frame, const plan::Access& branch) const {
  for (const expr::Expr* guard : branch.guards) {
    if (TRY(guard->truth(frame)) != expr::Truth::True) return false;
  }
  return true;
}

Status IndexUnion::make_key(expr::Frame& frame) {
  key_.clear();
  expr::Row& row = frame.row(source_.slot);
  if (key_columns_.empty()) {
    record::append_sort_key(key_, TRY(row.rowid()), {&record::binary_collation()});
    return ok();
  }
  for (size_t i = 0; i < key_columns_.size(); ++i) {
    const auto& terms = source_.table->primary_index->terms;
    record::append_sort_key(key_, TRY(row.column(key_columns_[i])), {terms[i].collation});
  }
  return ok();
}

Result<bool> IndexUnion::next(expr::Frame& frame) {
  for (; at_ < branches_.size(); ++at_) {
    if (!is_open_) {
      const bool may_find = TRY(this->may_find(frame, access_.branches[at_]));
      if (!may_find) continue;
      TRY(branches_[at_]->open(frame));
      is_open_ = true;
    }
    while (TRY(branches_[at_]->next(frame))) {
      TRY(make_key(frame));
      if (!seen_.insert(key_).is_fresh) continue;
      if (seen_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
      return true;
    }
    is_open_ = false;
  }
  return false;
}

void IndexUnion::close() {
  for (const auto& branch : branches_) branch->close();
  seen_.clear();
}

void IndexUnion::describe(Description& out) const {
  out.operation = "Index Union";
  out.append(source_text(source_));
  for (const auto& branch : branches_) out.add_input(branch);
  for (const plan::Access& branch : access_.branches) (void)out.conditions(branch.guards);
}

}  // namespace tern::exec
