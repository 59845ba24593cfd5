#include <algorithm>
#include <array>

#include "engine/bind/expr_binder.h"
#include "engine/sql/walk.h"
#include "engine/sql/window_chain.h"

// Calls of functions: scalar ones, aggregates, and window functions.

namespace tern::bind {

namespace {

std::string call_name(const sql::Function& node) { return node.name.text + "()"; }

bool are_same(const expr::ExprPtr& a, const expr::ExprPtr& b) {
  return a && b ? expr::same(*a, *b) : !a && !b;
}

bool are_same(const std::vector<OrderedExpr>& a, const std::vector<OrderedExpr>& b) {
  return std::ranges::equal(a, b, [](const OrderedExpr& x, const OrderedExpr& y) {
    return expr::same(*x.expr, *y.expr) && x.collation == y.collation &&
           x.descending == y.descending && x.nulls_last == y.nulls_last;
  });
}

bool are_same(const WindowFrame& a, const WindowFrame& b) {
  return a.unit == b.unit && a.start == b.start && a.end == b.end && a.exclude == b.exclude &&
         are_same(a.start_distance, b.start_distance) && are_same(a.end_distance, b.end_distance);
}

/// Two calls that give the same value for the same rows.
template <class Call>
bool are_same_calls(const Call& a, const Call& b) {
  if (!are_same(a.filter, b.filter)) return false;
  if (a.filter && !expr::is_deterministic(*a.filter)) return false;
  return std::ranges::equal(a.arguments, b.arguments,
                            [](const expr::ExprPtr& x, const expr::ExprPtr& y) {
                              return expr::same(*x, *y) && expr::is_deterministic(*x);
                            });
}

bool are_same_aggregates(const Aggregate& a, const Aggregate& b) {
  return a.function == b.function && a.distinct == b.distinct && are_same_calls(a, b) &&
         are_same(a.order_by, b.order_by);
}

/// A COLLATE in an argument counts for the call's result, too, as in scalar functions.
expr::CollationChoice explicit_collation(const std::vector<expr::ExprPtr>& arguments) {
  for (const expr::ExprPtr& argument : arguments) {
    if (argument->collation().is_explicit) return argument->collation();
  }
  return {};
}

/// The columns that an expression names, and whether it has SELECTs with names of their own.
class NamedColumns final : public sql::Walker {
 public:
  std::vector<const sql::ColumnRef*> refs;
  bool has_select = false;

 protected:
  void visit(const sql::Expr& expr) override {
    if (const auto* ref = expr.as_if<sql::ColumnRef>()) refs.push_back(ref);
    has_select |= expr.kind == sql::ExprKind::Subquery || expr.kind == sql::ExprKind::Exists ||
                  expr.kind == sql::ExprKind::InSelect || expr.kind == sql::ExprKind::InTable;
  }
};

/// The frame that a function has whatever is written.
WindowFrame fixed_frame(functions::FixedFrame frame, expr::Builder& builder) {
  using functions::FixedFrame;
  using sql::FrameBoundKind;
  using sql::FrameUnit;
  WindowFrame out;
  switch (frame) {
    case FixedFrame::None:
    case FixedFrame::PeersToCurrent:
      break;
    case FixedFrame::RowsToCurrent:
      out.unit = FrameUnit::Rows;
      break;
    case FixedFrame::RowsFromCurrent:
      out.unit = FrameUnit::Rows;
      out.start = FrameBoundKind::CurrentRow;
      out.end = FrameBoundKind::UnboundedFollowing;
      break;
    case FixedFrame::GroupsFromCurrent:
      out.unit = FrameUnit::Groups;
      out.start = FrameBoundKind::CurrentRow;
      out.end = FrameBoundKind::UnboundedFollowing;
      break;
    case FixedFrame::GroupsBehindCurrent:
      out.unit = FrameUnit::Groups;
      out.start = FrameBoundKind::Following;
      out.start_distance = builder.literal(record::ValueView::integer(1));
      out.end = FrameBoundKind::UnboundedFollowing;
      break;
    case FixedFrame::AllRows:
      out.unit = FrameUnit::Rows;
      out.end = FrameBoundKind::UnboundedFollowing;
      break;
  }
  return out;
}

/// As the reference sees it when it parses: all else is NULL to a frame.
bool is_constant(const sql::Expr& expr) {
  const auto are_constant = [](const sql::ExprList& list) {
    return std::ranges::all_of(list, [](const sql::ExprPtr& item) { return is_constant(*item); });
  };
  switch (expr.kind) {
    case sql::ExprKind::Literal:
      return expr.as<sql::Literal>().literal < sql::LiteralKind::CurrentDate;
    case sql::ExprKind::Parameter:
      return true;
    case sql::ExprKind::ColumnRef: {
      const auto& ref = expr.as<sql::ColumnRef>();
      return !ref.table && ref.column.quote == sql::Quote::None &&
             (catalog::same_name(ref.column.text, "true") ||
              catalog::same_name(ref.column.text, "false"));
    }
    case sql::ExprKind::Unary:
      return is_constant(*expr.as<sql::Unary>().operand);
    case sql::ExprKind::Binary: {
      const auto& node = expr.as<sql::Binary>();
      return node.op < sql::BinaryOp::JsonArrow && is_constant(*node.left) &&
             is_constant(*node.right);
    }
    case sql::ExprKind::Between: {
      const auto& node = expr.as<sql::Between>();
      return is_constant(*node.operand) && is_constant(*node.low) && is_constant(*node.high);
    }
    case sql::ExprKind::InList:
      return is_constant(*expr.as<sql::InList>().operand) &&
             are_constant(expr.as<sql::InList>().items);
    case sql::ExprKind::IsNull:
      return is_constant(*expr.as<sql::IsNull>().operand);
    case sql::ExprKind::Case: {
      const auto& node = expr.as<sql::Case>();
      if (node.operand && !is_constant(*node.operand)) return false;
      if (node.otherwise && !is_constant(*node.otherwise)) return false;
      return std::ranges::all_of(node.branches, [](const sql::Case::Branch& branch) {
        return is_constant(*branch.when) && is_constant(*branch.then);
      });
    }
    case sql::ExprKind::Cast:
      return is_constant(*expr.as<sql::Cast>().operand);
    case sql::ExprKind::Collate:
      return is_constant(*expr.as<sql::Collate>().operand);
    default:
      return false;
  }
}

/// These do not evaluate all of their arguments, or are no functions when the query runs.
bool is_inline(const functions::Registry& registry, const functions::FunctionSignature& function) {
  static constexpr auto kInline = std::to_array<std::string_view>(
      {"coalesce", "ifnull", "iif", "likelihood", "likely", "unlikely"});
  return registry.is_builtin(function) &&
         std::ranges::find(kInline, function.name) != kInline.end();
}

}  // namespace

Result<expr::ExprPtr> ExprBinder::function(const sql::Function& node) {
  Result<expr::ExprPtr> bound = call(node);
  if (bound || !context_.names || is_told_with_names(bound.error())) return bound;
  // Who asks for the names does not ask whether the call makes sense.
  TRY(bind_names(node));
  return null();
}

/// Is the call an error also where only names count? As in the reference.
bool ExprBinder::is_told_with_names(const Error& error) const {
  if (error.message().starts_with("second argument to likelihood")) return true;
  if (!error.message().starts_with("misuse of aggregate")) return false;
  for (const Scope* scope = &scope_; scope; scope = scope->outer) {
    if (scope->is_grouping) return true;
  }
  return false;
}

/// The names in a call that is not bound itself.
Status ExprBinder::bind_names(const sql::Function& node) {
  (void)TRY(bind_list(node.arguments));
  if (node.filter) (void)TRY(bind(*node.filter));
  (void)TRY(ordered(node.order_by));
  if (!node.over) return ok();
  (void)TRY(ordered(node.over->definition.partition_by));
  (void)TRY(ordered(node.over->definition.order_by));
  return ok();
}

Result<expr::ExprPtr> ExprBinder::call(const sql::Function& node) {
  Result<functions::FoundFunction> looked_up =
      context_.registry.find(node.name.text, node.arguments.size());
  if (!looked_up) return std::unexpected(std::move(looked_up).error().at(node.offset));
  const functions::FoundFunction found = *looked_up;
  if (node.over && found.scalar) {
    return fail_at(node.offset, call_name(node) + " may not be used as a window function");
  }
  if (!found.scalar) {
    const bool allowed = scope_.core && scope_.aggregates_allowed;
    if (found.window ? !node.over || !scope_.windows_allowed
                     : node.over && !scope_.windows_allowed) {
      return fail_at(node.offset, "misuse of window function " + call_name(node));
    }
    if (node.over) return TRY(may_call(found, node)) ? window(node, found) : null();
    if (!allowed && scope_.finds_misuse_late) {
      Scope& owner = aggregate_scope(node);
      if (&owner == &scope_) {
        return fail_at(node.offset, "misuse of aggregate: " + call_name(node));
      }
      if (!TRY(may_call(found, node))) return null();
      return outer_aggregate(node, *found.aggregate, owner);
    }
    if (!allowed) {
      return fail_at(node.offset, "misuse of aggregate function " + call_name(node));
    }
    return TRY(may_call(found, node)) ? aggregate(node, *found.aggregate) : null();
  }
  if (node.star && !node.arguments.empty()) {
    return fail_at(node.offset, "wrong number of arguments to function " + call_name(node));
  }
  if (node.filter) {
    return fail_at(node.offset, "FILTER may not be used with non-aggregate " + call_name(node));
  }
  if (!node.order_by.empty()) {
    return fail_at(node.offset, "ORDER BY may not be used with non-aggregate " + call_name(node));
  }
  const functions::ScalarFunction& scalar = *found.scalar;
  // date() and the like are for dates that are given; whether it is 'now' shows later.
  const bool may_last =
      scalar.determinism == functions::Determinism::Always ||
      (scalar.determinism == functions::Determinism::WithinStatement && scalar.arguments_max > 0);
  if (context_.is_lasting() && !may_last) {
    // What a schema holds was allowed once: the function has been defined anew since.
    const bool is_held = context_.lookup.is_in_schema() && !context_.restrictions;
    if (is_held) TRY(context_.registry.check_in_schema(scalar, node.name.text));
    return fail_at(node.offset,
                   "non-deterministic functions prohibited in " + std::string(context_.place));
  }
  if (!TRY(may_call(found, node))) return null();
  std::vector<expr::ExprPtr> arguments = TRY(bind_list(node.arguments));
  if (!is_inline(context_.registry, scalar)) {
    if (expr::ExprPtr made = overloaded(scalar.name, arguments, 0)) return made;
  }
  Result<expr::ExprPtr> made = builder_.call(node.name.text, std::move(arguments));
  if (!made) return std::unexpected(std::move(made).error().at(node.offset));
  return made;
}

Result<bool> ExprBinder::may_call(const functions::FoundFunction& found,
                                  const sql::Function& node) const {
  const bool may = TRY(may_call(found.signature().name, node.name.text));
  // In what rows are computed or checked by, the reference looks at deterministic functions alone.
  const bool may_vary = found.scalar && found.scalar->determinism == functions::Determinism::Never;
  const bool is_passed_over = may_vary && !context_.place.empty();
  if (may && context_.lookup.is_in_schema() && !context_.is_never_run && !is_passed_over) {
    TRY(context_.registry.check_in_schema(found.signature(), node.name.text));
  }
  return may;
}

Result<OrderedExpr> ExprBinder::ordered(const sql::Expr& expr) {
  OrderedExpr out;
  out.expr = TRY(bind(expr));
  const record::Collation* own = out.expr->collation().collation;
  out.collation = own ? own : &context_.layout.binary();
  return out;
}

Result<std::vector<OrderedExpr>> ExprBinder::ordered(const sql::ExprList& list) {
  std::vector<OrderedExpr> out;
  for (const sql::ExprPtr& expr : list) out.push_back(TRY(ordered(*expr)));
  return out;
}

Result<std::vector<OrderedExpr>> ExprBinder::ordered(const std::vector<sql::OrderingTerm>& terms) {
  std::vector<OrderedExpr> out;
  for (const sql::OrderingTerm& term : terms) {
    OrderedExpr key = TRY(ordered(*term.expr));
    key.descending = term.order == sql::SortOrder::Descending;
    key.nulls_last = term.nulls == sql::NullsOrder::Unspecified
                         ? key.descending
                         : term.nulls == sql::NullsOrder::Last;
    out.push_back(std::move(key));
  }
  return out;
}

/// An aggregate belongs to the innermost SELECT whose columns it names.
Scope& ExprBinder::aggregate_scope(const sql::Function& node) {
  NamedColumns named;
  for (const sql::ExprPtr& argument : node.arguments) named.walk(argument.get());
  named.walk(node.filter.get());
  if (named.has_select) return scope_;
  Scope* innermost = nullptr;
  for (Scope* scope = &scope_; scope && !innermost; scope = scope->outer) {
    for (const sql::ColumnRef* ref : named.refs) {
      int matches = 0;
      if (find_in(*scope, *ref, matches)) innermost = scope;
    }
  }
  return innermost ? *innermost : scope_;
}

/// An aggregate of an enclosing SELECT, which the SELECTs in between read as they read its rows.
Result<expr::ExprPtr> ExprBinder::outer_aggregate(const sql::Function& node,
                                                  const functions::AggregateFunction& found,
                                                  Scope& owner) {
  if (!owner.core || !owner.aggregates_allowed) {
    return fail_at(node.offset, "misuse of aggregate: " + call_name(node));
  }
  expr::ExprPtr bound = TRY(ExprBinder(context_, owner).aggregate(node, found));
  for (Scope* scope = &scope_; scope != &owner; scope = scope->outer) {
    for (const Source* source : owner.sources) scope->outer_slots.push_back(source->slot);
  }
  return bound;
}

Result<expr::ExprPtr> ExprBinder::aggregate(const sql::Function& node,
                                            const functions::AggregateFunction& found) {
  Scope& owner = aggregate_scope(node);
  if (&owner != &scope_) return outer_aggregate(node, found, owner);
  Aggregate out;
  out.function = &found;
  out.distinct = node.distinct;
  if (node.distinct && node.arguments.size() != 1) {
    return fail(ErrorCode::Error, "DISTINCT aggregates must have exactly one argument");
  }
  {
    const Meanwhile stage(scope_.stage, Stage::Rows);
    const Meanwhile aggregates(scope_.aggregates_allowed, false);
    const Meanwhile misuse(scope_.finds_misuse_late, false);
    const Meanwhile windows(scope_.windows_allowed, false);
    for (const sql::ExprPtr& argument : node.arguments) {
      out.arguments.push_back(TRY(bind(*argument)));
    }
    // Which row of equal ones decides is all that an order could change for min() and max().
    if (!node.arguments.empty()) out.order_by = TRY(ordered(node.order_by));
    if (node.filter) out.filter = TRY(bind(*node.filter));
  }
  ++scope_.aggregate_calls;
  Core& core = *scope_.core;
  core.is_aggregate = true;
  const expr::CollationChoice collation = explicit_collation(out.arguments);
  for (const Aggregate& other : core.aggregates) {
    if (are_same_aggregates(other, out))
      return builder_.reg(other.result, record::Affinity::None, collation);
  }
  out.result = context_.layout.add_register();
  out.call = expr::Builder::add_call(context_.layout, found, out.arguments);
  core.aggregates.push_back(std::move(out));
  return builder_.reg(core.aggregates.back().result, record::Affinity::None, collation);
}

Result<expr::ExprPtr> ExprBinder::frame_distance(const sql::FrameBound& bound) {
  if (!bound.distance) return expr::ExprPtr();
  if (!is_constant(*bound.distance)) return builder_.literal(record::ValueView::null());
  Scope nothing;
  return ExprBinder(context_, nothing).bind(*bound.distance);
}

Result<Window> ExprBinder::window_of(const sql::Function& node,
                                     const functions::FoundFunction& found) {
  static const std::vector<sql::NamedWindow> kNone;
  const std::vector<sql::NamedWindow>& named = scope_.windows ? *scope_.windows : kNone;
  const sql::OverClause& over = *node.over;
  sql::ChainedWindow tree;
  if (over.name) {
    const sql::NamedWindow* window = sql::find_window(named, over.name);
    if (!window) return fail(ErrorCode::Error, sql::no_such_window(over.name));
    tree = sql::resolve_chain(*window, named);
  } else {
    if (over.definition.base) {
      const auto problem = sql::chain_problem(over.definition, named);
      if (problem) return fail_at(over.definition.base.offset, *problem);
    }
    tree = sql::resolve_chain(over.definition, named);
  }
  const sql::FrameSpec* frame = tree.frame;
  const bool has_distance =
      frame && (frame->start.distance || (frame->end && frame->end->distance));
  if (has_distance && frame->unit == sql::FrameUnit::Range && tree.order_by->size() != 1) {
    return fail(ErrorCode::Error,
                "RANGE with offset PRECEDING/FOLLOWING requires one ORDER BY expression");
  }
  if (found.window && node.filter) {
    return fail_at(node.offset, "FILTER clause may only be used with aggregate window functions");
  }
  Window out;
  out.partition_by = TRY(ordered(*tree.partition_by));
  out.order_by = TRY(ordered(*tree.order_by));
  if (found.window && found.window->fixed_frame != functions::FixedFrame::None) {
    out.frame = fixed_frame(found.window->fixed_frame, builder_);
  } else if (frame) {
    out.frame.unit = frame->unit;
    out.frame.start = frame->start.kind;
    out.frame.start_distance = TRY(frame_distance(frame->start));
    if (frame->end) {
      out.frame.end = frame->end->kind;
      out.frame.end_distance = TRY(frame_distance(*frame->end));
    }
    out.frame.exclude = frame->exclude;
  }
  return out;
}

Result<expr::ExprPtr> ExprBinder::window(const sql::Function& node,
                                         const functions::FoundFunction& found) {
  if (!node.order_by.empty()) {
    return fail_at(node.offset, "ORDER BY may not be used with non-aggregate " + call_name(node));
  }
  WindowCall call;
  call.aggregate = found.aggregate;
  call.window = found.window;
  Window window;
  {
    const Meanwhile stage(scope_.stage, Stage::Groups);
    const Meanwhile windows(scope_.windows_allowed, false);
    for (const sql::ExprPtr& argument : node.arguments) {
      call.arguments.push_back(TRY(bind(*argument)));
    }
    window = TRY(window_of(node, found));
    if (node.filter) call.filter = TRY(bind(*node.filter));
  }
  ++scope_.window_calls;
  const expr::CollationChoice collation = explicit_collation(call.arguments);
  std::vector<Window>& all = scope_.core->windows;
  auto same = std::ranges::find_if(all, [&](const Window& other) {
    return are_same(other.partition_by, window.partition_by) &&
           are_same(other.order_by, window.order_by) && are_same(other.frame, window.frame);
  });
  if (same == all.end()) {
    all.push_back(std::move(window));
    same = all.end() - 1;
  }
  for (const WindowCall& other : same->calls) {
    if (&other.function() == &call.function() && are_same_calls(other, call)) {
      return builder_.reg(other.result, record::Affinity::None, collation);
    }
  }
  call.result = context_.layout.add_register();
  call.call = expr::Builder::add_call(context_.layout, call.function(), call.arguments);
  same->calls.push_back(std::move(call));
  return builder_.reg(same->calls.back().result, record::Affinity::None, collation);
}

Status ExprBinder::observe_windows(const std::vector<sql::NamedWindow>& windows) {
  for (const sql::NamedWindow& window : windows) {
    TRY(ordered(window.definition.partition_by));
    TRY(ordered(window.definition.order_by));
  }
  return ok();
}

}  // namespace tern::bind
