#pragma once

#include <map>
#include <string>

#include "tern/tern.h"

namespace tern::tests {

/// What an EXPLAIN gives as a tree: a line for each node, "operator: detail", indented below its
/// parent's, and behind them, of an EXPLAIN ANALYZE, " [rows loops]". Or the error.
inline std::string tree(Statement& statement) {
  std::string out;
  std::map<int64_t, size_t> depths = {{0, 0}};
  while (true) {
    const Result<bool> more = statement.step();
    if (!more) return "error: " + std::string(more.error().message());
    if (!*more) return out;
    const size_t depth = depths.at(statement.column(1).as_integer());
    depths[statement.column(0).as_integer()] = depth + 1;
    out.append(2 * depth, ' ');
    out += statement.column(2).as_text();
    const std::string_view detail = statement.column(3).as_text();
    if (!detail.empty()) out += ": ";
    out += detail;
    if (statement.column_count() > 6 && !statement.column(6).is_null()) {
      out += " [" + std::to_string(statement.column(6).as_integer()) + " ";
      out += std::to_string(statement.column(7).as_integer()) + "]";
    }
    out += '\n';
  }
}

inline std::string tree(Connection& db, const std::string& sql) {
  auto statement = db.prepare(sql);
  if (!statement) return "error: " + std::string(statement.error().message());
  return tree(*statement);
}

}  // namespace tern::tests
