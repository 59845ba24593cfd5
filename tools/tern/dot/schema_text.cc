#include "tools/tern/dot/schema_text.h"

#include <cctype>
#include <utility>

#include "tools/tern/literals.h"
#include "tools/tern/words.h"

namespace tern::shell {
namespace {

bool begins_with(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && is_same_word(text.substr(0, start.size()), start);
}

/// Blanks become single, and go where they stand beside a parenthesis.
std::string without_needless_blanks(std::string_view sql) {
  std::string out;
  while (!sql.empty() && is_blank(sql.front())) sql.remove_prefix(1);
  for (const char c : sql) {
    if (is_blank(c)) {
      if (out.ends_with('\r')) out.back() = '\n';
      if (!out.empty() && (is_blank(out.back()) || out.back() == '(')) continue;
    } else if ((c == '(' || c == ')') && !out.empty() && is_blank(out.back())) {
      out.pop_back();
    }
    out += c;
  }
  while (!out.empty() && is_blank(out.back())) out.pop_back();
  return out;
}

/// Follows quotes, comments to the line's end, and parentheses through a definition.
class Nesting {
 public:
  void take(char c, char next) {
    closed_outermost_ = false;
    if (end_ != 0 && c == end_) {
      end_ = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      end_ = c;
    } else if (c == '[') {
      end_ = ']';
    } else if (c == '-' && next == '-') {
      end_ = '\n';
    } else if (c == '(') {
      ++depth_;
    } else if (c == ')') {
      closed_outermost_ = --depth_ == 0;
    }
  }
  bool closed_outermost() const { return closed_outermost_; }
  /// Between the outermost parentheses, outside of quotes and comments.
  bool is_in_list() const { return depth_ == 1 && end_ == 0; }

 private:
  char end_ = 0;
  int depth_ = 0;
  bool closed_outermost_ = false;
};

/// Is there nothing but blanks up to a comment, or the line's end?
bool is_blank_to_line_end(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') return true;
    if (is_blank(text[i])) continue;
    return text[i] == '-' && i + 1 < text.size() && text[i + 1] == '-';
  }
  return true;
}

}  // namespace

bool is_schema_table(std::string_view name) {
  for (const std::string_view known :
       {"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"})
    if (is_same_word(name, known)) return true;
  return false;
}

std::string printed_definition(std::string_view sql) {
  constexpr std::string_view kTable = "CREATE TABLE ";
  std::string out(sql);
  const bool is_quoted = sql.starts_with(kTable) && sql.size() > kTable.size() &&
                         (sql[kTable.size()] == '"' || sql[kTable.size()] == '\'');
  if (is_quoted) out.insert(kTable.size(), "IF NOT EXISTS ");
  return out;
}

std::string indented_definition(std::string_view sql) {
  constexpr size_t kLongFrom = 79;
  if (begins_with(sql, "CREATE VIEW") || begins_with(sql, "CREATE TRIG")) return std::string(sql);
  const std::string text = without_needless_blanks(sql);
  if (text.size() < kLongFrom) return printed_definition(text);
  std::string out, line;
  Nesting nesting;
  bool has_lines = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    nesting.take(c, i + 1 < text.size() ? text[i + 1] : '\0');
    if (nesting.closed_outermost() && has_lines && !line.empty()) {
      out += printed_definition(line) + "\n";
      line.clear();
    }
    line += c;
    const bool ends_line =
        c == '(' || c == '\n' ||
        (c == ',' && !is_blank_to_line_end(std::string_view(text).substr(i + 1)));
    if (!nesting.is_in_list() || !ends_line) continue;
    if (c == '\n') line.pop_back();
    out += printed_definition(line) + "\n  ";
    line.clear();
    has_lines = true;
    while (i + 1 < text.size() && is_blank(text[i + 1])) ++i;
  }
  return out + printed_definition(line);
}

std::string with_schema(std::string_view sql, const std::string& schema) {
  constexpr std::string_view kCreate = "CREATE ";
  if (!sql.starts_with(kCreate)) return std::string(sql);
  for (const std::string_view kind :
       {"TABLE ", "INDEX ", "UNIQUE INDEX ", "VIEW ", "TRIGGER ", "VIRTUAL TABLE "}) {
    if (!sql.substr(kCreate.size()).starts_with(kind)) continue;
    const size_t name_at = kCreate.size() + kind.size();
    std::string out(sql.substr(0, name_at));
    if (is_same_word(schema, "temp")) {
      out += schema;
    } else {
      append_name(out, schema);
    }
    return out + "." + std::string(sql.substr(name_at));
  }
  return std::string(sql);
}

Result<std::string> described_columns(Connection& db, const std::string& schema,
                                      const std::string& name) {
  std::string text;
  append_quoted(text, name);
  Statement columns = TRY(db.prepare("PRAGMA " + quoted_name(schema.empty() ? "main" : schema) +
                                     ".table_info=" + text));
  std::string out;
  bool any = false;
  while (TRY(columns.step())) {
    out += std::exchange(any, true) ? "," : "(";
    append_name(out, shown_text(columns.column(1)));
  }
  if (!any) return std::string();
  std::string head;
  if (is_same_word(schema, "temp")) {
    head = schema + ".";
  } else if (!schema.empty()) {
    append_name(head, schema);
    head += ".";
  }
  append_name(head, name);
  return head + out + ")";
}

}  // namespace tern::shell
