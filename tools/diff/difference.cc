#include "tools/diff/difference.h"

namespace tern::diff {

namespace {

std::string rows_text(const Outcome& reference, const Outcome& tern) {
  return "    reference:\n" + text_of(reference.rows) + "    tern:\n" + text_of(tern.rows);
}

std::string names_text(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += "[" + name + "]";
  return out;
}

/// The first words: what sort of error it is, whatever the names are.
std::string sort_of(const std::string& message) {
  const size_t first = message.find(' ');
  const size_t second = first == std::string::npos ? first : message.find(' ', first + 1);
  return ", " + message.substr(0, second);
}

}  // namespace

std::string outcome_text(const Outcome& outcome) {
  if (outcome.is_ok()) return "ok, " + std::to_string(outcome.rows.size()) + " rows";
  return "error " + std::to_string(outcome.code) + " (" + outcome.message + ")";
}

Divergence difference(const Step& step, const Outcome& reference, const Outcome& tern,
                      const CompareOptions& options) {
  Divergence out;
  const auto differ = [&](std::string kind, const std::string& text) {
    out.kind = std::move(kind);
    out.text = text;
    return out;
  };
  const auto counts = [&](const char* what, int64_t expected, int64_t got) {
    return differ(what, std::string("    ") + what + ": reference " + std::to_string(expected) +
                            ", tern " + std::to_string(got) + "\n");
  };
  if (reference.code != tern.code || (options.messages && reference.message != tern.message)) {
    return differ(
        "error " + std::to_string(reference.code) + "/" + std::to_string(tern.code) +
            (tern.is_unsupported() ? tern.message : "") +
            (options.messages ? sort_of(reference.message) + sort_of(tern.message) : ""),
        "    reference: " + outcome_text(reference) + "\n    tern: " + outcome_text(tern) + "\n");
  }
  if (reference.autocommit != tern.autocommit) {
    return counts("autocommit", reference.autocommit, tern.autocommit);
  }
  // The reference alone has made the rows.
  const bool has_counts = !options.reads_only;
  if (has_counts && reference.changes != tern.changes)
    return counts("changes", reference.changes, tern.changes);
  if (has_counts && reference.total_changes != tern.total_changes) {
    return counts("total_changes", reference.total_changes, tern.total_changes);
  }
  if (has_counts && reference.last_rowid != tern.last_rowid) {
    return counts("last_insert_rowid", reference.last_rowid, tern.last_rowid);
  }
  if (!reference.is_ok()) return out;
  if (reference.columns != tern.columns) {
    return differ("column names", "    reference: " + names_text(reference.columns) +
                                      "\n    tern: " + names_text(tern.columns) + "\n");
  }
  if (is_plan(reference)) {
    if (plan_text(reference) == plan_text(tern)) return out;
    return differ("plan",
                  "    reference:\n" + plan_text(reference) + "    tern:\n" + plan_text(tern));
  }
  if (!same_rows(reference.rows, tern.rows, step.in_order)) {
    return differ("rows", rows_text(reference, tern));
  }
  return out;
}

Divergence not_opened(const std::string& why) {
  Divergence out;
  out.kind = "open";
  out.text = "    tern does not open the file: " + why + "\n";
  return out;
}

}  // namespace tern::diff
