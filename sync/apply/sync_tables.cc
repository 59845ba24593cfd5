#include "sync/apply/sync_tables.h"

#include "engine/api/connection_state.h"
#include "engine/catalog/schema.h"

namespace tern::sync::apply {
namespace {

constexpr std::string_view kCreateConflicts =
    "CREATE TABLE sync_conflicts(id INTEGER PRIMARY KEY, branch TEXT, r INTEGER, class TEXT, "
    "policy TEXT, \"table\" TEXT, key, \"column\" TEXT, base, ours, theirs, chosen, origin TEXT, "
    "seq INTEGER, other_origin TEXT, hlc INTEGER, other_hlc INTEGER, state TEXT, resolved_by TEXT, "
    "detail TEXT, data BLOB)";
constexpr std::string_view kInsertConflict =
    "INSERT INTO sync_conflicts(branch, r, class, policy, \"table\", key, \"column\", base, ours, "
    "theirs, chosen, origin, seq, other_origin, hlc, other_hlc, state, detail, data) "
    "VALUES('main', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

Result<bool> has_table(Connection& connection, std::string_view name) {
  return TRY(connection.state().schema())->find_table(name) != nullptr;
}

std::string text_or_empty(ValueView v) { return v.is_text() ? std::string(v.as_text()) : ""; }

ValueView text_or_null(const std::string& text) {
  return text.empty() ? ValueView::null() : ValueView::text(text);
}

}  // namespace

Result<model::PolicyTable> load_policies(Connection& connection) {
  model::PolicyTable out;
  if (!TRY(has_table(connection, "sync_policy"))) return out;
  Statement rows = TRY(connection.prepare("SELECT \"table\", \"column\", policy FROM sync_policy"));
  while (TRY(rows.step())) {
    const std::optional<model::Policy> policy = model::parse_policy(text_or_empty(rows.column(2)));
    out.set(text_or_empty(rows.column(0)), text_or_empty(rows.column(1)),
            policy.value_or(model::Policy::Reject));
  }
  return out;
}

Result<std::vector<Invariant>> load_invariants(Connection& connection) {
  std::vector<Invariant> out;
  if (!TRY(has_table(connection, "sync_invariant"))) return out;
  Statement rows = TRY(connection.prepare("SELECT name, sql FROM sync_invariant"));
  while (TRY(rows.step())) {
    out.push_back({text_or_empty(rows.column(0)), text_or_empty(rows.column(1))});
  }
  return out;
}

Result<bool> holds(Connection& connection, const Invariant& invariant) {
  Result<Statement> query = connection.prepare(invariant.sql);
  if (!query || !query->is_readonly() || query->is_empty()) return false;
  const Result<bool> row = query->step();
  if (!row || !*row) return false;
  const ValueView value = query->column(0);
  return (value.is_integer() && value.as_integer() != 0) ||
         (value.is_real() && value.as_real() != 0);
}

Status insert_conflict(Connection& connection, const model::Conflict& conflict,
                       const ConflictOrigin& origin, Bytes data) {
  if (!TRY(has_table(connection, kConflictsTable))) TRY(connection.execute(kCreateConflicts));
  const std::string policy(conflict.policy ? model::name_of(*conflict.policy) : "");
  const std::string other = conflict.other_origin.is_nil() ? "" : conflict.other_origin.hex();
  const std::string own = origin.origin.hex();
  return connection.execute(
      kInsertConflict, origin.revision.raw, model::name_of(conflict.kind), text_or_null(policy),
      text_or_null(conflict.table), conflict.key.view(), text_or_null(conflict.column),
      conflict.base.view(), conflict.ours.view(), conflict.theirs.view(), conflict.chosen.view(),
      std::string_view(own), origin.seq.raw, text_or_null(other), origin.hlc.raw,
      conflict.other_hlc.raw, model::name_of(conflict.state), text_or_null(conflict.detail),
      data.empty() ? ValueView::null() : ValueView::blob(data));
}

}  // namespace tern::sync::apply
