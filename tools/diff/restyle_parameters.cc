#include <algorithm>
#include <cctype>

#include "tools/diff/query_generator.h"

namespace tern::diff {

namespace {

/// Walks over `sql` and calls `on_parameter(number)` where one stands outside of quotes, else
/// copies.
class Rewriter {
 public:
  Rewriter(const std::string& sql, const std::vector<Value>& given, char style)
      : sql_(sql), values_(given), style_(style) {}

  void run() {
    char quote = 0;
    for (size_t at = 0; at < sql_.size(); ++at) {
      const char c = sql_[at];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '?') {
        at = parameter(at + 1) - 1;
        continue;
      }
      text += c;
    }
  }

  std::string text;
  std::vector<Value> values;

 private:
  /// Returns where its number ends.
  size_t parameter(size_t begin) {
    size_t end = begin;
    while (end < sql_.size() && std::isdigit(static_cast<unsigned char>(sql_[end])) != 0) ++end;
    const size_t number = std::stoul(sql_.substr(begin, end - begin));
    text += style_;
    if (style_ == '?') {
      values.push_back(values_[number - 1]);
      return end;
    }
    text += "v" + std::to_string(number);
    // A name gets the next number where it comes up first.
    if (std::find(seen_.begin(), seen_.end(), number) == seen_.end()) {
      seen_.push_back(number);
      values.push_back(values_[number - 1]);
    }
    return end;
  }

  const std::string& sql_;
  const std::vector<Value>& values_;
  char style_;
  std::vector<size_t> seen_;
};

}  // namespace

void restyle_parameters(std::string& sql, std::vector<Value>& values, char style) {
  if (style == 'N') return;
  Rewriter rewriter(sql, values, style);
  rewriter.run();
  sql = std::move(rewriter.text);
  values = std::move(rewriter.values);
}

}  // namespace tern::diff
