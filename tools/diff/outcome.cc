#include "tools/diff/outcome.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tern::diff {
namespace {

constexpr double kRealTolerance = 1e-12;
constexpr size_t kShownBytesMax = 60;

int rank(const Value& value) { return static_cast<int>(value.type()); }

bool less(const Value& a, const Value& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  const record::ValueView x = a.view();
  const record::ValueView y = b.view();
  switch (x.type()) {
    case record::ValueType::Null:
      return false;
    case record::ValueType::Integer:
      return x.as_integer() < y.as_integer();
    case record::ValueType::Real:
      return x.as_real() < y.as_real();
    default:
      return as_text(x.as_bytes()) < as_text(y.as_bytes());
  }
}

bool less_row(const RowValues& a, const RowValues& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), less);
}

std::string shown(const Value& value) {
  std::string text = literal_of(value);
  if (text.size() > kShownBytesMax) {
    text = text.substr(0, kShownBytesMax) + "...(" + std::to_string(text.size()) + " bytes)";
  }
  return text;
}

std::string hex_of(Bytes bytes) {
  std::string out;
  char digits[3];
  for (const std::byte b : bytes) {
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(b));
    out += digits;
  }
  return out;
}

}  // namespace

std::string literal_of(const Value& value) {
  const record::ValueView view = value.view();
  switch (view.type()) {
    case record::ValueType::Null:
      return "NULL";
    case record::ValueType::Integer:
      return std::to_string(view.as_integer());
    case record::ValueType::Real: {
      if (std::isinf(view.as_real())) return view.as_real() < 0 ? "-9e999" : "9e999";
      char text[40];
      std::snprintf(text, sizeof text, "%.17g", view.as_real());
      std::string out = text;
      if (out.find_first_of(".e") == std::string::npos) out += ".0";
      return out;
    }
    case record::ValueType::Text: {
      const std::string_view text = view.as_text();
      if (text.find('\0') != std::string_view::npos) {
        return "CAST(x'" + hex_of(view.as_bytes()) + "' AS TEXT)";
      }
      std::string out = "'";
      for (const char c : text) {
        if (c == '\'') out += c;
        out += c;
      }
      return out + "'";
    }
    case record::ValueType::Blob:
      return "x'" + hex_of(view.as_bytes()) + "'";
  }
  return "";
}

std::string text_of(const RowValues& row) {
  std::string out;
  for (size_t i = 0; i < row.size(); ++i) out += (i > 0 ? " | " : "") + shown(row[i]);
  return out;
}

std::string text_of(const std::vector<RowValues>& rows, size_t rows_max) {
  std::string out;
  for (size_t i = 0; i < rows.size() && i < rows_max; ++i)
    out += "      " + text_of(rows[i]) + "\n";
  if (rows.size() > rows_max) out += "      ... " + std::to_string(rows.size()) + " rows\n";
  return out;
}

bool same(const Value& a, const Value& b) {
  if (a.type() != b.type()) return false;
  if (a.type() != record::ValueType::Real) return record::identical(a, b);
  const double x = a.view().as_real();
  const double y = b.view().as_real();
  if (x == y) return true;
  return std::fabs(x - y) <= kRealTolerance * std::max(std::fabs(x), std::fabs(y));
}

bool same(const RowValues& a, const RowValues& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

bool is_plan(const Outcome& outcome) {
  return outcome.columns == std::vector<std::string>{"id", "parent", "notused", "detail"};
}

namespace {

void add_nodes(const std::vector<RowValues>& rows, int64_t parent, size_t depth, std::string& out) {
  constexpr size_t kDepthMax = 50;
  for (const RowValues& row : rows) {
    if (row[1].view().as_integer() != parent || depth > kDepthMax) continue;
    out += "      " + std::string(2 * depth, ' ');
    out += row[3].view().as_text();
    out += "\n";
    add_nodes(rows, row[0].view().as_integer(), depth + 1, out);
  }
}

}  // namespace

std::string plan_text(const Outcome& outcome) {
  std::string out;
  add_nodes(outcome.rows, 0, 0, out);
  return out;
}

bool same_rows(const std::vector<RowValues>& a, const std::vector<RowValues>& b, bool in_order) {
  if (a.size() != b.size()) return false;
  const auto equal = [](const std::vector<RowValues>& x, const std::vector<RowValues>& y) {
    for (size_t i = 0; i < x.size(); ++i) {
      if (!same(x[i], y[i])) return false;
    }
    return true;
  };
  if (equal(a, b)) return true;
  if (in_order) return false;
  std::vector<RowValues> sorted_a = a;
  std::vector<RowValues> sorted_b = b;
  std::sort(sorted_a.begin(), sorted_a.end(), less_row);
  std::sort(sorted_b.begin(), sorted_b.end(), less_row);
  return equal(sorted_a, sorted_b);
}

}  // namespace tern::diff
