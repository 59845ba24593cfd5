#include "engine/api/statement_cache.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "engine/api/statement_state.h"

namespace tern::api {

StatementCache::StatementCache() = default;
StatementCache::~StatementCache() = default;

std::unique_ptr<StatementState> StatementCache::take(std::string_view sql) {
  const size_t hash = std::hash<std::string_view>()(sql);
  const auto at = std::ranges::find_if(statements_, [&](const Kept& kept) {
    return kept.hash == hash && kept.statement->sql() == sql;
  });
  if (at == statements_.end()) return nullptr;
  std::unique_ptr<StatementState> out = std::move(at->statement);
  *at = std::move(statements_.back());
  statements_.pop_back();
  return out;
}

void StatementCache::keep(std::unique_ptr<StatementState> statement) {
  const std::string_view sql = statement->sql();
  if (sql.size() > kTextMax) return;
  const bool is_of_same =
      statements_.empty() || statements_.back().statement->has_catalog_of(*statement);
  if (!is_of_same) statements_.clear();
  Kept kept{std::hash<std::string_view>()(sql), kept_count_++, std::move(statement)};
  if (statements_.size() < kStatementsMax) {
    statements_.push_back(std::move(kept));
  } else {
    *std::ranges::min_element(statements_, {}, &Kept::since) = std::move(kept);
  }
}

void StatementCache::clear() {
  statements_.clear();
  ++clear_count_;
}

}  // namespace tern::api
