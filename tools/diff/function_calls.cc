#include "tools/diff/function_calls.h"

#include <algorithm>
#include <string_view>

namespace tern::diff {

namespace {

// Of other modules, with effects, or with an answer of its own every time.
constexpr std::string_view kNotCalled[] = {"bm25",
                                           "changes",
                                           "current_date",
                                           "current_time",
                                           "current_timestamp",
                                           "fts3_tokenizer",
                                           "fts5",
                                           "fts5_source_id",
                                           "highlight",
                                           "matchinfo",
                                           "offsets",
                                           "optimize",
                                           "random",
                                           "randomblob",
                                           "rtreecheck",
                                           "rtreedepth",
                                           "rtreenode",
                                           "snippet",
                                           "sqlite_compileoption_get",
                                           "sqlite_log",
                                           "sqlite_compileoption_used"};

struct Roles {
  std::string_view function;
  std::string_view first;  // letters of Role
  std::string_view then;   // again and again
};
constexpr Roles kRoles[] = {
    {"date", "d", "m"},          {"time", "d", "m"},
    {"datetime", "d", "m"},      {"julianday", "d", "m"},
    {"unixepoch", "d", "m"},     {"strftime", "fd", "m"},
    {"printf", "p", "x"},        {"format", "p", "x"},
    {"like", "lt", "e"},         {"glob", "lt", "x"},
    {"->", "j$", "x"},           {"->>", "j$", "x"},
    {"json", "j", "x"},          {"json_valid", "j", "x"},
    {"json_type", "j", "$"},     {"json_array_length", "j", "$"},
    {"json_extract", "j", "$"},  {"json_remove", "j", "$"},
    {"json_insert", "j", "$x"},  {"json_replace", "j", "$x"},
    {"json_set", "j", "$x"},     {"json_patch", "jj", "x"},
    {"json_object", "", "tx"},   {"round", "n", "i"},
    {"substr", "t", "i"},        {"substring", "t", "i"},
    {"replace", "ttt", "x"},     {"instr", "tt", "x"},
    {"trim", "tt", "x"},         {"ltrim", "tt", "x"},
    {"rtrim", "tt", "x"},        {"upper", "t", "x"},
    {"lower", "t", "x"},         {"soundex", "t", "x"},
    {"unicode", "t", "x"},       {"length", "t", "x"},
    {"char", "", "i"},           {"sum", "n", "x"},
    {"avg", "n", "x"},           {"total", "n", "x"},
    {"group_concat", "tt", "x"}, {"lag", "xi", "x"},
    {"lead", "xi", "x"},         {"nth_value", "xi", "x"},
    {"ntile", "i", "x"},
};

std::string parameters(size_t first, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    if (i > 0) out += ", ";
    out += "?" + std::to_string(first + static_cast<size_t>(i));
  }
  return out;
}

std::string columns(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i) {
    if (i > 1) out += ", ";
    out += "column" + std::to_string(i);
  }
  return out;
}

/// VALUES with a parameter in each place.
std::string source(int count, int rows) {
  std::string out = "(VALUES ";
  for (int row = 0; row < rows; ++row) {
    if (row > 0) out += ", ";
    out += "(";
    out += parameters(static_cast<size_t>(row * count) + 1, count);
    out += ")";
  }
  return out += ")";
}

/// Without arguments these ask what time it is; so does strftime() with a format alone.
bool asks_the_clock(const std::string& name, int count) {
  return count == (name == "strftime" ? 1 : 0) &&
         role_of(name, static_cast<size_t>(count)) == Role::Moment;
}

}  // namespace

Role role_of(const std::string& function, size_t number) {
  const auto* const found = std::ranges::find(kRoles, function, &Roles::function);
  if (found == std::end(kRoles)) return Role::Any;
  if (number < found->first.size()) return static_cast<Role>(found->first[number]);
  return static_cast<Role>(found->then[(number - found->first.size()) % found->then.size()]);
}

FunctionCalls::FunctionCalls(Side& reference) {
  const Outcome list =
      reference.run({"SELECT DISTINCT name, narg, type FROM pragma_function_list ORDER BY 1, 2, 3",
                     {},
                     false,
                     false});
  for (const RowValues& row : list.rows) {
    const std::string name(row[0].view().as_text());
    if (std::ranges::find(kNotCalled, name) != std::end(kNotCalled)) continue;
    add(name, row[2].view().as_text()[0], static_cast<int>(row[1].view().as_integer()));
  }
}

void FunctionCalls::add(const std::string& name, char type, int count) {
  const Function function{name, type, count < 0 ? 0 : count, count < 0 ? 7 : count};
  functions_.push_back(function);
  const bool is_json = name.starts_with("json") || name.starts_with("->");
  for (int n = function.least; n <= std::min(function.most, 2); ++n) {
    if (asks_the_clock(name, n)) continue;
    if (type != 's') {
      const int rows = n == 1 ? 2 : 1;
      exhaustive_.push_back(aggregate_form(function, n, rows));
      continue;
    }
    exhaustive_.push_back(scalar_form(function, n));
    if (!is_json) {
      add_over_rows(name, n);
      continue;
    }
    CallForm subtype = exhaustive_.back();
    subtype.sql = "SELECT subtype(" + subtype.sql.substr(7) + ")";
    exhaustive_.push_back(std::move(subtype));
  }
}

// Over rows an engine may compute in other ways: many at a time, or in an order of its own.
void FunctionCalls::add_over_rows(const std::string& name, int count) {
  const std::string rows = std::string(" FROM ") + kValuesTable;
  const auto add_form = [&](const std::string& sql, std::vector<Role> roles) {
    exhaustive_.push_back({name, "SELECT " + sql, std::move(roles), true});
  };
  if (count == 1) add_form(name + "(x)" + rows, {});
  if (count != 2) return;
  add_form(name + "(x, ?1)" + rows, {role_of(name, 1)});
  add_form("rowid" + rows + " WHERE " + name + "(?1, x)", {role_of(name, 0)});
  if (name != "like" && name != "glob") return;
  add_form("rowid" + rows + " WHERE x " + name + " ?1", {Role::Pattern});
  add_form("x NOT " + name + " ?1" + rows, {Role::Pattern});
}

CallForm FunctionCalls::scalar_form(const Function& function, int count) const {
  CallForm out{function.name, "SELECT "};
  if (function.name.starts_with("->")) {
    out.sql += "?1 " + function.name + " ?2";
  } else {
    out.sql += function.name + "(" + parameters(1, count) + ")";
  }
  for (int i = 0; i < count; ++i) {
    out.roles.push_back(role_of(function.name, static_cast<size_t>(i)));
  }
  return out;
}

// Every window function takes OVER, and what takes it shows what goes out of a frame.
CallForm FunctionCalls::aggregate_form(const Function& function, int count, int rows) const {
  CallForm out{function.name, {}};
  const std::string call = function.name + "(" + columns(count) + ")";
  out.sql = "SELECT " + call + " OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM ";
  out.sql += source(std::max(count, 1), rows);
  for (int i = 0; i < rows * std::max(count, 1); ++i) {
    out.roles.push_back(role_of(function.name, static_cast<size_t>(i % std::max(count, 1))));
  }
  return out;
}

CallForm FunctionCalls::random(Random& random) const {
  for (;;) {
    const Function& function = random.pick(functions_);
    if (function.type == 'w') return random_aggregate(function, random);
    CallForm out = random_scalar(function, random);
    if (!out.sql.empty()) return out;
  }
}

CallForm FunctionCalls::random_scalar(const Function& function, Random& random) const {
  const int count = static_cast<int>(random.between(function.least, function.most));
  if (asks_the_clock(function.name, count)) return {};
  CallForm out = scalar_form(function, count);
  std::string call = out.sql.substr(7);
  const bool is_json = function.name.starts_with("json");
  // What an inner function marks its result with, the outer one may see.
  if (random.chance(15) && count > 0 && !function.name.starts_with("->")) {
    const std::string parameter =
        "?" + std::to_string(1 + random.below(static_cast<size_t>(count)));
    std::string inner = random.pick({"json(", "json_array(", "json_quote(", "quote(", "+("});
    // What quote() makes of a text is JSON5, and nobody would see that it was no JSON before.
    if (is_json && inner == "quote(") inner = "hex(";
    call.replace(call.find(parameter), parameter.size(), inner + parameter + ")");
  }
  // A blob that is made may be JSONB.
  const bool makes_blobs = function.name == "zeroblob" || function.name.starts_with("substr");
  if (!makes_blobs && random.chance(12)) {
    call = random.pick({"subtype(", "json_array(", "typeof(", "json_quote(", "quote(", "hex("}) +
           call + ")";
  }
  out.sql = "SELECT " + call;
  return out;
}

CallForm FunctionCalls::random_aggregate(const Function& function, Random& random) const {
  const int count = static_cast<int>(random.between(function.least, function.most));
  const int width = std::max(count, 1);
  const int rows = static_cast<int>(random.between(1, 5));
  CallForm out = aggregate_form(function, count, rows);
  constexpr std::string_view kAggregates[] = {
      "avg", "count", "group_concat", "json_group_array", "json_group_object", "max",
      "min", "sum",   "total"};
  const bool is_aggregate = std::ranges::find(kAggregates, function.name) != std::end(kAggregates);
  std::string arguments = columns(count);
  std::string tail;
  if (is_aggregate && count == 1 && random.chance(15)) arguments = "DISTINCT " + arguments;
  const bool is_distinct = arguments.starts_with("DISTINCT");
  // The reference forgets the filter of min() and max() in frames whose rows go out again.
  const bool is_extreme = function.name == "min" || function.name == "max";
  if (is_aggregate && !is_extreme && random.chance(15)) tail += " FILTER (WHERE column1 IS NOT 1)";
  if (!is_distinct && (!is_aggregate || random.chance(60))) {
    tail += random.pick({" OVER ()", " OVER (ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)",
                         " OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
                         " OVER (ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING)",
                         " OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"});
  }
  std::string call = function.name + "(" + arguments + ")" + tail;
  if (random.chance(10)) call = "json_array(" + call + ")";
  out.sql = "SELECT " + call + " FROM " + source(width, rows);
  return out;
}

}  // namespace tern::diff
