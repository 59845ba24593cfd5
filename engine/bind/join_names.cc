#include <algorithm>

#include "engine/bind/from_binder.h"
#include "engine/bind/select_binder.h"

// What columns of joins are called: USING, NATURAL, and joins in parentheses.

namespace tern::bind {

namespace {

std::optional<size_t> find_column(const Source& source, std::string_view name, bool skips_hidden) {
  for (size_t i = 0; i < source.column_count(); ++i) {
    if (skips_hidden && source.is_hidden(i)) continue;
    if (catalog::same_name(source.column_name(i), name)) return i;
  }
  return std::nullopt;
}

}  // namespace

/// A join in parentheses: with `lends_names` its tables become sources of this clause, else it is a
/// subquery. `join`: how it is joined and called; null: by a comma, without a name.
Result<Source*> FromBinder::add_nested(const sql::FromClause& from, const sql::TableSource* join,
                                       bool lends_names) {
  Scope inside;
  inside.outer = scope_.outer;
  inside.ctes = scope_.ctes;
  auto source = std::make_unique<Source>();
  if (join) {
    source->join = join->join;
    if (join->alias) source->name = join->alias.text;
  }
  std::unique_ptr<Query> query;
  if (!lends_names) {
    query = std::make_unique<Query>();
    query->recursion_slot = context_.layout.add_row();
    query->cores.emplace_back().binary = &context_.layout.binary();
  }
  Core& core = query ? query->cores.front() : core_;
  const size_t first = core.sources.size();
  FromBinder binder(context_, core, inside);
  TRY(binder.bind(from));
  TRY(binder.bind_conditions());
  TRY(nest_columns(core, inside, *source));
  if (query) {
    core.visible = core.outputs.size();
    query->outer_slots = std::move(inside.outer_slots);
    source->query = std::move(query);
    TRY(append(std::move(source)));
    return core_.sources.back().get();
  }
  for (const expr::RowSlot slot : inside.outer_slots) {
    auto& slots = scope_.outer_slots;
    if (std::ranges::find(slots, slot) == slots.end()) slots.push_back(slot);
  }
  core.sources[first]->join = source->join;
  core_.names.push_back(std::move(source));
  scope_.sources.push_back(core_.names.back().get());
  return scope_.sources.back();
}

/// All columns of the sources of `inside` as those of `out`, and as outputs of its query.
Status FromBinder::nest_columns(Core& core, Scope& inside, Source& out) {
  for (size_t at = 0; at < inside.sources.size(); ++at) {
    // A merged column comes first, under no table's name.
    if (at + 1 < inside.sources.size()) {
      for (const std::string& name : inside.sources[at + 1]->using_columns) {
        TRY(nest_merged(core, inside, name, out));
      }
    }
    for (size_t column = 0; column < inside.sources[at]->column_count(); ++column) {
      TRY(nest_column(core, inside, at, column, out));
    }
  }
  return ok();
}

Status FromBinder::nest_merged(Core& core, Scope& inside, const std::string& name, Source& out) {
  ExprBinder binder(context_, inside);
  sql::ColumnRef ref;
  ref.column.text = name;
  ref.column.present = true;
  const FoundColumn found = *TRY(binder.resolve(ref));
  NestedColumn& column = out.nested.emplace_back();
  column.name = name;
  column.is_merged = true;
  column.origin = found.source;
  column.origin_column = found.column;
  out.column_names.push_back(unique_name(name, out.column_names));
  if (&core == &core_) return ok();
  OutputColumn& output = core.outputs.emplace_back();
  output.expr = TRY(binder.column(found));
  output.name = name;
  set_origin(found, output);
  return ok();
}

Status FromBinder::nest_column(Core& core, Scope& inside, size_t at, size_t column, Source& out) {
  Source& source = *inside.sources[at];
  const std::string name(source.column_name(column));
  const FoundColumn found = origin_of(source, static_cast<int32_t>(column));
  if (source.is_hidden(column)) return ok();
  NestedColumn inner;
  if (source.nested.empty()) {
    inner.schema = source.table ? "main" : "*";
    inner.table = source.name;
    inner.name = name;
  } else {
    inner = source.nested[column];
    inner.is_merged = false;
  }
  const bool is_merged_next =
      at + 1 < inside.sources.size() && merges(*inside.sources[at + 1], name);
  inner.star_skips = merges(source, name) || is_merged_next || inner.star_skips;
  for (const NestedColumn& other : out.nested) {
    inner.star_skips |= other.is_merged && catalog::same_name(other.name, name);
  }
  inner.origin = found.source;
  inner.origin_column = found.column;
  out.nested.push_back(std::move(inner));
  out.column_names.push_back(unique_name(name, out.column_names));
  if (&core == &core_) return ok();
  OutputColumn& output = core.outputs.emplace_back();
  output.expr = TRY(ExprBinder(context_, inside).column(found));
  output.name = name;
  set_origin(found, output);
  return ok();
}

/// USING and NATURAL. `at`: place of the right side in the scope.
Status FromBinder::merge_columns(const Term& term, size_t at) {
  const sql::TableSource& join = *term.join;
  Source& right = *scope_.sources[at];
  std::vector<std::string> names;
  if (join.natural) {
    if (join.on || !join.using_.empty()) {
      return fail(ErrorCode::Error, "a NATURAL join may not have an ON or USING clause");
    }
    for (size_t i = 0; i < right.column_count(); ++i) {
      if (right.is_hidden(i)) continue;
      for (size_t left = 0; left < at; ++left) {
        if (!find_column(*scope_.sources[left], right.column_name(i), true)) continue;
        names.emplace_back(right.column_name(i));
        break;
      }
    }
  }
  for (const sql::Name& name : join.using_) names.push_back(name.text);
  const bool is_own = has_right_ || join.join == sql::JoinKind::Left;
  for (const std::string& name : names) {
    std::vector<expr::ExprPtr>& into = is_own ? right.on : core_.where;
    into.push_back(TRY(merge_column(name, at, join.natural)));
  }
  right.using_columns = std::move(names);
  return ok();
}

/// left.name = right.name. Where a RIGHT or FULL JOIN stands in the clause, the left side is the
/// first of those merged so far that is not NULL.
Result<expr::ExprPtr> FromBinder::merge_column(const std::string& name, size_t at,
                                               bool is_natural) {
  const Stage stage = std::exchange(scope_.stage, Stage::Rows);
  ExprBinder binder(context_, scope_);
  const std::optional<size_t> right_column = find_column(*scope_.sources[at], name, false);
  std::vector<expr::ExprPtr> left;
  for (size_t i = 0; i < at && right_column; ++i) {
    Source& source = *scope_.sources[i];
    const std::optional<size_t> column = find_column(source, name, is_natural);
    if (!column) continue;
    if (!left.empty() && !has_right_) break;
    if (!left.empty() && !merges(source, name)) {
      return fail(ErrorCode::Error, "ambiguous reference to " + name + " in USING()");
    }
    left.push_back(TRY(binder.column(origin_of(source, static_cast<int32_t>(*column)))));
  }
  if (left.empty()) {
    return fail(ErrorCode::Error,
                "cannot join using column " + name + " - column not present in both tables");
  }
  Source& source = *scope_.sources[at];
  expr::ExprPtr right = TRY(binder.column(origin_of(source, static_cast<int32_t>(*right_column))));
  scope_.stage = stage;
  expr::Builder builder(context_.layout, context_.registry);
  expr::ExprPtr merged = std::move(left.front());
  if (left.size() > 1) {
    left.front() = std::move(merged);
    merged = TRY(builder.call("coalesce", std::move(left)));
  }
  return builder.compare(expr::CompareOp::Equal, std::move(merged), std::move(right));
}

}  // namespace tern::bind
