#include "tools/tern/dot/expert/index_model.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "engine/api/connection_state.h"
#include "engine/sql/token.h"
#include "tools/tern/dot/expert/index_statistics.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/literals.h"
#include "tools/tern/shell_functions.h"

namespace tern::shell {
namespace {

/// May it stand without quotes? Letters beyond ASCII get them, as in the reference.
bool is_plain(std::string_view name) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '$'; };
  return std::ranges::all_of(name, is_ascii) && sql::is_plain_identifier(name);
}

/// A column or collation of an index: in single quotes where it needs any.
std::string term_name(const std::string& name) {
  if (is_plain(name)) return name;
  std::string out;
  append_quoted(out, name);
  return out;
}

/// What stands in the parentheses of CREATE INDEX.
std::string index_columns(const TableShape& table, const std::vector<WantedColumn>& equal,
                          const std::vector<WantedColumn>& tail) {
  std::string out;
  for (const auto* part : {&equal, &tail}) {
    for (const WantedColumn& wanted : *part) {
      const ColumnShape& column = table.columns[wanted.column];
      if (!out.empty()) out += ", ";
      out += term_name(column.name);
      if (!is_same_word(column.collation, wanted.collation))
        out += " COLLATE " + term_name(wanted.collation);
      if (wanted.is_descending) out += " DESC";
    }
  }
  return out;
}

/// The reference's names end with this: nine times what was, and the next byte, which has a sign.
uint32_t name_hash(std::string_view columns, uint32_t hash) {
  for (const char c : columns) {
    const auto byte = static_cast<signed char>(c);
    hash = hash * 9 + static_cast<uint32_t>(static_cast<int32_t>(byte));
  }
  return hash;
}

bool has_column(const std::vector<WantedColumn>& columns, uint32_t column) {
  return std::ranges::find(columns, column, &WantedColumn::column) != columns.end();
}

/// The equations, of several on a column the last, without those on columns of `tail`.
std::vector<WantedColumn> distinct_equal(const TableUse& use,
                                         const std::vector<WantedColumn>& tail) {
  std::vector<WantedColumn> out;
  for (auto at = use.equal.rbegin(); at != use.equal.rend(); ++at)
    if (!has_column(out, at->column) && !has_column(tail, at->column)) out.push_back(*at);
  std::ranges::reverse(out);
  return out;
}

/// The name of the index that a line of a plan tells of; "": of none.
std::string_view index_of(std::string_view line) {
  size_t at = std::string_view::npos;
  for (const std::string_view mark : {" USING INDEX ", " USING COVERING INDEX "}) {
    const size_t found = line.find(mark);
    if (found != std::string_view::npos) at = std::min(at, found + mark.size());
  }
  if (at == std::string_view::npos) return "";
  line.remove_prefix(at);
  return line.substr(0, line.find(" ("));
}

}  // namespace

Result<IndexModel> IndexModel::open(Connection& db) {
  IndexModel model(db, TRY(Connection::open(":memory:")));
  TRY(add_shell_functions(model.model_));
  model.model_.state().transaction().restrictions.shows_trigger_plans = true;
  TRY(model.copy_schema());
  return model;
}

/// Virtual tables stay out: to make one may do anything.
Status IndexModel::copy_schema() {
  for (const std::string& sql :
       TRY(texts_of(*db_,
                    "SELECT sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE "
                    "'\\' AND sql NOT LIKE 'CREATE VIRTUAL %' ORDER BY rowid"))) {
    TRY(model_.execute(sql));
  }
  return ok();
}

Status IndexModel::add_candidates(const TableUse& use) {
  const std::vector<WantedColumn> equal = distinct_equal(use, {});
  TRY(add_candidate(*use.table, equal, {}));
  for (auto range = use.ranges.rbegin(); range != use.ranges.rend(); ++range)
    if (!has_column(equal, range->column)) TRY(add_candidate(*use.table, equal, {*range}));
  if (use.order.empty()) return ok();
  return add_candidate(*use.table, distinct_equal(use, use.order), use.order);
}

Status IndexModel::add_candidate(const TableShape& table, const std::vector<WantedColumn>& equal,
                                 const std::vector<WantedColumn>& tail) {
  if (equal.empty() && tail.empty()) return ok();
  if (TRY(has_index(table, equal, tail))) return ok();
  const std::string columns = index_columns(table, equal, tail);
  const std::string name = TRY(free_name(table.name, columns));
  const bool has_quotes = !is_plain(table.name);
  std::string sql = "CREATE INDEX ";
  sql += has_quotes ? quoted_name(name) : name;
  sql += " ON ";
  sql += has_quotes ? quoted_name(table.name) : table.name;
  sql += "(" + columns + ")";
  TRY(model_.execute(sql));
  candidates_.push_back({name, std::move(sql), ""});
  return ok();
}

/// Is there an index that begins with the columns of `equal`, in any order, and goes on with those
/// of `tail`?
Result<bool> IndexModel::has_index(const TableShape& table, const std::vector<WantedColumn>& equal,
                                   const std::vector<WantedColumn>& tail) {
  const Words indexes =
      TRY(texts_of(model_, "SELECT name FROM pragma_index_list(?1, 'main')", table.name));
  Statement terms = TRY(model_.prepare("SELECT cid, coll FROM pragma_index_xinfo(?1, 'main')"));
  for (const std::string& index : indexes) {
    TRY(terms.bind(1, std::string_view(index)));
    std::vector<bool> is_met(equal.size());
    size_t place = 0;
    bool serves = true;
    while (TRY(terms.step())) {
      const int64_t column = terms.column(0).as_integer();
      const std::string collation = shown_text(terms.column(1));
      const auto is_term = [&](const WantedColumn& wanted) {
        return wanted.column == column && is_same_word(wanted.collation, collation);
      };
      if (place >= equal.size()) {
        const size_t at = place - equal.size();
        serves &= at >= tail.size() || is_term(tail[at]);
      } else {
        size_t at = 0;
        while (at < equal.size() && (is_met[at] || !is_term(equal[at]))) ++at;
        serves &= at < equal.size();
        if (serves) is_met[at] = true;
      }
      ++place;
      if (!serves) break;
    }
    terms.reset();
    if (serves) return true;
  }
  return false;
}

Result<std::string> IndexModel::free_name(const std::string& table, std::string_view columns) {
  constexpr int kAttemptsMax = 50;
  uint32_t hash = 0;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    hash = name_hash(columns, hash);
    std::array<char, 16> suffix{};
    std::snprintf(suffix.data(), suffix.size(), "_idx_%08x", hash);
    const std::string name = table + suffix.data();
    if (TRY(texts_of(model_, "SELECT 1 FROM sqlite_schema WHERE name=?1 AND type<>'trigger'", name))
            .empty()) {
      return name;
    }
  }
  return fail(ErrorCode::Error, "Cannot find a unique index name to propose.");
}

Status IndexModel::add_statistics(int percent) {
  Statement rows = TRY(model_.prepare(
      "SELECT s.name, l.name FROM sqlite_schema AS s, pragma_index_list(s.name) AS l "
      "WHERE s.type='table' ORDER BY s.rowid"));
  std::vector<std::pair<std::string, std::string>> indexes;  // table, index
  while (TRY(rows.step()))
    indexes.emplace_back(shown_text(rows.column(0)), shown_text(rows.column(1)));
  if (indexes.empty()) return ok();
  TRY(model_.execute("ANALYZE"));  // makes sqlite_stat1
  IndexStatistics statistics(*db_, percent);
  for (const auto& [table, index] : indexes) {
    const auto terms = TRY(index_terms(model_, index));
    if (terms.empty()) continue;
    const std::string text = TRY(statistics.of(table, terms));
    if (text.empty()) continue;
    TRY(model_.execute("INSERT INTO sqlite_stat1 VALUES(?,?,?)", std::string_view(table),
                       std::string_view(index), std::string_view(text)));
    const auto known = std::ranges::find(candidates_, index, &CandidateIndex::name);
    if (known != candidates_.end()) known->statistics = text;
  }
  return model_.execute("ANALYZE sqlite_schema");  // reads it
}

const CandidateIndex* IndexModel::candidate(std::string_view name) const {
  const auto found = std::ranges::find(candidates_, name, &CandidateIndex::name);
  return found == candidates_.end() ? nullptr : &*found;
}

Result<ModelPlan> IndexModel::plan(std::string_view sql) {
  Statement rows = TRY(model_.prepare("EXPLAIN QUERY PLAN " + std::string(sql)));
  ModelPlan plan;
  while (TRY(rows.step())) {
    std::string line = shown_text(rows.column(3));
    const CandidateIndex* const used = candidate(index_of(line));
    if (used && std::ranges::find(plan.indexes, used) == plan.indexes.end())
      plan.indexes.push_back(used);
    if (!line.starts_with('-')) plan.lines.push_back(std::move(line));
  }
  return plan;
}

}  // namespace tern::shell
