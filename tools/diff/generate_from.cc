#include <utility>

#include "tools/diff/generator.h"

namespace tern::diff {

// FROM clauses: joins of every kind, in parentheses, with USING, over common table expressions.

namespace {

/// Columns of two tables that have one name.
std::vector<std::string> shared_columns(const Table& left, const Table& right) {
  std::vector<std::string> out;
  for (const Column& column : left.columns) {
    for (const Column& other : right.columns) {
      if (column.name == other.name) out.push_back(column.name);
    }
  }
  return out;
}

}  // namespace

// A table, perhaps by way of a subquery or a common table expression of the same columns (which has
// no rowid).
std::string Generator::from_term(const Table& table, const std::string& alias) {
  if (table.has_rowid || random_.chance(60)) return table.name + " AS " + alias;
  if (random_.chance(50)) return "(SELECT * FROM " + table.name + ") AS " + alias;
  const std::string name = "w" + alias;
  with_ += with_.empty() ? "WITH " : ", ";
  with_ += name + " AS " + random_.pick({"", "MATERIALIZED ", "NOT MATERIALIZED "});
  with_ += "(SELECT * FROM " + table.name + ")";
  return name + " AS " + alias;
}

/// Where SQLite 3.40.1 goes wrong, a condition that it does not see through. With a RIGHT or FULL
/// JOIN it takes a false constant in an inner join's ON for one in WHERE; with LIKE in the ON of an
/// outer join it can lose rows.
std::string Generator::tied_condition(std::string condition, const std::string& column) const {
  if (!may_join_right_ && condition.find("LIKE") == std::string::npos) return condition;
  // IS TRUE: where the column is never NULL, SQLite takes the other IS for it.
  return "((" + condition + ") IS TRUE) IS (" + column + " IS NOT NULL)";
}

std::string Generator::join_condition(const Scope& left, const Source& right) {
  if (random_.chance(20)) {
    Scope both = left;
    both.push_back(right);
    std::string x;
    pick_column(both, x);
    return tied_condition(condition(both, 1), x);
  }
  std::string x;
  std::string y;
  pick_column(left, x);
  pick_column({right}, y);
  std::string out = x + random_.pick({" = ", " = ", " = ", " IS ", " < "}) + y;
  if (random_.chance(20)) out += " AND " + tied_condition(simple_condition({right}), y);
  return out;
}

std::string Generator::join_word() {
  // The reference computes generated columns of rows without a partner from NULLs.
  if (!may_join_right_ || has_generated_columns_) {
    return random_.pick(
        {" JOIN ", " INNER JOIN ", " LEFT JOIN ", " LEFT OUTER JOIN ", " CROSS JOIN ", ", "});
  }
  return random_.pick({" JOIN ", " INNER JOIN ", " LEFT JOIN ", " LEFT OUTER JOIN ", " RIGHT JOIN ",
                       " RIGHT OUTER JOIN ", " FULL JOIN ", " FULL OUTER JOIN ", " CROSS JOIN ",
                       ", "});
}

std::string Generator::joined(Scope& scope, size_t count, int depth) {
  std::string out;
  Scope own;
  for (size_t i = 0; i < count; ++i) {
    Scope added;
    std::string term;
    const bool is_nested = depth > 0 && i > 0 && random_.chance(15);
    if (is_nested) {
      term = "(" + joined(added, 2, depth - 1) + ")";
    } else {
      const Table& table = pick_table();
      // Built up, since appending a number to a literal trips a warning of g++ 12.
      std::string alias = "x";
      alias += std::to_string(++sources_);
      term = from_term(table, alias);
      added.push_back({&table, alias});
    }
    if (i == 0) {
      out = term;
    } else {
      const std::vector<std::string> shared =
          is_nested ? std::vector<std::string>()
                    : shared_columns(*own.back().table, *added.back().table);
      std::string word = join_word();
      if (!shared.empty() && own.size() == 1 && word != ", " && random_.chance(25)) {
        out += word + term + " USING (" + random_.pick(shared) + ")";
      } else {
        out += word + term;
        if (word != ", " && random_.chance(85)) {
          out += " ON " + join_condition(own, random_.pick(added));
        }
      }
    }
    own.insert(own.end(), added.begin(), added.end());
  }
  scope.insert(scope.end(), own.begin(), own.end());
  return out;
}

std::string Generator::from(Scope& scope) {
  with_.clear();
  sources_ = 0;
  may_join_right_ = random_.chance(50);
  const size_t count = random_.chance(50) ? 1 : random_.chance(65) ? 2 : random_.chance(75) ? 3 : 4;
  return " FROM " + joined(scope, count, 1);
}

// What `text`, a SELECT made with from(), needs before it.
std::string Generator::with(const std::string& text) {
  if (with_.empty()) return text;
  return std::exchange(with_, {}) + " " + text;
}

// A walk over the rows of a table, one number at a time, and what it meets.
void Generator::recursive_select() {
  const Table& table = pick_table();
  const Scope scope = {{&table, "x"}};
  std::string x;
  pick_column(scope, x);
  const std::string all = random_.chance(50) ? " UNION ALL " : " UNION ";
  std::string body = "SELECT 1, 0" + all + "SELECT n + 1, n * " +
                     std::to_string(random_.between(-3, 3)) + " FROM r WHERE n < " +
                     std::to_string(random_.between(2, 9));
  if (random_.chance(30)) {
    body += all + "SELECT n + 2, v + 1 FROM r WHERE n < " + std::to_string(random_.between(2, 6));
  }
  if (random_.chance(30)) {
    body += " ORDER BY " + random_.pick({"1", "2, 1", "1 DESC, 2", "2 DESC, 1 DESC"});
  }
  if (random_.chance(30)) {
    body += " LIMIT " + std::to_string(random_.between(0, 12));
    if (random_.chance(40)) body += " OFFSET " + std::to_string(random_.between(0, 4));
  }
  const std::string with_text = "WITH RECURSIVE r(n, v) AS (" + body + ") ";
  if (random_.chance(50)) return emit(with_text + "SELECT n, v FROM r", true);
  emit(with_text + "SELECT n, v, quote(" + x + ") FROM r" + join_word() + table.name +
       " AS x WHERE n IS NULL OR n < " + std::to_string(random_.between(1, 6)));
}

}  // namespace tern::diff
