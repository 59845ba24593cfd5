#include "engine/api/statement_cache.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

#include "engine/api/statement_state.h"

namespace tern::api {

StatementCache::StatementCache() = default;
StatementCache::~StatementCache() = default;

std::unique_ptr<StatementState> StatementCache::take(std::string_view sql) {
  const size_t hash = std::hash<std::string_view>()(sql);
  for (uint32_t left = used_; left != 0; left &= left - 1) {
    const auto at = static_cast<size_t>(std::countr_zero(left));
    if (hashes_[at] != hash || statements_[at]->sql() != sql) continue;
    used_ &= ~(uint32_t{1} << at);
    return std::move(statements_[at]);
  }
  return nullptr;
}

void StatementCache::keep(std::unique_ptr<StatementState> statement) {
  if (statement->sql().size() > kTextMax) return;
  if (!is_empty()) {
    const StatementState& other = *statements_[static_cast<size_t>(std::countr_zero(used_))];
    if (!other.has_catalog_of(*statement)) drop_all();
  }
  const size_t at = free_place();
  hashes_[at] = std::hash<std::string_view>()(statement->sql());
  kept_at_[at] = ++keep_count_;
  statements_[at] = std::move(statement);
  used_ |= uint32_t{1} << at;
}

/// The longest kept one goes if there is no other.
size_t StatementCache::free_place() {
  if (used_ != UINT32_MAX) return static_cast<size_t>(std::countr_one(used_));
  const auto oldest = std::ranges::min_element(kept_at_);
  return static_cast<size_t>(oldest - kept_at_.begin());
}

void StatementCache::drop_all() {
  statements_ = {};
  used_ = 0;
}

void StatementCache::clear() {
  drop_all();
  ++clear_count_;
}

}  // namespace tern::api
