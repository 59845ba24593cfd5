#include "engine/plan/access_paths.h"

#include <algorithm>
#include <cmath>

#include "engine/expr/comparison.h"
#include "engine/expr/leaf.h"
#include "engine/expr/logic.h"
#include "engine/plan/in_query.h"

namespace tern::plan {

namespace {

constexpr double kScanRowCost = 3;    // of a row met in a scan
constexpr double kEntryCost = 1;      // of an index entry met in a search
constexpr double kLookupCost = 3;     // of going from an index entry to its row
constexpr double kBoundShare = 0.25;  // of the rows is left by one limit of a range
constexpr double kInGuess = 25;       // values of an IN (SELECT ...)

enum class Shape : uint8_t { Equal, Is, IsNull, In, Lower, Upper };

/// One thing that a term says about a column of the source.
struct Constraint {
  const Term* term = nullptr;
  const expr::Expr* key = nullptr;  // the column or expression of the source
  const expr::Expr* value = nullptr;
  Shape shape{};
  bool inclusive = false;
  bool is_whole = true;  // says all that the term says
  expr::CompareRule rule;
};

bool reads(const expr::Expr& expr, expr::RowSlot slot) { return expr::reads_slot(expr, slot); }

const expr::Expr& bare(const expr::Expr& expr) {
  return expr.kind() == expr::Kind::Collate ? bare(expr.child(0)) : expr;
}

std::optional<Shape> shape_of(expr::CompareOp op, bool& inclusive) {
  switch (op) {
    case expr::CompareOp::Equal:
      return Shape::Equal;
    case expr::CompareOp::Is:
      return Shape::Is;
    case expr::CompareOp::LessEqual:
      inclusive = true;
      return Shape::Upper;
    case expr::CompareOp::Less:
      return Shape::Upper;
    case expr::CompareOp::GreaterEqual:
      inclusive = true;
      return Shape::Lower;
    case expr::CompareOp::Greater:
      return Shape::Lower;
    default:
      return std::nullopt;
  }
}

/// Can `value` be evaluated before the row of `slot` is found?
bool is_known(const expr::Expr& value, expr::RowSlot slot,
              const std::vector<expr::RowSlot>& open_slots) {
  if (reads(value, slot) || !expr::is_deterministic(value)) return false;
  for (const expr::RowSlot read : expr::slots_of(value)) {
    if (std::find(open_slots.begin(), open_slots.end(), read) != open_slots.end()) return false;
  }
  return true;
}

class ConstraintFinder {
 public:
  ConstraintFinder(const SearchSpace& space, const bind::Source& source,
                   const std::vector<expr::RowSlot>& placed)
      : source_(source) {
    for (const auto& other : space.core.sources) {
      if (std::find(placed.begin(), placed.end(), other->slot) == placed.end()) {
        open_slots_.push_back(other->slot);
      }
    }
    // What WHERE says of the row of NULLs must not narrow down what the LEFT JOIN finds.
    const auto& left = space.left_joined;
    const bool is_left = std::find(left.begin(), left.end(), &source) != left.end();
    for (const Term& term : space.terms) {
      if (is_left && !term.on) continue;
      if (is_usable(term, source, placed)) add(term);
    }
  }
  const std::vector<Constraint>& found() const { return found_; }

 private:
  void add(const Term& term) {
    if (const auto* compare = term.expr->as_if<expr::Comparison>()) {
      add_side(term, *compare, compare->left(), compare->right(), compare->op());
      add_side(term, *compare, compare->right(), compare->left(), expr::mirrored(compare->op()));
    } else if (const auto* between = term.expr->as_if<expr::Between>()) {
      if (between->is_negated() || !reads(between->child(0), source_.slot)) return;
      Constraint constraint{&term, &bare(between->child(0)), &between->child(1), Shape::Lower, true,
                            false, between->low_rule()};
      if (is_value(between->child(1))) found_.push_back(constraint);
      constraint.value = &between->child(2);
      constraint.shape = Shape::Upper;
      constraint.rule = between->high_rule();
      if (is_value(between->child(2))) found_.push_back(constraint);
    } else if (const auto* in = term.expr->as_if<expr::InList>()) {
      if (in->is_negated() || in->rules().size() != 1 || !reads(in->child(0), source_.slot)) return;
      for (size_t i = 0; i < in->item_count(); ++i) {
        if (!is_value(in->item(i))) return;
      }
      found_.push_back({&term, &bare(in->child(0)), in, Shape::In, false, true, in->rules()[0]});
    } else if (const auto* query = term.expr->as_if<InQueryExpr>()) {
      if (query->is_negated() || query->child(0).width() != 1) return;
      std::vector<expr::RowSlot> slots;
      query->add_own_slots(slots);
      for (const expr::RowSlot slot : slots) {
        if (std::find(open_slots_.begin(), open_slots_.end(), slot) != open_slots_.end()) return;
      }
      found_.push_back(
          {&term, &bare(query->child(0)), query, Shape::In, false, true, query->rule()});
    } else if (const auto* null = term.expr->as_if<expr::IsNull>()) {
      if (null->is_negated()) return;
      expr::CompareRule rule;
      const expr::Expr& key = bare(null->child(0));
      rule.collation = nullptr;  // any
      found_.push_back({&term, &key, nullptr, Shape::IsNull, false, true, rule});
    }
  }

  bool is_value(const expr::Expr& expr) const { return is_known(expr, source_.slot, open_slots_); }

  void add_side(const Term& term, const expr::Comparison& compare, const expr::Expr& key,
                const expr::Expr& value, expr::CompareOp op) {
    if (!reads(key, source_.slot) || !is_value(value)) return;
    bool inclusive = false;
    const std::optional<Shape> shape = shape_of(op, inclusive);
    if (!shape) return;
    found_.push_back({&term, &bare(key), &value, *shape, inclusive, true, compare.rule()});
  }

  const bind::Source& source_;
  std::vector<expr::RowSlot> open_slots_;
  std::vector<Constraint> found_;
};

bool is_rowid(const expr::Expr& key, const bind::Source& source) {
  const auto* rowid = key.as_if<expr::Rowid>();
  return rowid && rowid->slot() == source.slot;
}

bool is_column(const expr::Expr& key, const bind::Source& source, uint32_t index) {
  const auto* column = key.as_if<expr::Column>();
  return column && column->slot() == source.slot && column->index() == index;
}

/// Does the order and storage of a column of `affinity` answer a comparison under `rule`?
bool suits(record::Affinity affinity, const expr::CompareRule& rule) {
  if (rule.affinity <= record::Affinity::Blob) return true;
  if (rule.affinity == record::Affinity::Text) return affinity == record::Affinity::Text;
  return record::is_numeric(affinity);
}

bool matches(const Constraint& constraint, const bind::Source& source, const catalog::Index& index,
             size_t at) {
  const catalog::IndexTerm& term = index.terms[at];
  record::Affinity affinity = record::Affinity::Blob;
  if (term.column >= 0) {
    const auto column = static_cast<uint16_t>(term.column);
    affinity = source.table->columns[column].affinity;
    if (source.table->rowid_alias == column) {
      if (!is_rowid(*constraint.key, source)) return false;
    } else if (!is_column(*constraint.key, source, bind::stored_index(*source.table, column))) {
      return false;
    }
  } else if (term.column == catalog::IndexTerm::kRowid) {
    if (!is_rowid(*constraint.key, source)) return false;
    affinity = record::Affinity::Integer;
  } else {
    bool found = false;
    for (const bind::IndexExpressions& expressions : source.index_expressions) {
      if (expressions.index != &index || !expressions.terms[at]) continue;
      found = expr::same(*expressions.terms[at], *constraint.key);
      affinity = expressions.terms[at]->affinity();
    }
    if (!found) return false;
  }
  if (constraint.shape == Shape::IsNull) return true;
  // Numbers and rowids have no collation to disagree on, but a text in the column may.
  const bool is_any = term.column == catalog::IndexTerm::kRowid;
  if (!is_any && constraint.rule.collation != term.collation) return false;
  return suits(affinity, constraint.rule);
}

KeyPart key_part(const Constraint& constraint) {
  KeyPart out;
  out.affinity = constraint.rule.affinity;
  out.is_null = constraint.shape == Shape::IsNull;
  out.null_matches = constraint.shape == Shape::Is || out.is_null;
  if (constraint.shape == Shape::In) {
    out.in = constraint.value;
  } else {
    out.value = constraint.value;
  }
  return out;
}

double in_count(const expr::Expr& in) {
  if (const auto* list = in.as_if<expr::InList>()) return static_cast<double>(list->item_count());
  return kInGuess;
}

bool is_equality(Shape shape) { return shape <= Shape::In; }

/// Takes over the limits of a range on the key column that `is_match` tells.
template <class Match>
void add_bounds(const std::vector<Constraint>& constraints, Match&& is_match, Access& access) {
  const Constraint* low = nullptr;
  const Constraint* high = nullptr;
  for (const Constraint& constraint : constraints) {
    if (!is_match(constraint)) continue;
    if (constraint.shape == Shape::Lower && !low) low = &constraint;
    if (constraint.shape == Shape::Upper && !high) high = &constraint;
  }
  if (low) {
    access.low = KeyBound{low->value, low->inclusive, low->rule.affinity};
    if (low->is_whole) access.consumed.push_back(low->term->expr);
    access.rows *= kBoundShare;
  }
  if (high) {
    access.high = KeyBound{high->value, high->inclusive, high->rule.affinity};
    if (high->is_whole) access.consumed.push_back(high->term->expr);
    access.rows *= kBoundShare;
  }
  if (low && high && low->term == high->term) access.consumed.push_back(low->term->expr);
}

bool is_implied(const SearchSpace& space, const bind::Source& source, const expr::Expr& condition) {
  const bool is_left = std::ranges::find(space.left_joined, &source) != space.left_joined.end();
  for (const Term& term : space.terms) {
    if (term.is_late || (term.on ? term.on != &source : is_left)) continue;
    if (expr::same(*term.expr, condition)) return true;
    const auto* null = condition.as_if<expr::IsNull>();
    if (!null || !null->is_negated()) continue;
    if (const auto* compare = term.expr->as_if<expr::Comparison>()) {
      if (expr::takes_null(compare->op())) continue;
      if (expr::same(compare->left(), null->child(0)) ||
          expr::same(compare->right(), null->child(0))) {
        return true;
      }
    } else if (term.expr->kind() == expr::Kind::Between ||
               term.expr->kind() == expr::Kind::InList) {
      if (expr::same(term.expr->child(0), null->child(0)) && term.expr->child_count() > 1) {
        const auto* in = term.expr->as_if<expr::InList>();
        const auto* between = term.expr->as_if<expr::Between>();
        if ((in && !in->is_negated()) || (between && !between->is_negated())) return true;
      }
    }
  }
  return false;
}

bool is_available(const SearchSpace& space, const bind::Source& source,
                  const catalog::Index& index) {
  if (!index.where) return true;
  for (const bind::IndexExpressions& expressions : source.index_expressions) {
    if (expressions.index != &index) continue;
    for (const expr::ExprPtr& condition : expressions.where) {
      if (!is_implied(space, source, *condition)) return false;
    }
    return true;
  }
  return false;
}

bool covers(const bind::Source& source, const catalog::Index& index) {
  const catalog::Table& table = *source.table;
  const auto has = [&](uint32_t stored) {
    for (const catalog::IndexTerm& term : index.terms) {
      if (term.column >= 0 &&
          bind::stored_index(table, static_cast<uint16_t>(term.column)) == stored) {
        return true;
      }
    }
    return false;
  };
  for (uint32_t i = 0; i < source.used.columns.size(); ++i) {
    if (source.used.columns[i] && !has(i)) return false;
  }
  return true;
}

/// Relative size of a value of the column, as SQLite guesses it.
double width_of(const catalog::Column& column) {
  std::string type = column.declared_type;
  for (char& c : type) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  const bool is_long =
      type.find("CHAR") != std::string::npos || type.find("CLOB") != std::string::npos ||
      type.find("TEXT") != std::string::npos || type.find("BLOB") != std::string::npos;
  if (!is_long) return 1;
  const size_t open = type.find('(');
  if (open == std::string::npos) return 5;
  const double length = std::atoi(type.c_str() + open + 1);
  return std::floor(length / 4) + 1;
}

double table_width(const catalog::Table& table) {
  double out = table.rowid_alias ? 0 : 1;
  for (const catalog::Column& column : table.columns) out += width_of(column);
  return out;
}

double index_width(const catalog::Index& index) {
  double out = 0;
  for (const catalog::IndexTerm& term : index.terms) {
    out += term.column >= 0 ? width_of(index.table->columns[static_cast<size_t>(term.column)]) : 1;
  }
  return out;
}

void add_rowid_paths(const SearchSpace& space, const bind::Source& source,
                     const std::vector<Constraint>& constraints, std::vector<Access>& out) {
  const double rows = space.statistics.table_rows(*source.table);
  const auto is_match = [&](const Constraint& constraint) {
    return is_rowid(*constraint.key, source) && constraint.shape != Shape::IsNull &&
           suits(record::Affinity::Integer, constraint.rule);
  };
  for (const Constraint& constraint : constraints) {
    if (!is_match(constraint) || !is_equality(constraint.shape)) continue;
    Access access;
    access.source = &source;
    access.kind = AccessKind::RowidLookup;
    access.equal.push_back(key_part(constraint));
    access.consumed.push_back(constraint.term->expr);
    access.rows = constraint.shape == Shape::In ? in_count(*constraint.value) : 1;
    access.cost = access.rows * (std::log2(rows + 2) / 2 + 1);
    out.push_back(std::move(access));
  }
  Access access;
  access.source = &source;
  access.rows = rows;
  add_bounds(constraints, is_match, access);
  access.cost = access.rows * kScanRowCost + (access.low || access.high ? std::log2(rows + 2) : 0);
  out.push_back(std::move(access));
}

void add_index_path(const SearchSpace& space, const bind::Source& source,
                    const catalog::Index& index, bool is_table,
                    const std::vector<Constraint>& constraints, std::vector<Access>& out) {
  Access access;
  access.source = &source;
  access.kind = AccessKind::IndexScan;
  access.index = &index;
  // Rows to change are met in the order of the table, as in SQLite, where nothing narrows them.
  access.is_covering = is_table || (!source.is_target && covers(source, index));
  const double table_rows = space.statistics.table_rows(*source.table);
  double repeats = 1;
  size_t at = 0;
  const size_t key_count = is_table ? source.table->primary_key.size() : index.terms.size();
  for (; at < key_count; ++at) {
    const Constraint* best = nullptr;
    for (const Constraint& constraint : constraints) {
      if (!is_equality(constraint.shape) || !matches(constraint, source, index, at)) continue;
      if (!best || (best->shape == Shape::In && constraint.shape != Shape::In)) best = &constraint;
    }
    if (!best) break;
    access.equal.push_back(key_part(*best));
    access.consumed.push_back(best->term->expr);
    if (best->shape == Shape::In) repeats *= in_count(*best->value);
  }
  access.rows = at == 0 ? table_rows : space.statistics.rows_per_key(index, at) * repeats;
  if (is_table && at >= source.table->primary_key.size()) access.rows = repeats;
  if (at < key_count) {
    add_bounds(
        constraints, [&](const Constraint& c) { return matches(c, source, index, at); }, access);
  }
  const bool is_search = !access.equal.empty() || access.low || access.high;
  access.rows = std::max(access.rows, is_search ? 1.0 : access.rows);
  if (!is_search) {
    if (is_table) {
      access.cost = access.rows * kScanRowCost;
    } else if (access.is_covering) {
      const double share = index_width(index) / table_width(*source.table);
      access.cost = access.rows * kScanRowCost * std::min(1.0, share);
      if (index_width(index) >= table_width(*source.table)) access.cost *= 1.01;
    } else {
      access.cost = access.rows * (kScanRowCost + kLookupCost);
    }
  } else {
    const double share = is_table ? 1 : index_width(index) / table_width(*source.table);
    access.cost = repeats * std::log2(table_rows + 2) / 2 +
                  access.rows * (kEntryCost * std::min(share, 1.0) +
                                 (access.is_covering ? (is_table ? 0.5 : 0) : kLookupCost));
  }
  if (index.where && !is_search) access.cost *= 0.5;
  out.push_back(std::move(access));
}

vtab::ConstraintOp operator_of(const Constraint& constraint) {
  using vtab::ConstraintOp;
  switch (constraint.shape) {
    case Shape::Is:
      return ConstraintOp::Is;
    case Shape::IsNull:
      return ConstraintOp::IsNull;
    case Shape::Lower:
      return constraint.inclusive ? ConstraintOp::GreaterEqual : ConstraintOp::Greater;
    case Shape::Upper:
      return constraint.inclusive ? ConstraintOp::LessEqual : ConstraintOp::Less;
    case Shape::Equal:
    case Shape::In:
      break;
  }
  return ConstraintOp::Equal;
}

/// What the query says of a virtual table's columns, as its module is told.
struct VirtualOffer {
  std::vector<vtab::Constraint> constraints;
  std::vector<const Constraint*> sources;  // null: not usable

  void add(const Constraint& constraint, const bind::Source& source) {
    const auto* column = constraint.key->as_if<expr::Column>();
    const bool is_own = column && column->slot() == source.slot;
    if (!is_own && !is_rowid(*constraint.key, source)) return;
    const int32_t place = is_own ? static_cast<int32_t>(column->index()) : vtab::Constraint::kRowid;
    constraints.push_back({place, operator_of(constraint), true});
    sources.push_back(&constraint);
  }
  /// column = value where the value is not known yet.
  void add_unusable(const Term& term, const bind::Source& source) {
    const auto* compare = term.expr->as_if<expr::Comparison>();
    if (!compare || compare->op() != expr::CompareOp::Equal) return;
    for (const expr::Expr* side : {&compare->left(), &compare->right()}) {
      const auto* column = bare(*side).as_if<expr::Column>();
      if (!column || column->slot() != source.slot) continue;
      constraints.push_back(
          {static_cast<int32_t>(column->index()), vtab::ConstraintOp::Equal, false});
      sources.push_back(nullptr);
    }
  }
};

void add_virtual_path(const SearchSpace& space, const bind::Source& source,
                      const std::vector<expr::RowSlot>& placed,
                      const std::vector<Constraint>& constraints, std::vector<Access>& out) {
  VirtualOffer offer;
  for (const Constraint& constraint : constraints) offer.add(constraint, source);
  for (const Term& term : space.terms) {
    const bool is_elsewhere = term.is_late || (term.on && term.on != &source);
    if (!is_elsewhere && !is_usable(term, source, placed)) offer.add_unusable(term, source);
  }
  Result<vtab::IndexPlan> plan = source.virtual_table->best_index(offer.constraints);
  if (!plan || !plan->is_possible) return;
  Access access;
  access.source = &source;
  access.kind = AccessKind::Virtual;
  access.rows = plan->rows;
  access.cost = plan->cost + plan->rows * kScanRowCost;
  uint32_t arguments = 0;
  for (const vtab::IndexPlan::Use& use : plan->uses) arguments = std::max(arguments, use.argument);
  access.arguments.resize(arguments);
  for (size_t i = 0; i < plan->uses.size(); ++i) {
    const vtab::IndexPlan::Use& use = plan->uses[i];
    if (use.argument == 0) continue;
    const Constraint& constraint = *offer.sources[i];
    access.arguments[use.argument - 1] = key_part(constraint);
    if (!use.is_checked) access.consumed.push_back(constraint.term->expr);
  }
  access.virtual_plan = *std::move(plan);
  out.push_back(std::move(access));
}

void keep_named(const bind::Source& source, std::vector<Access>& paths) {
  if (source.indexed_by.empty() && !source.not_indexed) return;
  std::erase_if(paths, [&](const Access& access) {
    const bool is_secondary = access.index && access.index != source.table->primary_index.get();
    if (source.not_indexed) return is_secondary;
    return !is_secondary || !catalog::same_name(access.index->name, source.indexed_by);
  });
}

}  // namespace

bool is_usable(const Term& term, const bind::Source& source,
               const std::vector<expr::RowSlot>& placed) {
  if (term.on && term.on != &source) return false;
  for (const expr::RowSlot slot : term.slots) {
    if (slot != source.slot && std::find(placed.begin(), placed.end(), slot) == placed.end()) {
      return false;
    }
  }
  return true;
}

std::vector<Access> access_paths(const SearchSpace& space, const bind::Source& source,
                                 const std::vector<expr::RowSlot>& placed) {
  std::vector<Access> out;
  if (!source.table) {
    Access access;
    access.source = &source;
    access.kind = source.recursion ? AccessKind::Recursion : AccessKind::Subquery;
    access.rows = source.recursion ? 1 : 1000;
    access.cost = access.rows * kScanRowCost;
    out.push_back(std::move(access));
    return out;
  }
  const ConstraintFinder finder(space, source, placed);
  const std::vector<Constraint>& constraints = finder.found();
  if (source.virtual_table) {
    add_virtual_path(space, source, placed, constraints, out);
    return out;
  }
  if (source.table->without_rowid) {
    add_index_path(space, source, *source.table->primary_index, true, constraints, out);
  } else {
    add_rowid_paths(space, source, constraints, out);
  }
  for (const auto& index : source.table->indexes) {
    if (!is_available(space, source, *index)) continue;
    add_index_path(space, source, *index, false, constraints, out);
  }
  keep_named(source, out);
  return out;
}

Status check_virtual(const SearchSpace& space, const bind::Source& source) {
  VirtualOffer offer;
  for (const Term& term : space.terms) {
    if (!term.on || term.on == &source) offer.add_unusable(term, source);
  }
  std::vector<expr::RowSlot> all;
  for (const auto& other : space.core.sources) all.push_back(other->slot);
  const ConstraintFinder finder(space, source, all);
  for (const Constraint& constraint : finder.found()) offer.add(constraint, source);
  TRY(source.virtual_table->best_index(offer.constraints));
  return ok();
}

bool rejects_nulls(const expr::Expr& term, expr::RowSlot slot) {
  const auto is_of_slot = [slot](const expr::Expr& expr) {
    const expr::Expr& inner = bare(expr);
    if (const auto* column = inner.as_if<expr::Column>()) return column->slot() == slot;
    if (const auto* rowid = inner.as_if<expr::Rowid>()) return rowid->slot() == slot;
    return false;
  };
  if (const auto* compare = term.as_if<expr::Comparison>()) {
    if (expr::takes_null(compare->op())) return false;
    return is_of_slot(compare->left()) || is_of_slot(compare->right());
  }
  if (const auto* between = term.as_if<expr::Between>()) {
    return !between->is_negated() && is_of_slot(between->child(0));
  }
  if (const auto* in = term.as_if<expr::InList>()) {
    return !in->is_negated() && is_of_slot(in->child(0));
  }
  if (const auto* null = term.as_if<expr::IsNull>()) {
    return null->is_negated() && is_of_slot(null->child(0));
  }
  return false;
}

}  // namespace tern::plan
