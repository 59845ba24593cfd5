#include "engine/exec/access_text.h"

#include "engine/plan/planner.h"
#include "engine/sql/printer.h"

namespace tern::exec {

namespace {

std::string column_name(const plan::Access& access, size_t at) {
  const catalog::Table& table = *access.source->table;
  const catalog::IndexTerm* term = access.index ? &access.index->terms[at] : nullptr;
  if (term && term->column == catalog::IndexTerm::kExpression) return sql::print(*term->expr);
  std::string out = plan::display_name(*access.source) + ".";
  if (term && term->column >= 0)
    return out += table.columns[static_cast<size_t>(term->column)].name;
  return out += table.rowid_alias ? table.columns[*table.rowid_alias].name : "rowid";
}

std::string key_part_text(const plan::KeyPart& part, std::string column, Description& out) {
  if (part.in) return out.text(*part.in);
  if (part.is_null) return column += " IS NULL";
  column += part.null_matches ? " IS " : " = ";
  return column += out.text(*part.value);
}

/// "a > 5", or for row values "(a, b) > (5, 6)".
std::string bound_text(const plan::Access& access, const plan::KeyBound& bound, char sign,
                       Description& out) {
  const bool is_row = !bound.more.empty();
  const size_t first = access.skipped + access.equal.size();
  std::string text = is_row ? "(" : "";
  text += column_name(access, first);
  for (size_t i = 1; i <= bound.more.size(); ++i) {
    text += ", ";
    text += column_name(access, first + i);
  }
  text += is_row ? ") " : " ";
  text += sign;
  text += bound.inclusive ? "= " : " ";
  if (is_row) text += '(';
  text += bound.value ? out.text(*bound.value) : "NULL";
  for (const plan::KeyBound::Further& further : bound.more) {
    text += ", ";
    text += out.text(*further.value);
  }
  if (is_row) text += ')';
  return text;
}

std::string key_text(const plan::Access& access, Description& out) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < access.skipped; ++i) {
    parts.push_back("any " + column_name(access, i));
  }
  for (size_t i = 0; i < access.equal.size(); ++i) {
    parts.push_back(key_part_text(access.equal[i], column_name(access, access.skipped + i), out));
  }
  if (access.low) parts.push_back(bound_text(access, *access.low, '>', out));
  if (access.high) parts.push_back(bound_text(access, *access.high, '<', out));
  std::string text;
  for (const std::string& part : parts) {
    text += text.empty() ? "(" : " AND ";
    text += part;
  }
  return text.empty() ? text : text += ')';
}

}  // namespace

std::string source_text(const bind::Source& source) {
  std::string name = plan::display_name(source);
  if (!source.table || catalog::same_name(source.table->name, name)) return name;
  return source.table->name + " AS " + name;
}

void describe_access(const plan::Access& access, std::string operation, Description& out) {
  out.operation = std::move(operation);
  out.append(source_text(*access.source));
  if (access.index) {
    const bool is_key = access.index == access.source->table->primary_index.get();
    const char* words = access.is_covering ? "USING COVERING INDEX " : "USING INDEX ";
    out.append(is_key ? "USING PRIMARY KEY" : words + access.index->name);
  }
  out.append(key_text(access, out));
  if (access.reverse) out.append("BACKWARDS");
}

std::string hash_key_text(const plan::Access& access, Description& out) {
  std::string text;
  for (const plan::HashKey& key : access.hash_keys) {
    if (!text.empty()) text += " AND ";
    text += out.text(*key.build);
    text += key.nulls_match ? " IS " : " = ";
    text += out.text(*key.probe);
  }
  return text;
}

}  // namespace tern::exec
