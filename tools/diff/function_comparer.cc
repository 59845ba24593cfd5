#include "tools/diff/function_comparer.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace tern::diff {

namespace {

// Widths and sizes that are given at random would fill the memory.
constexpr int64_t kLengthMax = 100'000;
constexpr size_t kStatementsMax = 4000;

/// Which row is the first to differ.
size_t first_difference(const Outcome& a, const Outcome& b) {
  const size_t end = std::min(a.rows.size(), b.rows.size());
  size_t i = 0;
  while (i < end && std::ranges::equal(
                        a.rows[i], b.rows[i],
                        [](const Value& x, const Value& y) { return identical(x, y); })) {
    ++i;
  }
  return i;
}

bool is_same(const Outcome& a, const Outcome& b) {
  if (a.code != b.code || a.message != b.message) return false;
  if (!a.is_ok()) return true;
  return a.rows.size() == b.rows.size() && first_difference(a, b) == a.rows.size();
}

/// One row of many.
std::string text_of_row(const Outcome& outcome, size_t row) {
  if (!outcome.is_ok() || row >= outcome.rows.size()) {
    return "rows: " + std::to_string(outcome.rows.size()) + " " + outcome.message;
  }
  return "row " + std::to_string(row + 1) + ": " + text_of(outcome.rows[row]);
}

std::string text_of_outcome(const Outcome& outcome) {
  if (!outcome.is_ok()) return "error " + std::to_string(outcome.code) + ": " + outcome.message;
  std::string out;
  for (const RowValues& row : outcome.rows) {
    if (!out.empty()) out += " | ";
    out += text_of(row);
  }
  constexpr size_t kShown = 600;
  if (out.size() > kShown) out = out.substr(0, kShown) + "... " + std::to_string(out.size());
  return out;
}

/// The statement with its parameters written out.
std::string text_of_call(const CallForm& form, std::span<const Value* const> arguments) {
  std::string out;
  for (size_t i = 0; i < form.sql.size(); ++i) {
    if (form.sql[i] != '?') {
      out += form.sql[i];
      continue;
    }
    size_t number = 0;
    while (i + 1 < form.sql.size() && form.sql[i + 1] >= '0' && form.sql[i + 1] <= '9') {
      number = number * 10 + static_cast<size_t>(form.sql[++i] - '0');
    }
    out += literal_of(*arguments[number - 1]);
  }
  return out;
}

}  // namespace

FunctionComparer::FunctionComparer(const std::vector<Value>& values) {
  reference_ = open_repeating_reference();
  tern_ = open_repeating_tern();
  ASSERT(reference_ && tern_);
  const std::string table = kValuesTable;
  for (RepeatingSide* side : {reference_.get(), tern_.get()}) {
    side->run({"CREATE TABLE " + table + "(x)", {}, false, false});
    for (const Value& value : values) {
      if (is_later_time_text(value)) continue;  // of a row among others one could not tell why
      side->run({"INSERT INTO " + table + " VALUES (?1)", {value}, false, false});
    }
  }
  reference_->limit_length(kLengthMax);
  tern_->limit_length(kLengthMax);
  known_changes_ = std::make_unique<KnownChanges>(*tern_);
}

FunctionComparer::Statements& FunctionComparer::statements(const std::string& sql) {
  if (statements_.size() > kStatementsMax) statements_.clear();
  const auto [at, is_new] = statements_.try_emplace(sql);
  Statements& out = at->second;
  if (!is_new) return out;
  Outcome theirs;
  Outcome ours;
  out.reference = reference_->prepare(sql, theirs);
  out.tern = tern_->prepare(sql, ours);
  if (!is_same(theirs, ours)) {
    out.difference = "  " + sql + "\n    reference: " + text_of_outcome(theirs) +
                     "\n    tern:      " + text_of_outcome(ours) + "\n";
  }
  return out;
}

std::string FunctionComparer::compare(const CallForm& form,
                                      std::span<const Value* const> arguments) {
  Statements& both = statements(form.sql);
  if (!both.reference || !both.tern) return both.difference;
  const Outcome& theirs = both.reference->run(arguments);
  const Outcome& ours = both.tern->run(arguments);
  if (is_same(theirs, ours)) return {};
  if (const char* reason = known_changes_->reason(form, arguments, theirs)) {
    ++changes_[reason];
    return {};
  }
  std::string out = "  ";
  out += text_of_call(form, arguments);
  if (form.is_over_rows) {
    const size_t row = first_difference(theirs, ours);
    out.append("\n    reference: ").append(text_of_row(theirs, row));
    return out.append("\n    tern:      ").append(text_of_row(ours, row)).append("\n");
  }
  out.append("\n    reference: ").append(text_of_outcome(theirs));
  out.append("\n    tern:      ").append(text_of_outcome(ours)).append("\n");
  return out;
}

}  // namespace tern::diff
