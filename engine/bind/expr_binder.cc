#include "engine/bind/expr_binder.h"

#include "engine/bind/read_access.h"
#include "engine/bind/select_binder.h"
#include "engine/bind/trigger_rows.h"
#include "engine/expr/leaf.h"

namespace tern::bind {

namespace {

/// Gives what was made its place in the SQL text.
Result<expr::ExprPtr> placed(Result<expr::ExprPtr> made, uint32_t offset) {
  if (made && *made) (*made)->set_offset(offset);
  return made;
}

bool is_unquoted_name(const sql::Expr& expr, std::string_view name) {
  const auto* ref = expr.as_if<sql::ColumnRef>();
  return ref && !ref->table && ref->column.quote == sql::Quote::None &&
         catalog::same_name(ref->column.text, name);
}

/// 0, IN over no values, and AND with one of them.
bool is_false_constant(const sql::Expr& expr) {
  if (const auto* literal = expr.as_if<sql::Literal>()) {
    return literal->literal == sql::LiteralKind::Integer && literal->integer == 0;
  }
  if (const auto* list = expr.as_if<sql::InList>()) return list->items.empty() && !list->negated;
  const auto* both = expr.as_if<sql::Binary>();
  return both && both->op == sql::BinaryOp::And &&
         (is_false_constant(*both->left) || is_false_constant(*both->right));
}

std::unexpected<Error> too_wide(size_t width) {
  return fail(ErrorCode::Error,
              "sub-select returns " + std::to_string(width) + " columns - expected 1");
}

std::string name_as_written(const sql::ColumnRef& ref) {
  std::string out;
  if (ref.schema) out += ref.schema.text + ".";
  if (ref.table) out += ref.table.text + ".";
  return out + ref.column.text;
}

std::optional<expr::CompareOp> compare_op(sql::BinaryOp op) {
  switch (op) {
    case sql::BinaryOp::Equal:
      return expr::CompareOp::Equal;
    case sql::BinaryOp::NotEqual:
      return expr::CompareOp::NotEqual;
    case sql::BinaryOp::Less:
      return expr::CompareOp::Less;
    case sql::BinaryOp::LessEqual:
      return expr::CompareOp::LessEqual;
    case sql::BinaryOp::Greater:
      return expr::CompareOp::Greater;
    case sql::BinaryOp::GreaterEqual:
      return expr::CompareOp::GreaterEqual;
    case sql::BinaryOp::Is:
      return expr::CompareOp::Is;
    case sql::BinaryOp::IsNot:
      return expr::CompareOp::IsNot;
    default:
      return std::nullopt;
  }
}

std::optional<expr::ArithmeticOp> arithmetic_op(sql::BinaryOp op) {
  switch (op) {
    case sql::BinaryOp::Add:
      return expr::ArithmeticOp::Add;
    case sql::BinaryOp::Subtract:
      return expr::ArithmeticOp::Subtract;
    case sql::BinaryOp::Multiply:
      return expr::ArithmeticOp::Multiply;
    case sql::BinaryOp::Divide:
      return expr::ArithmeticOp::Divide;
    case sql::BinaryOp::Modulo:
      return expr::ArithmeticOp::Modulo;
    case sql::BinaryOp::BitAnd:
      return expr::ArithmeticOp::BitAnd;
    case sql::BinaryOp::BitOr:
      return expr::ArithmeticOp::BitOr;
    case sql::BinaryOp::ShiftLeft:
      return expr::ArithmeticOp::ShiftLeft;
    case sql::BinaryOp::ShiftRight:
      return expr::ArithmeticOp::ShiftRight;
    default:
      return std::nullopt;
  }
}

struct OperatorFunction {
  const char* name;
  const char* written;
};

OperatorFunction operator_function(sql::LikeOp op) {
  switch (op) {
    case sql::LikeOp::Like:
      return {"like", "LIKE"};
    case sql::LikeOp::Glob:
      return {"glob", "GLOB"};
    case sql::LikeOp::Regexp:
      return {"regexp", "REGEXP"};
    case sql::LikeOp::Match:
      break;
  }
  return {"match", "MATCH"};
}

using WrittenTerms = InlineVector<const sql::Expr*, 16>;

void add_terms(const sql::Expr& expr, WrittenTerms& out) {
  const auto* binary = expr.as_if<sql::Binary>();
  if (binary && binary->op == sql::BinaryOp::And) {
    add_terms(*binary->left, out);
    add_terms(*binary->right, out);
  } else {
    out.push_back(&expr);
  }
}

}  // namespace

Result<expr::ExprPtr> ExprBinder::bind(const sql::Expr& expr) {
  expr::ExprPtr bound = TRY(bind_any(expr));
  if (bound->width() == 1) return bound;
  if (expr.kind == sql::ExprKind::Subquery) return too_wide(bound->width());
  return fail(ErrorCode::Error, "row value misused");
}

Result<expr::ExprPtr> ExprBinder::bind_any(const sql::Expr& expr) {
  return placed(dispatch(expr), expr.offset);
}

Result<expr::ExprPtr> ExprBinder::bind_column(const sql::ColumnRef& ref,
                                              std::optional<FoundColumn>& found) {
  return placed(column_ref(ref, found), ref.offset);
}

Result<expr::ExprPtr> ExprBinder::bind_subquery(const sql::Subquery& node, OutputColumn& out) {
  std::unique_ptr<Query> query = TRY(subquery(*node.select, node.offset));
  if (query->width() != 1) return too_wide(query->width());
  set_origin(query->cores.back().outputs.front(), out);
  return placed(context_.subqueries->scalar(std::move(query)), node.offset);
}

Status ExprBinder::bind_terms(const sql::Expr* expr, std::vector<expr::ExprPtr>& out) {
  if (!expr) return ok();
  WrittenTerms terms;
  if (!context_.names && is_false_constant(*expr)) {
    terms.push_back(expr);
  } else {
    add_terms(*expr, terms);
  }
  out.reserve(out.size() + terms.size());
  for (const sql::Expr* term : terms) out.push_back(TRY(bind(*term)));
  return ok();
}

Result<std::vector<expr::ExprPtr>> ExprBinder::bind_list(const sql::ExprList& list) {
  std::vector<expr::ExprPtr> out;
  out.reserve(list.size());
  for (const sql::ExprPtr& item : list) out.push_back(TRY(bind(*item)));
  return out;
}

Result<expr::ExprPtr> ExprBinder::dispatch(const sql::Expr& expr) {
  switch (expr.kind) {
    case sql::ExprKind::Literal:
      return literal(expr.as<sql::Literal>());
    case sql::ExprKind::ColumnRef: {
      std::optional<FoundColumn> found;
      return column_ref(expr.as<sql::ColumnRef>(), found);
    }
    case sql::ExprKind::Parameter:
      if (!context_.place.empty()) {
        return fail_at(expr.offset, "parameters prohibited in " + std::string(context_.place));
      }
      return builder_.parameter(expr.as<sql::Parameter>().number);
    case sql::ExprKind::Unary:
      return unary(expr.as<sql::Unary>());
    case sql::ExprKind::Binary:
      return binary(expr.as<sql::Binary>());
    case sql::ExprKind::Between:
      return between(expr.as<sql::Between>());
    case sql::ExprKind::InList:
      return in_list(expr.as<sql::InList>());
    case sql::ExprKind::InSelect:
      return in_select(expr.as<sql::InSelect>());
    case sql::ExprKind::InTable:
      return in_table(expr.as<sql::InTable>());
    case sql::ExprKind::Like:
      return like(expr.as<sql::Like>());
    case sql::ExprKind::IsNull: {
      const auto& node = expr.as<sql::IsNull>();
      return builder_.is_null(node.negated, TRY(bind(*node.operand)));
    }
    case sql::ExprKind::Case:
      return case_when(expr.as<sql::Case>());
    case sql::ExprKind::Cast: {
      const auto& node = expr.as<sql::Cast>();
      return builder_.cast(TRY(bind(*node.operand)), node.type_name);
    }
    case sql::ExprKind::Collate: {
      const auto& node = expr.as<sql::Collate>();
      const record::Collation* collation = context_.lookup.find_collation(node.collation.text);
      if (!collation && context_.names) return bind(*node.operand);
      if (!collation) {
        return fail(ErrorCode::Error, "no such collation sequence: " + node.collation.text);
      }
      return builder_.collate(TRY(bind(*node.operand)), *collation);
    }
    case sql::ExprKind::Function:
      return function(expr.as<sql::Function>());
    case sql::ExprKind::Exists: {
      const auto& node = expr.as<sql::Exists>();
      std::unique_ptr<Query> query = TRY(subquery(*node.select, expr.offset));
      return context_.subqueries->exists(std::move(query));
    }
    case sql::ExprKind::Subquery: {
      const auto& node = expr.as<sql::Subquery>();
      std::unique_ptr<Query> query = TRY(subquery(*node.select, expr.offset));
      return context_.subqueries->scalar(std::move(query));
    }
    case sql::ExprKind::RowValue:
      return builder_.row_value(TRY(bind_list(expr.as<sql::RowValue>().items)));
    case sql::ExprKind::Raise:
      return raise(expr.as<sql::Raise>());
  }
  return not_supported("expression", expr.offset);
}

Result<bool> ExprBinder::may_call(std::string_view function, std::string_view written) const {
  if (!context_.access) return true;
  const Permission answer = TRY(context_.access.ask_to_call(function, written));
  return answer == Permission::Allow;
}

Result<expr::ExprPtr> ExprBinder::current_time(const char* function, uint32_t offset) {
  if (context_.is_lasting()) {
    return fail_at(offset,
                   "non-deterministic functions prohibited in " + std::string(context_.place));
  }
  const std::string_view written = context_.sql.substr(
      std::min<size_t>(offset, context_.sql.size()), std::string_view(function).size());
  if (!TRY(may_call(function, written))) return null();
  return builder_.call(function, {});
}

Result<expr::ExprPtr> ExprBinder::literal(const sql::Literal& node) {
  using record::ValueView;
  switch (node.literal) {
    case sql::LiteralKind::Null:
      return builder_.literal(ValueView::null());
    case sql::LiteralKind::Integer:
      return builder_.literal(ValueView::integer(node.integer));
    case sql::LiteralKind::Real:
      return builder_.literal(ValueView::real(node.real));
    case sql::LiteralKind::Text:
      return builder_.literal(ValueView::text(node.text));
    case sql::LiteralKind::Blob:
      return builder_.literal(ValueView::blob(as_bytes(node.text)));
    case sql::LiteralKind::CurrentDate:
      return current_time("current_date", node.offset);
    case sql::LiteralKind::CurrentTime:
      return current_time("current_time", node.offset);
    case sql::LiteralKind::CurrentTimestamp:
      return current_time("current_timestamp", node.offset);
  }
  return builder_.literal(ValueView::null());
}

namespace {

/// find_in(), where a database may be called by another name than its schema's.
std::optional<FoundColumn> find_by_lookup(const catalog::Lookup& lookup, const Scope& scope,
                                          const sql::ColumnRef& ref, int& matches) {
  if (!ref.schema) return find_in(scope, ref, matches);
  const std::string_view database = lookup.database_name(ref.schema.text);
  if (catalog::same_name(database, ref.schema.text)) return find_in(scope, ref, matches);
  sql::ColumnRef by_its_name;
  by_its_name.offset = ref.offset;
  by_its_name.schema = ref.schema;
  by_its_name.schema.text = database;
  by_its_name.table = ref.table;
  by_its_name.column = ref.column;
  return find_in(scope, by_its_name, matches);
}

}  // namespace

Result<std::optional<FoundColumn>> ExprBinder::resolve(const sql::ColumnRef& ref) {
  for (Scope* scope = &scope_; scope; scope = scope->outer) {
    int matches = 0;
    std::optional<FoundColumn> found = find_by_lookup(context_.lookup, *scope, ref, matches);
    if (matches > 1) return fail_at(ref.offset, "ambiguous column name: " + name_as_written(ref));
    if (found) return found;
  }
  return find_in_trigger(ref);
}

/// OLD and NEW are seen from everywhere, common table expressions included.
std::optional<FoundColumn> ExprBinder::find_in_trigger(const sql::ColumnRef& ref) const {
  if (!context_.trigger || !ref.table || ref.schema) return std::nullopt;
  Scope rows;
  rows.sources = context_.trigger->sources;
  int matches = 0;
  return find_in(rows, ref, matches);
}

Result<expr::ExprPtr> ExprBinder::raise(const sql::Raise& node) {
  if (!context_.trigger) {
    return fail(ErrorCode::Error, "RAISE() may only be used within a trigger-program");
  }
  static constexpr expr::RaiseAction kActions[] = {
      expr::RaiseAction::Ignore, expr::RaiseAction::Rollback, expr::RaiseAction::Abort,
      expr::RaiseAction::Fail};  // by sql::RaiseAction
  return std::make_unique<expr::Raise>(kActions[static_cast<size_t>(node.action)], node.message,
                                       *context_.trigger->signal);
}

Result<expr::ExprPtr> ExprBinder::column(const FoundColumn& found) {
  if (found.earlier.empty()) return single_column(found);
  std::vector<expr::ExprPtr> merged;
  for (const FoundColumn& earlier : found.earlier) merged.push_back(TRY(single_column(earlier)));
  merged.push_back(TRY(single_column(found)));
  return builder_.call("coalesce", std::move(merged));
}

Result<expr::ExprPtr> ExprBinder::single_column(const FoundColumn& found) {
  Source& source = *found.source;
  Stage stage = Stage::Rows;
  for (Scope* scope = &scope_; scope; scope = scope->outer) {
    if (holds(*scope, source)) {
      stage = scope->stage;
      break;
    }
    if (std::find(scope->outer_slots.begin(), scope->outer_slots.end(), source.slot) ==
        scope->outer_slots.end()) {
      scope->outer_slots.push_back(source.slot);
    }
  }
  const catalog::Table* table = source.table;
  if (context_.trigger) {
    const auto& rows = context_.trigger->sources;
    if (std::find(rows.begin(), rows.end(), &source) != rows.end()) {
      const auto index = static_cast<uint32_t>(found.column);
      if (found.column == FoundColumn::kRowid || table->rowid_alias == index) {
        return builder_.rowid(source.slot);
      }
      return builder_.trigger_column(source.slot, index, found.affinity(), found.collation());
    }
  }
  const bool is_alias = table && source.layout == RowLayout::Stored && found.column >= 0 &&
                        table->rowid_alias == static_cast<uint16_t>(found.column);
  if (found.column == FoundColumn::kRowid || is_alias) {
    source.used.rowid = true;
    source.used_late.rowid |= stage >= Stage::Groups;
    source.used_result.rowid |= stage == Stage::Result;
    return builder_.rowid(source.slot);
  }
  auto index = static_cast<uint32_t>(found.column);
  if (table && source.layout == RowLayout::Stored) {
    const auto place = static_cast<uint16_t>(found.column);
    if (table->columns[place].is_virtual()) return generated_column(source, place, stage);
    index = table->stored_place(place);
  }
  source.used.mark(index);
  if (stage >= Stage::Groups) source.used_late.mark(index);
  if (stage == Stage::Result) source.used_result.mark(index);
  return builder_.column(source.slot, index, found.affinity(), found.collation(),
                         found.keeps_affinity());
}

namespace {

/// A function that a schema's text calls and that is not there, in the reference's words.
Error as_of_schema(Error error) {
  constexpr std::string_view kMissing = "no such function: ";
  if (!error.message().starts_with(kMissing)) return error;
  const std::string_view name = error.message().substr(kMissing.size());
  return Error(error.code(), "unknown function: " + std::string(name) + "()");
}

}  // namespace

/// What the column's expression reads counts as read by whoever names the column.
Result<expr::ExprPtr> ExprBinder::generated_column(Source& source, uint16_t place, Stage stage) {
  const catalog::Column& column = source.table->columns[place];
  for (const Scope* scope = &scope_; scope; scope = scope->generated_for) {
    if (scope->generated == &column) {
      return fail(ErrorCode::Error, "generated column loop on \"" + column.name + "\"");
    }
  }
  source.used.computed = true;
  Context inside = context_;
  inside.sql = source.table->sql;
  inside.place = Context::kGeneratedColumns;
  inside.subqueries = nullptr;
  inside.names = nullptr;
  inside.trigger = nullptr;
  inside.restrictions = nullptr;
  inside.access = {};
  Scope scope;
  scope.sources = {&source};
  scope.stage = stage;
  scope.names_rowid = false;
  scope.generated = &column;
  scope.generated_for = &scope_;
  Result<expr::ExprPtr> bound = ExprBinder(inside, scope).bind(*column.generated);
  if (!bound) return std::unexpected(as_of_schema(std::move(bound).error()));
  expr::ExprPtr value = *std::move(bound);
  return builder_.generated_column(source.slot, place, column.affinity, column.collation,
                                   std::move(value));
}

/// What `expr` says for sure: the names TRUE and FALSE where no column is called so, and IN and NOT
/// IN over no values, whatever stands on their left.
std::optional<bool> ExprBinder::constant_truth(const sql::Expr& expr) {
  const auto* list = expr.as_if<sql::InList>();
  if (list && list->items.empty()) return list->negated;
  if (!is_unquoted_name(expr, "true") && !is_unquoted_name(expr, "false")) return std::nullopt;
  const auto found = resolve(expr.as<sql::ColumnRef>());
  if (!found || *found) return std::nullopt;
  return is_unquoted_name(expr, "true");
}

Result<expr::ExprPtr> ExprBinder::alias_value(const sql::ColumnRef& ref, const sql::Expr& value) {
  const auto* aliases = std::exchange(scope_.aliases, nullptr);
  const size_t aggregate_calls = scope_.aggregate_calls;
  const size_t window_calls = scope_.window_calls;
  const bool aggregates_allowed = scope_.aggregates_allowed;
  scope_.aggregates_allowed |= !scope_.finds_misuse_late;
  const bool windows_allowed = std::exchange(scope_.windows_allowed, true);
  Scope* const outer = scope_.outer;
  if (scope_.hidden) scope_.outer = scope_.hidden;
  Result<expr::ExprPtr> bound = bind_any(value);
  scope_.outer = outer;
  scope_.aliases = aliases;
  scope_.aggregates_allowed = aggregates_allowed;
  scope_.windows_allowed = windows_allowed;
  if (!bound) return bound;
  if (!aggregates_allowed && scope_.aggregate_calls != aggregate_calls) {
    return fail_at(ref.offset, "misuse of aliased aggregate " + ref.column.text);
  }
  if (!windows_allowed && scope_.window_calls != window_calls) {
    return fail_at(ref.offset, "misuse of aliased window function " + ref.column.text);
  }
  return bound;
}

/// The result column whose alias `ref` is, if aliases may be named on this level.
const sql::ResultColumn* ExprBinder::find_alias(const Scope& scope, const sql::ColumnRef& ref) {
  if (ref.table || !scope.aliases) return nullptr;
  for (const sql::ResultColumn& column : *scope.aliases) {
    if (column.alias && catalog::same_name(column.alias.text, ref.column.text)) return &column;
  }
  return nullptr;
}

void ExprBinder::observe(const sql::ColumnRef& ref, const FoundColumn& found) {
  for (const FoundColumn& earlier : found.earlier) observe(ref, earlier);
  const auto [source, column] = origin_of(found);
  if (!source->table) return;
  context_.names->column_named(ref, *source->table, column);
  if (ref.table) context_.names->table_named(ref.table, *source->table);
}

Result<expr::ExprPtr> ExprBinder::column_ref(const sql::ColumnRef& ref,
                                             std::optional<FoundColumn>& found) {
  for (Scope* scope = &scope_; scope && !found; scope = scope->outer) {
    int matches = 0;
    // Columns of a level come before its aliases.
    found = find_by_lookup(context_.lookup, *scope, ref, matches);
    if (matches > 1) return fail_at(ref.offset, "ambiguous column name: " + name_as_written(ref));
    const sql::ResultColumn* aliased = found ? nullptr : find_alias(*scope, ref);
    if (!aliased) continue;
    if (scope == &scope_) return alias_value(ref, *aliased->expr);
    return fail_at(ref.offset, "no such column: " + ref.column.text);
  }
  if (!found) found = find_in_trigger(ref);
  if (found) {
    if (ref.table && context_.has_bare_columns()) {
      return fail_at(ref.offset, "the \".\" operator prohibited in " + std::string(context_.place));
    }
    if (context_.names) observe(ref, *found);
    if (TRY(may_read(context_.access, *found))) return column(*found);
    found.reset();
    return null();
  }
  if (!ref.table) {
    if (ref.column.quote == sql::Quote::Double && context_.has_quoted_texts()) {
      return builder_.literal(record::ValueView::text(ref.column.text));
    }
    if (is_unquoted_name(ref, "true")) return builder_.literal(record::ValueView::integer(1));
    if (is_unquoted_name(ref, "false")) return builder_.literal(record::ValueView::integer(0));
  }
  return fail_at(ref.offset, "no such column: " + name_as_written(ref));
}

Result<expr::ExprPtr> ExprBinder::unary(const sql::Unary& node) {
  if (node.op == sql::UnaryOp::Minus) {
    const auto* number = node.operand->as_if<sql::Literal>();
    if (number && number->is_two_to_63) {
      return builder_.literal(record::ValueView::integer(INT64_MIN));
    }
    // The one negative zero that there is: what is computed is 0 - x.
    if (number && number->literal == sql::LiteralKind::Real && number->real == 0) {
      return builder_.literal(record::ValueView::real(-0.0));
    }
    const bool is_integer = number && number->literal == sql::LiteralKind::Integer;
    if (is_integer && number->integer == INT64_MIN) {
      return fail_at(node.offset, "hex literal too big: -" + number->text);
    }
  }
  expr::ExprPtr operand = TRY(bind(*node.operand));
  switch (node.op) {
    case sql::UnaryOp::Minus:
      return builder_.unary(expr::UnaryOp::Minus, std::move(operand));
    case sql::UnaryOp::Plus:
      return builder_.unary(expr::UnaryOp::Plus, std::move(operand));
    case sql::UnaryOp::BitNot:
      return builder_.unary(expr::UnaryOp::BitNot, std::move(operand));
    case sql::UnaryOp::Not:
      break;
  }
  return builder_.logical_not(std::move(operand));
}

Result<expr::ExprPtr> ExprBinder::truth_test(const sql::Binary& node, bool expected) {
  expr::ExprPtr operand = TRY(bind(*node.left));
  return builder_.is_truth(node.op == sql::BinaryOp::IsNot, expected, std::move(operand));
}

Result<expr::ExprPtr> ExprBinder::binary(const sql::Binary& node) {
  // As the reference: what stands beside a false constant need not mean anything, to run it.
  if (!context_.names && is_false_constant(node))
    return builder_.literal(record::ValueView::integer(0));
  const bool is_identity = node.op == sql::BinaryOp::Is || node.op == sql::BinaryOp::IsNot;
  if (is_identity) {
    const std::optional<bool> truth = constant_truth(*node.right);
    if (truth) return truth_test(node, *truth);
  }
  const std::optional<expr::CompareOp> compare = compare_op(node.op);
  // Only comparisons take rows.
  expr::ExprPtr left = TRY(compare ? bind_any(*node.left) : bind(*node.left));
  expr::ExprPtr right = TRY(compare ? bind_any(*node.right) : bind(*node.right));
  if (compare) {
    if (left->width() != right->width()) return fail(ErrorCode::Error, "row value misused");
    return builder_.compare(*compare, std::move(left), std::move(right));
  }
  if (const auto arithmetic = arithmetic_op(node.op)) {
    return builder_.arithmetic(*arithmetic, std::move(left), std::move(right));
  }
  switch (node.op) {
    case sql::BinaryOp::And:
      return builder_.logical_and(std::move(left), std::move(right));
    case sql::BinaryOp::Or:
      return builder_.logical_or(std::move(left), std::move(right));
    case sql::BinaryOp::Concat:
      return builder_.concat(std::move(left), std::move(right));
    default:
      break;
  }
  const bool as_sql_value = node.op == sql::BinaryOp::JsonArrowArrow;
  const char* const name = as_sql_value ? "->>" : "->";
  if (!TRY(may_call(name, name))) return null();
  std::vector<expr::ExprPtr> operands;
  operands.push_back(std::move(left));
  operands.push_back(std::move(right));
  if (expr::ExprPtr made = overloaded(name, operands, 0)) return made;
  return builder_.call(name, std::move(operands));
}

Result<expr::ExprPtr> ExprBinder::between(const sql::Between& node) {
  expr::ExprPtr operand = TRY(bind_any(*node.operand));
  expr::ExprPtr low = TRY(bind_any(*node.low));
  expr::ExprPtr high = TRY(bind_any(*node.high));
  return builder_.between(node.negated, std::move(operand), std::move(low), std::move(high));
}

Result<expr::ExprPtr> ExprBinder::in_list(const sql::InList& node) {
  if (node.items.empty()) return builder_.literal(record::ValueView::integer(node.negated ? 1 : 0));
  expr::ExprPtr operand = TRY(bind_any(*node.operand));
  const bool is_row = node.operand->kind == sql::ExprKind::RowValue;
  if (!is_row && operand->width() != 1 && node.items.size() == 1) {
    return fail(ErrorCode::Error, "row value misused");
  }
  if (!is_row && operand->width() != 1) return bind(*node.operand);
  std::vector<expr::ExprPtr> items;
  for (const sql::ExprPtr& item : node.items) {
    items.push_back(TRY(is_row ? bind_any(*item) : bind(*item)));
  }
  return builder_.in_list(node.negated, std::move(operand), std::move(items));
}

Result<std::unique_ptr<Query>> ExprBinder::subquery(const sql::Select& select, uint32_t offset) {
  if (!context_.subqueries) {
    const std::string place(context_.place.empty() ? "this place" : context_.place);
    return fail_at(offset, "subqueries prohibited in " + place);
  }
  return SelectBinder(context_, &scope_, scope_.ctes).bind(select);
}

Result<expr::ExprPtr> ExprBinder::in_query(bool negated, const sql::Expr& operand,
                                           const sql::Select& select, uint32_t offset) {
  // Of errors in both the reference tells that of the query.
  std::unique_ptr<Query> query = TRY(subquery(select, offset));
  expr::ExprPtr left = TRY(bind_any(operand));
  if (query->width() != left->width()) {
    if (context_.names) return null();
    return fail(ErrorCode::Error, "sub-select returns " + std::to_string(query->width()) +
                                      " columns - expected " + std::to_string(left->width()));
  }
  return context_.subqueries->in(negated, std::move(left), std::move(query));
}

Result<expr::ExprPtr> ExprBinder::in_select(const sql::InSelect& node) {
  return in_query(node.negated, *node.operand, *node.select, node.offset);
}

Result<expr::ExprPtr> ExprBinder::in_table(const sql::InTable& node) {
  sql::Select select;
  sql::SelectCore& core = select.cores.emplace_back();
  core.columns.emplace_back().kind = sql::ResultColumnKind::Star;
  sql::TableSource& source = core.from.emplace_back();
  source.kind = node.has_arguments ? sql::TableSourceKind::Function : sql::TableSourceKind::Table;
  source.borrowed_arguments = &node.arguments;
  source.name = node.table;
  source.offset = node.offset;
  return in_query(node.negated, *node.operand, select, node.offset);
}

Result<expr::ExprPtr> ExprBinder::like(const sql::Like& node) {
  std::vector<expr::ExprPtr> operands(2);
  operands[1] = TRY(bind(*node.operand));
  operands[0] = TRY(bind(*node.pattern));
  if (node.escape) operands.push_back(TRY(bind(*node.escape)));
  const auto [name, written] = operator_function(node.op);
  auto found = context_.registry.find(written, operands.size());
  if (!found) return std::unexpected(std::move(found).error().at(node.offset));
  if (!TRY(may_call(name, written))) return null();
  // As the reference sees it, NOT takes away that this is an operator: then the pattern comes
  // first.
  if (expr::ExprPtr made = overloaded(name, operands, node.negated ? 0 : 1)) {
    return negated_if(node.negated, std::move(made));
  }
  if (node.op == sql::LikeOp::Like || node.op == sql::LikeOp::Glob) {
    const bool is_like = node.op == sql::LikeOp::Like;
    const auto kind = is_like ? expr::LikeKind::Like : expr::LikeKind::Glob;
    expr::ExprPtr escape = node.escape ? std::move(operands[2]) : nullptr;
    return builder_.like(kind, node.negated, std::move(operands[1]), std::move(operands[0]),
                         std::move(escape));
  }
  return negated_if(node.negated, TRY(builder_.call(written, std::move(operands))));
}

Result<expr::ExprPtr> ExprBinder::negated_if(bool negated, expr::ExprPtr expr) {
  if (!negated) return expr;
  return builder_.logical_not(std::move(expr));
}

Result<expr::ExprPtr> ExprBinder::case_when(const sql::Case& node) {
  expr::ExprPtr operand;
  if (node.operand) operand = TRY(bind_any(*node.operand));
  const bool is_row = operand && operand->width() != 1;
  std::vector<expr::Builder::CaseBranch> branches;
  for (const sql::Case::Branch& branch : node.branches) {
    expr::ExprPtr when = TRY(is_row ? bind_any(*branch.when) : bind(*branch.when));
    if (is_row) {
      // CASE row WHEN other is CASE WHEN row = other.
      if (when->width() != operand->width()) return fail(ErrorCode::Error, "row value misused");
      expr::ExprPtr row = TRY(bind_any(*node.operand));
      when = TRY(builder_.compare(expr::CompareOp::Equal, std::move(row), std::move(when)));
    }
    expr::ExprPtr then = TRY(bind(*branch.then));
    branches.push_back({std::move(when), std::move(then)});
  }
  if (is_row) operand.reset();
  expr::ExprPtr otherwise;
  if (node.otherwise) otherwise = TRY(bind(*node.otherwise));
  return builder_.case_when(std::move(operand), std::move(branches), std::move(otherwise));
}

}  // namespace tern::bind
