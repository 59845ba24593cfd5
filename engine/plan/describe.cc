#include "engine/plan/planner.h"

// EXPLAIN QUERY PLAN's lines.

namespace tern::plan {

namespace {

std::string name_of(const Access& access) {
  const bind::Source& source = *access.source;
  if (!source.name.empty()) return source.name;
  return "(subquery)";
}

std::string term_name(const Access& access, size_t at) {
  const catalog::IndexTerm& term = access.index->terms[at];
  if (term.column >= 0) return access.source->table->columns[static_cast<size_t>(term.column)].name;
  return term.column == catalog::IndexTerm::kRowid ? "rowid" : "<expr>";
}

std::string key_text(const Access& access) {
  std::string out;
  const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : " AND ") + text; };
  for (size_t i = 0; i < access.equal.size(); ++i) add(term_name(access, i) + "=?");
  if (access.low) add(term_name(access, access.equal.size()) + ">?");
  if (access.high) add(term_name(access, access.equal.size()) + "<?");
  return out;
}

std::string index_text(const Access& access) {
  const bool is_search = !access.equal.empty() || access.low || access.high;
  const catalog::Table& table = *access.source->table;
  if (access.index == table.primary_index.get()) {
    return is_search ? " USING PRIMARY KEY (" + key_text(access) + ")" : "";
  }
  std::string out = access.is_covering ? " USING COVERING INDEX " : " USING INDEX ";
  out += access.index->name;
  if (is_search) out += " (" + key_text(access) + ")";
  return out;
}

}  // namespace

std::string describe(const Access& access) {
  const bool is_search = !access.equal.empty() || access.low || access.high;
  const std::string name = name_of(access);
  std::string tail = access.is_left ? " LEFT-JOIN" : "";
  if (access.is_right) return "SCAN " + name + (access.is_left ? " FULL-JOIN" : " RIGHT-JOIN");
  if (!access.hash_keys.empty()) return "SEARCH " + name + " USING HASH TABLE" + tail;
  switch (access.kind) {
    case AccessKind::RowidLookup:
      return "SEARCH " + name + " USING INTEGER PRIMARY KEY (rowid=?)" + tail;
    case AccessKind::TableScan: {
      if (!is_search) return "SCAN " + name + tail;
      std::string key = access.low ? "rowid>?" : "";
      if (access.high) key += key.empty() ? "rowid<?" : " AND rowid<?";
      return "SEARCH " + name + " USING INTEGER PRIMARY KEY (" + key + ")" + tail;
    }
    case AccessKind::IndexScan:
      return (is_search ? "SEARCH " : "SCAN ") + name + index_text(access) + tail;
    case AccessKind::Virtual: {
      const std::string number = std::to_string(access.virtual_plan.number);
      return "SCAN " + name + " VIRTUAL TABLE INDEX " + number + ":" + tail;
    }
    case AccessKind::Subquery:
    case AccessKind::Recursion:
      break;
  }
  return "SCAN " + name + tail;
}

}  // namespace tern::plan
