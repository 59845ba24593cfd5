#include <algorithm>

#include "tools/diff/query_generator.h"

// Windows in every form that the grammar has, over tables, whose rows have an order that is total.

namespace tern::diff {

namespace {

constexpr const char* kStarts[] = {"UNBOUNDED PRECEDING", "n PRECEDING", "CURRENT ROW",
                                   "n FOLLOWING"};
constexpr const char* kEnds[] = {"n PRECEDING", "CURRENT ROW", "n FOLLOWING",
                                 "UNBOUNDED FOLLOWING"};

/// Whether the frame would begin behind its end whatever the distances are.
bool is_backwards(size_t start, size_t end) { return start >= 2 && start > end + 1; }

std::string closed(std::string call) {
  const auto open = std::ranges::count(call, '(') - std::ranges::count(call, ')');
  return call.append(static_cast<size_t>(open), ')');
}

}  // namespace

std::string QueryGenerator::frame_bound(const std::string& bound, bool may_be_real) {
  if (!bound.starts_with("n ")) return bound;
  std::string distance = std::to_string(random_.below(4));
  if (may_be_real && random_.chance(40)) {
    distance = random_.pick({"0.5", "1.5", "10", "'2'", "100", "1e18", "9223372036854775807"});
  }
  return distance + bound.substr(1);
}

/// `is_total`: of the order; with `may_count` RANGE takes distances.
std::string QueryGenerator::wide_frame(bool is_total, bool may_count) {
  if (random_.chance(25)) return "";
  const std::string unit = random_.pick({"RANGE", "GROUPS", is_total ? "ROWS" : "RANGE"});
  const bool is_range = unit == "RANGE";
  size_t start = random_.below(std::size(kStarts));
  size_t end = random_.below(std::size(kEnds));
  if (is_range && !may_count) {
    start = random_.below(2) * 2;
    end = 1 + random_.below(2) * 2;
  }
  while (is_backwards(start, end)) end = random_.below(std::size(kEnds));
  const bool is_short = start < 3 && random_.chance(25);
  std::string out = " " + unit + (is_short ? " " : " BETWEEN ");
  out += frame_bound(kStarts[start], is_range);
  if (!is_short) out += " AND " + frame_bound(kEnds[end], is_range);
  if (!random_.chance(40)) return out;
  return out + random_.pick({" EXCLUDE NO OTHERS", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP",
                             " EXCLUDE TIES"});
}

/// Terms of an ORDER BY; `may_count`: it is one number, and a RANGE may have distances.
std::string QueryGenerator::wide_window_order(const Scope& scope, bool is_total, bool& may_count) {
  std::vector<std::string> terms;
  for (size_t i = random_.below(3) + (is_total ? 0 : 1); i > 0; --i) {
    terms.push_back(column(scope) + random_.pick({"", "", " COLLATE NOCASE"}) +
                    random_.pick({"", " ASC", " DESC"}) +
                    random_.pick({"", "", " NULLS FIRST", " NULLS LAST"}));
  }
  // Numbers whose sums with a distance are exact.
  if (terms.size() == 1 && random_.chance(60)) {
    terms[0] = random_.pick({"length(", "unicode(", "4 + length("}) + column(scope) + ")" +
               random_.pick({"", " ASC", " DESC"}) +
               random_.pick({"", " NULLS FIRST", " NULLS LAST"});
    may_count = !is_total;
  }
  if (is_total) {
    for (const Source& source : scope) {
      for (const std::string& key : source.table->identity()) {
        terms.push_back(source.alias + "." + key + random_.pick({"", "", " DESC"}));
      }
    }
  }
  may_count |= is_total && terms.size() == 1;
  return "ORDER BY " + list(terms);
}

QueryGenerator::Window QueryGenerator::wide_definition(const Scope& scope) {
  Window out;
  out.is_total = random_.chance(65);
  std::string partition;
  std::string base;
  if (!windows_.empty() && random_.chance(30)) {
    base = windows_.front().name + " ";  // a partition alone
  } else if (random_.chance(50)) {
    std::vector<std::string> terms;
    for (size_t i = 1 + random_.below(2); i > 0; --i) {
      terms.push_back(random_.chance(60) ? column(scope) : "length(" + column(scope) + ")");
    }
    partition = "PARTITION BY " + list(terms) + " ";
  }
  bool may_count = false;
  out.text = base + partition + wide_window_order(scope, out.is_total, may_count);
  out.text += wide_frame(out.is_total, may_count);
  return out;
}

/// Named windows; the first parts the rows alone, so that others can be built on it.
std::string QueryGenerator::window_clause(const Scope& scope) {
  windows_.clear();
  if (!random_.chance(60)) return "";
  windows_.push_back({.name = "w1", .text = "PARTITION BY " + column(scope), .is_total = false});
  for (size_t i = random_.below(3); i > 0; --i) {
    Window window = wide_definition(scope);
    window.name = "w";
    window.name += std::to_string(windows_.size() + 1);
    windows_.push_back(std::move(window));
  }
  std::vector<std::string> items;
  for (const Window& window : windows_) items.push_back(window.name + " AS (" + window.text + ")");
  return " WINDOW " + list(items);
}

std::string QueryGenerator::wide_window_call(const Scope& scope) {
  const bool is_named = !windows_.empty() && random_.chance(45);
  const Window window = is_named ? random_.pick(windows_) : wide_definition(scope);
  std::string call = closed(window.is_total ? ordered_call(scope) : order_free_call(scope));
  if (window.is_total && random_.chance(4))
    call = "json_group_object(quote(" + column(scope) + "), 1)";
  // The reference forgets the FILTER of min() and max() where a frame's beginning moves.
  const bool may_filter = call.starts_with("sum") || call.starts_with("count") ||
                          call.starts_with("total") || call.starts_with("avg") ||
                          call.starts_with("group");
  if (may_filter && random_.chance(20)) {
    call += " FILTER (WHERE " + simple_condition(scope) + ")";
  }
  if (is_named && random_.chance(70)) return call + " OVER " + window.name;
  return call + " OVER (" + (is_named ? window.name : window.text) + ")";
}

void QueryGenerator::window_step() {
  Scope scope;
  terms_left_ = has_many_rows_ ? 1 : 2;
  const std::string from = wide_from(scope, -1);
  const std::string clause = window_clause(scope);
  std::vector<std::string> items;
  for (size_t i = 1 + random_.below(3); i > 0; --i) {
    const std::string call = wide_window_call(scope);
    items.push_back(random_.chance(15) ? "quote(" + call + ")" : call);
  }
  for (size_t i = random_.below(3); i > 0; --i) items.push_back(column(scope));
  std::string sql = "SELECT " + list(items) + from + where(scope, 40) + clause;
  const bool in_order = random_.chance(60);
  if (in_order) {
    sql += total_order(scope);
    if (random_.chance(25)) sql += limit();
  }
  if (random_.chance(10)) sql = "SELECT count(*), min(1) FROM (" + sql + ")";
  windows_.clear();
  emit(std::move(sql), in_order);
}

}  // namespace tern::diff
