#include "engine/expr/leaf.h"
#include "engine/plan/planner.h"

// EXPLAIN QUERY PLAN's lines.

namespace tern::plan {

namespace {

std::string column_name(const Access& access, size_t at) {
  const catalog::IndexTerm& term = access.index->terms[at];
  if (term.column >= 0) return access.source->table->columns[static_cast<size_t>(term.column)].name;
  return term.column == catalog::IndexTerm::kRowid ? "rowid" : "<expr>";
}

/// "a>?", or for several columns "(a,b)>(?,?)".
std::string limit_text(const Access& access, const KeyBound& bound, char sign) {
  const size_t first = access.skipped + access.equal.size();
  if (bound.more.empty()) return column_name(access, first) + sign + "?";
  std::string names = "(" + column_name(access, first);
  std::string marks = "(?";
  for (size_t i = 1; i <= bound.more.size(); ++i) {
    names += ',';
    names += column_name(access, first + i);
    marks += ",?";
  }
  names += ')';
  names += sign;
  names += marks;
  names += ')';
  return names;
}

std::string key_text(const Access& access) {
  std::string out;
  const auto add = [&out](const std::string& text) {
    out += out.empty() ? " (" : " AND ";
    out += text;
  };
  for (size_t i = 0; i < access.skipped; ++i) add("ANY(" + column_name(access, i) + ")");
  for (size_t i = 0; i < access.equal.size(); ++i) {
    add(column_name(access, access.skipped + i) + "=?");
  }
  if (access.low) add(limit_text(access, *access.low, '>'));
  if (access.high) add(limit_text(access, *access.high, '<'));
  return out.empty() ? out : out + ")";
}

std::string index_text(const Access& access, bool is_search) {
  const catalog::Table& table = *access.source->table;
  if (access.index == table.primary_index.get()) {
    return is_search ? " USING PRIMARY KEY" + key_text(access) : "";
  }
  // Rows to change are looked up for that.
  const bool looks_up = access.source->is_target && !table.without_rowid;
  std::string out = access.is_covering && !looks_up ? " USING COVERING INDEX " : " USING INDEX ";
  out += access.index->name;
  return out + key_text(access);
}

std::string rowid_text(const Access& access) {
  if (access.kind == AccessKind::RowidLookup) return " USING INTEGER PRIMARY KEY (rowid=?)";
  if (access.low && access.high) return " USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)";
  if (access.low) return " USING INTEGER PRIMARY KEY (rowid>?)";
  return access.high ? " USING INTEGER PRIMARY KEY (rowid<?)" : "";
}

std::string key_name(const bind::Source& source, const expr::Expr& key) {
  if (const auto* generated = key.as_if<expr::GeneratedColumn>()) {
    return source.table->columns[generated->column()].name;
  }
  const auto* column = key.as_if<expr::Column>();
  if (!column) return "rowid";
  for (size_t i = 0; source.table && i < source.table->columns.size(); ++i) {
    const auto place = static_cast<uint16_t>(i);
    if (source.table->stored_place(place) == column->index()) {
      return source.table->columns[i].name;
    }
  }
  return std::string(source.column_name(column->index()));
}

/// A hash table is to the reader what the reference's index of one statement is.
std::string hash_text(const Access& access) {
  std::string out = " USING AUTOMATIC COVERING INDEX (";
  for (size_t i = 0; i < access.hash_keys.size(); ++i) {
    if (i > 0) out += " AND ";
    out += key_name(*access.source, *access.hash_keys[i].build);
    out += "=?";
  }
  return out + ")";
}

}  // namespace

std::string display_name(const bind::Source& source) {
  if (!source.name.empty()) return source.name;
  return "(subquery-" + std::to_string(source.query ? source.query->number : 0) + ")";
}

std::string describe(const Access& access) {
  const bool is_search = !access.equal.empty() || access.low || access.high || access.skipped > 0 ||
                         access.is_extreme || (!access.hash_keys.empty() && !access.is_right);
  std::string out = is_search ? "SEARCH " : "SCAN ";
  out += display_name(*access.source);
  if (!access.hash_keys.empty() && !access.is_right) {
    out += hash_text(access);
  } else if (access.kind == AccessKind::IndexScan) {
    out += index_text(access, is_search);
  } else if (access.kind == AccessKind::TableScan || access.kind == AccessKind::RowidLookup) {
    out += rowid_text(access);
  } else if (access.kind == AccessKind::Virtual) {
    out += " VIRTUAL TABLE INDEX " + std::to_string(access.virtual_plan.number) + ":";
  }
  if (access.is_right) {
    out += access.is_left ? " FULL-JOIN" : " RIGHT-JOIN";
  } else if (access.is_left) {
    out += " LEFT-JOIN";
  }
  return out;
}

}  // namespace tern::plan
