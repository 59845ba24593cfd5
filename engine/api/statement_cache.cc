#include "engine/api/statement_cache.h"

#include <algorithm>
#include <utility>

#include "engine/api/statement_state.h"

namespace tern::api {

StatementCache::StatementCache() = default;
StatementCache::~StatementCache() = default;

std::unique_ptr<StatementState> StatementCache::take(std::string_view sql) {
  const auto at = std::ranges::find(statements_, sql, &StatementState::sql);
  if (at == statements_.end()) return nullptr;
  std::unique_ptr<StatementState> out = std::move(*at);
  statements_.erase(at);
  return out;
}

void StatementCache::keep(std::unique_ptr<StatementState> statement) {
  if (statement->sql().size() > kTextMax) return;
  const bool is_of_same = statements_.empty() || statements_.back()->has_catalog_of(*statement);
  if (!is_of_same) statements_.clear();
  if (statements_.size() == kStatementsMax) statements_.erase(statements_.begin());
  statements_.push_back(std::move(statement));
}

void StatementCache::clear() {
  statements_.clear();
  ++clear_count_;
}

}  // namespace tern::api
