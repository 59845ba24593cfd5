#include <algorithm>

#include "tools/diff/generator.h"

// Window functions. Where no order of all rows is given only those are called whose values do not
// depend on the order of equal rows.

namespace tern::diff {

std::string Generator::frame_bound(bool is_start, bool is_range) {
  switch (random_.below(is_start ? 5 : 6)) {
    case 0:
    case 1:
      return "CURRENT ROW";
    case 2:
    case 3: {
      std::string distance = std::to_string(random_.below(4));
      if (is_range && random_.chance(40)) {
        distance = random_.pick({"0.5", "1.5", "10", "'2'", "100", "1e18", "9223372036854775807"});
      }
      if (random_.chance(2)) distance = random_.pick({"-1", "NULL", "'x'", "1.0", "2.5"});
      return distance + random_.pick({" PRECEDING", " FOLLOWING"});
    }
    case 4:
      return is_start ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING";
    default:
      return "UNBOUNDED FOLLOWING";
  }
}

std::string Generator::frame(bool may_count_rows, bool has_one_term) {
  if (random_.chance(30)) return "";
  std::string unit = may_count_rows && random_.chance(50) ? "ROWS"
                     : random_.chance(50)                 ? "GROUPS"
                                                          : "RANGE";
  const bool is_range = unit == "RANGE";
  std::string out = " " + unit + " BETWEEN ";
  const auto bound = [&](bool is_start) {
    std::string text = frame_bound(is_start, is_range);
    if (is_range && !has_one_term && text != "CURRENT ROW" && !text.starts_with("UNB")) {
      text = is_start ? "UNBOUNDED PRECEDING" : "CURRENT ROW";
    }
    return text;
  };
  out += bound(true);
  out += " AND ";
  out += bound(false);
  if (random_.chance(25)) {
    out += random_.pick({" EXCLUDE NO OTHERS", " EXCLUDE GROUP"});
  } else if (may_count_rows && random_.chance(25)) {
    out += random_.pick({" EXCLUDE CURRENT ROW", " EXCLUDE TIES"});
  }
  return out;
}

// Terms of an ORDER BY; `is_total`: no two rows tie.
std::string Generator::window_order(const Scope& scope, bool is_total, bool& has_one_term) {
  std::vector<std::string> terms;
  for (size_t i = random_.below(3) + (is_total ? 0 : 1); i > 0; --i) {
    std::string term = random_.chance(85) ? column(scope) : "length(" + column(scope) + ")";
    if (random_.chance(8)) term += " COLLATE NOCASE";
    if (random_.chance(35)) term += " DESC";
    if (random_.chance(15)) term += random_.pick({" NULLS FIRST", " NULLS LAST"});
    terms.push_back(term);
  }
  if (is_total) {
    for (const Source& source : scope) {
      for (const std::string& key : source.table->identity()) {
        terms.push_back(source.alias + "." + key + (random_.chance(25) ? " DESC" : ""));
      }
    }
  }
  has_one_term = terms.size() == 1;
  return " ORDER BY " + list(terms);
}

std::string Generator::window(const Scope& scope, bool is_total) {
  std::string out;
  if (random_.chance(45)) {
    out = "PARTITION BY ";
    out += random_.chance(60) ? column(scope) : "length(" + column(scope) + ")";
  }
  bool has_one_term = false;
  out += window_order(scope, is_total, has_one_term);
  return out + frame(is_total, has_one_term);
}

// A function whose value depends on nothing but which rows are in the frame.
std::string Generator::order_free_call(const Scope& scope) {
  std::string x;
  const Column& c = pick_column(scope, x);
  switch (random_.below(9)) {
    case 0:
      return random_.pick({"rank()", "dense_rank()", "percent_rank()", "cume_dist()"});
    case 1:
    case 2:
      return random_.pick({"min(", "max("}) + (c.has_one_face() ? x : "quote(" + x + ")") + ")";
    case 3:
      return "count(*)";
    case 4:
      return "count(" + x + ")";
    default:
      return random_.pick({"sum(", "total(", "avg("}) +
             (c.shape == Shape::Integer ? x + " % 1000" : "length(" + x + ")") + ")";
  }
}

std::string Generator::ordered_call(const Scope& scope) {
  const std::string x = random_.chance(80) ? column(scope) : expr(scope, 1);
  switch (random_.below(16)) {
    case 0:
      return "row_number()";
    case 1:
      return "ntile(" + std::to_string(random_.between(1, 5)) + ")";
    case 2:
      return random_.pick({"lag(", "lead("}) + x + ")";
    case 3:
      return random_.pick({"lag(", "lead("}) + x + ", " + std::to_string(random_.between(-2, 3)) +
             ")";
    case 4:
      return random_.pick({"lag(", "lead("}) + x + ", " +
             (random_.chance(70) ? std::to_string(random_.between(0, 4)) : column(scope)) + ", " +
             column(scope) + ")";
    case 5:
    case 6:
      return "first_value(" + x + ")";
    case 7:
      return "last_value(" + x + ")";
    case 8:
      return "nth_value(" + x + ", " + std::to_string(random_.between(1, 3)) + ")";
    case 9:
      return random_.pick({"group_concat(", "json_group_array(quote("}) + x + ")";
    case 10:
      return "group_concat(" + x + ", " + random_.pick({"''", "'--'", "length(typeof("}) + x + ")";
    case 11:
      return random_.pick({"min(", "max("}) + x + ")";
    case 12:
      return random_.pick({"sum(", "total(", "avg("}) + x + ")";
    default:
      return order_free_call(scope);
  }
}

std::string Generator::window_call(const Scope& scope, bool is_total) {
  std::string call = is_total ? ordered_call(scope) : order_free_call(scope);
  // Close what the pieces above left open.
  const auto open = std::count(call.begin(), call.end(), '(');
  const auto closed = std::count(call.begin(), call.end(), ')');
  call.append(static_cast<size_t>(open - closed), ')');
  // The reference forgets the FILTER of min() and max() where a frame's beginning moves.
  const bool is_aggregate = call.starts_with("sum") || call.starts_with("count") ||
                            call.starts_with("total") || call.starts_with("avg") ||
                            call.starts_with("group");
  if (is_aggregate && random_.chance(15)) {
    call += " FILTER (WHERE " + simple_condition(scope) + ")";
  }
  if (!named_window_.empty() && random_.chance(25)) {
    return call + (random_.chance(50) ? " OVER w" : " OVER (w)");
  }
  return call + " OVER (" + window(scope, is_total) + ")";
}

void Generator::window_select() {
  Scope scope;
  std::string sources = from(scope);
  // Exclusion takes the square of the rows' number, in the reference too.
  while (scope.size() > 2) {
    scope.clear();
    sources = from(scope);
  }
  const bool is_total = random_.chance(65);
  named_window_ = random_.chance(20) ? window(scope, is_total) : "";
  std::vector<std::string> columns;
  for (size_t i = 1 + random_.below(3); i > 0; --i) {
    std::string call = window_call(scope, is_total);
    if (random_.chance(10)) call = "quote(" + call + ")";
    columns.push_back(call);
  }
  for (size_t i = random_.below(3); i > 0; --i) columns.push_back(column(scope));
  std::string sql = "SELECT " + list(columns) + sources + where(scope, 40);
  if (!named_window_.empty()) sql += " WINDOW w AS (" + named_window_ + ")";
  bool in_order = is_total;
  const size_t order = random_.below(10);
  if (order < 4) {
    sql += total_order(scope);
    in_order = true;
  } else if (order == 4) {
    sql += " ORDER BY " + window_call(scope, is_total);
  }
  if (in_order && random_.chance(20)) sql += limit();
  if (random_.chance(10)) {
    sql = "SELECT count(*) FROM (" + sql + ")";
  } else if (sql.find("rowid") == std::string::npos && random_.chance(8)) {
    sql = "SELECT * FROM (" + sql + ")";
  }
  named_window_.clear();
  emit(with(sql), in_order);
}

// Windows over groups.
void Generator::grouped_window_select() {
  Scope scope;
  const std::string sources = from(scope);
  std::string x;
  const Column& c = pick_column(scope, x);
  if (!c.has_one_face()) x = "quote(" + x + ")";
  const std::string over =
      " OVER (ORDER BY " + x + (random_.chance(40) ? " DESC" : "") + frame(true, false) + ")";
  std::vector<std::string> columns{
      x, random_.pick({"sum(", "max(", "avg("}) + aggregate(scope) + ")" + over};
  if (random_.chance(50)) columns.push_back(aggregate(scope));
  if (random_.chance(40))
    columns.push_back(random_.pick({"rank()", "row_number()", "cume_dist()"}) + over);
  std::string sql = "SELECT " + list(columns) + sources + where(scope, 30) + " GROUP BY " + x;
  if (random_.chance(20)) sql += " HAVING count(*) > 1";
  emit(with(sql), true);
}

}  // namespace tern::diff
