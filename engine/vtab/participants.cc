#include "engine/vtab/participants.h"

#include <algorithm>
#include <utility>

#include "engine/vtab/virtual_table.h"

namespace tern::vtab {

Status Participants::join(const std::shared_ptr<VirtualTable>& table) {
  if (!table->has_transactions()) return ok();
  const auto is_it = [&](const One& one) { return one.table == table; };
  if (std::ranges::any_of(all_, is_it)) return ok();
  if (is_syncing_) return fail(ErrorCode::Locked, "database table is locked");
  TRY(table->begin());
  all_.push_back({table, 0});
  if (depth_ == 0) return ok();
  // It has changed nothing before: the newest one stands for all.
  all_.back().told = depth_;
  return table->savepoint(depth_ - 1);
}

void Participants::join_made(std::shared_ptr<VirtualTable> table) {
  if (table->has_transactions()) all_.push_back({std::move(table), 0});
}

void Participants::leave(const VirtualTable& table) {
  std::erase_if(all_, [&](const One& one) { return one.table.get() == &table; });
}

Result<int32_t> Participants::open_savepoint() {
  const int32_t number = depth_;
  for (size_t i = 0; i < all_.size(); ++i) {
    TRY(all_[i].table->savepoint(number));
    all_[i].told = number + 1;
  }
  ++depth_;
  return number;
}

Status Participants::rollback_to(int32_t number) {
  depth_ = number + 1;
  Status outcome = ok();
  for (size_t i = 0; i < all_.size(); ++i) {
    if (all_[i].told <= number) continue;
    const std::shared_ptr<VirtualTable> table = all_[i].table;
    all_[i].told = depth_;
    Status done = table->rollback_to(number);
    if (outcome) outcome = std::move(done);
  }
  return outcome;
}

Status Participants::release(int32_t number) {
  depth_ = std::min(depth_, number);
  Status outcome = ok();
  for (size_t i = 0; i < all_.size(); ++i) {
    if (all_[i].told <= number) continue;
    const std::shared_ptr<VirtualTable> table = all_[i].table;
    all_[i].told = number;
    Status done = table->release(number);
    if (outcome) outcome = std::move(done);
  }
  return outcome;
}

Status Participants::sync() {
  const bool was_syncing = std::exchange(is_syncing_, true);
  Status outcome = ok();
  for (size_t i = 0; i < all_.size() && outcome; ++i) outcome = all_[i].table->sync();
  is_syncing_ = was_syncing;
  return outcome;
}

std::vector<Participants::One> Participants::take_all() {
  depth_ = 0;
  return std::exchange(all_, {});
}

void Participants::commit() {
  for (const One& one : take_all()) one.table->commit();
}

void Participants::rollback() {
  for (const One& one : take_all()) one.table->rollback();
}

}  // namespace tern::vtab
