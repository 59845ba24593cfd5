#include "engine/plan/statistics.h"

#include <algorithm>
#include <cstdlib>

namespace tern::plan {

namespace {

constexpr double kRowsGuess = 1048576;
/// Rows per key by the number of equal columns, where nothing is known.
constexpr double kRowsPerKey[] = {kRowsGuess, 10, 9, 8, 7, 6};

}  // namespace

void Statistics::add(std::string_view table, std::string_view index, std::string_view stat) {
  std::vector<double> numbers;
  const std::string text(stat);
  const char* at = text.c_str();
  while (true) {
    char* end = nullptr;
    const double number = std::strtod(at, &end);
    if (end == at) break;
    numbers.push_back(std::max(1.0, number));
    at = end;
  }
  if (numbers.empty()) return;
  tables_[std::string(table)] = numbers.front();
  if (!index.empty()) indexes_[std::string(index)] = std::move(numbers);
}

double Statistics::table_rows(const catalog::Table& table) const {
  const auto found = tables_.find(table.name);
  return found == tables_.end() ? kRowsGuess : found->second;
}

double Statistics::rows_per_key(const catalog::Index& index, size_t columns) const {
  if (index.unique && columns >= index.declared_terms) return 1;
  const auto found = indexes_.find(index.name);
  if (found != indexes_.end()) {
    const std::vector<double>& numbers = found->second;
    return numbers[std::min(columns, numbers.size() - 1)];
  }
  if (columns == 0) return table_rows(*index.table);
  return std::min(kRowsPerKey[std::min<size_t>(columns, 5)], table_rows(*index.table));
}

}  // namespace tern::plan
