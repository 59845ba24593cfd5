#include "engine/sqlite3/modules/client_question.h"

#include <algorithm>
#include <utility>

#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

constexpr double kUnknownCost = 5e98;
constexpr int64_t kUnknownRows = 25;

unsigned char constraint_operator(const vtab::Constraint& constraint) {
  switch (constraint.op) {
    case vtab::ConstraintOp::Equal:
      return SQLITE_INDEX_CONSTRAINT_EQ;
    case vtab::ConstraintOp::Is:
      return SQLITE_INDEX_CONSTRAINT_IS;
    case vtab::ConstraintOp::IsNull:
      return SQLITE_INDEX_CONSTRAINT_ISNULL;
    case vtab::ConstraintOp::Greater:
      return SQLITE_INDEX_CONSTRAINT_GT;
    case vtab::ConstraintOp::GreaterEqual:
      return SQLITE_INDEX_CONSTRAINT_GE;
    case vtab::ConstraintOp::Less:
      return SQLITE_INDEX_CONSTRAINT_LT;
    case vtab::ConstraintOp::LessEqual:
      return SQLITE_INDEX_CONSTRAINT_LE;
    case vtab::ConstraintOp::NotEqual:
      return SQLITE_INDEX_CONSTRAINT_NE;
    case vtab::ConstraintOp::IsNot:
      return SQLITE_INDEX_CONSTRAINT_ISNOT;
    case vtab::ConstraintOp::IsNotNull:
      return SQLITE_INDEX_CONSTRAINT_ISNOTNULL;
    case vtab::ConstraintOp::Like:
      return SQLITE_INDEX_CONSTRAINT_LIKE;
    case vtab::ConstraintOp::Glob:
      return SQLITE_INDEX_CONSTRAINT_GLOB;
    case vtab::ConstraintOp::Match:
      return SQLITE_INDEX_CONSTRAINT_MATCH;
    case vtab::ConstraintOp::Regexp:
      return SQLITE_INDEX_CONSTRAINT_REGEXP;
    case vtab::ConstraintOp::Limit:
      return SQLITE_INDEX_CONSTRAINT_LIMIT;
    case vtab::ConstraintOp::Offset:
      return SQLITE_INDEX_CONSTRAINT_OFFSET;
    case vtab::ConstraintOp::Function:
      return constraint.function;
  }
  return SQLITE_INDEX_CONSTRAINT_EQ;
}

}  // namespace

ClientQuestion::ClientQuestion(const ClientTable& table, const vtab::PlanQuestion& asked)
    : table_(table),
      asked_(asked),
      uses_(asked.constraints.size()),
      takes_list_(asked.constraints.size()) {
  constraints_.reserve(asked.constraints.size());
  for (const vtab::Constraint& one : asked.constraints) {
    constraints_.push_back({.iColumn = one.column,
                            .op = constraint_operator(one),
                            .usable = one.is_usable,
                            .iTermOffset = 0});
  }
  for (const vtab::OrderTerm& term : asked.order) {
    order_.push_back({.iColumn = term.column, .desc = term.is_descending});
  }
  info_.question = this;
  info_.nConstraint = static_cast<int>(constraints_.size());
  info_.aConstraint = constraints_.data();
  info_.aConstraintUsage = uses_.data();
  info_.nOrderBy = static_cast<int>(order_.size());
  info_.aOrderBy = order_.data();
  info_.estimatedCost = kUnknownCost;
  info_.estimatedRows = kUnknownRows;
  info_.colUsed = asked.columns_used;
}

ClientQuestion::~ClientQuestion() {
  if (info_.needToFreeIdxStr) sqlite3_free(info_.idxStr);
}

ClientQuestion& ClientQuestion::of(sqlite3_index_info* info) {
  return *static_cast<Info*>(info)->question;
}

int ClientQuestion::ask() { return table_.methods().xBestIndex(table_.table(), &info_); }

bool ClientQuestion::makes_sense() const {
  std::vector<bool> taken(uses_.size());
  size_t last = 0;
  for (size_t i = 0; i < uses_.size(); ++i) {
    if (uses_[i].argvIndex <= 0) continue;
    const auto argument = static_cast<size_t>(uses_[i].argvIndex);
    if (argument > taken.size() || taken[argument - 1] || !constraints_[i].usable) return false;
    taken[argument - 1] = true;
    last = std::max(last, argument);
  }
  return static_cast<size_t>(std::ranges::count(taken, true)) == last;
}

vtab::IndexPlan ClientQuestion::answer() {
  vtab::IndexPlan out;
  for (size_t i = 0; i < uses_.size(); ++i) {
    const int argument = std::max(uses_[i].argvIndex, 0);
    out.uses.push_back({.argument = static_cast<uint32_t>(argument),
                        .is_checked = uses_[i].omit == 0,
                        .takes_list = argument > 0 && takes_list_[i]});
  }
  out.cost = info_.estimatedCost;
  out.rows = static_cast<double>(info_.estimatedRows);
  out.is_ordered = info_.orderByConsumed != 0;
  out.is_single = (info_.idxFlags & SQLITE_INDEX_SCAN_UNIQUE) != 0;
  out.number = info_.idxNum;
  const bool frees_text = std::exchange(info_.needToFreeIdxStr, 0) != 0;
  out.details = std::make_shared<const ClientPlan>(info_.idxStr, frees_text);
  return out;
}

const char* ClientQuestion::collation(int constraint) const {
  return asked_.constraints[static_cast<size_t>(constraint)].collation.data();
}

sqlite3_value* ClientQuestion::value(int constraint) {
  const auto at = static_cast<size_t>(constraint);
  const std::optional<record::ValueView>& value = asked_.constraints[at].value;
  if (!value) return nullptr;
  // They stay as they are from the first one on: the module has pointers.
  values_.resize(constraints_.size());
  if (!values_[at].db) {
    values_[at].db = table_.db();
    values_[at].refer(*value);
  }
  return &values_[at];
}

bool ClientQuestion::is_list(int constraint) const {
  return asked_.constraints[static_cast<size_t>(constraint)].is_list;
}

}  // namespace tern::abi

using tern::abi::ClientQuestion;

const char* sqlite3_vtab_collation(sqlite3_index_info* info, int constraint) {
  const ClientQuestion& question = ClientQuestion::of(info);
  return question.has(constraint) ? question.collation(constraint) : nullptr;
}

int sqlite3_vtab_distinct(sqlite3_index_info* info) { return ClientQuestion::of(info).need(); }

/// `handle`: 1 and 0 say what the table wants, -1 just asks.
int sqlite3_vtab_in(sqlite3_index_info* info, int constraint, int handle) {
  ClientQuestion& question = ClientQuestion::of(info);
  if (!question.has(constraint) || !question.is_list(constraint)) return 0;
  if (handle >= 0) question.take_list(constraint, handle != 0);
  return 1;
}

int sqlite3_vtab_rhs_value(sqlite3_index_info* info, int constraint, sqlite3_value** value) {
  ClientQuestion& question = ClientQuestion::of(info);
  *value = nullptr;
  if (!question.has(constraint)) return tern::abi::misuse("sqlite3_vtab_rhs_value");
  *value = question.value(constraint);
  return *value ? SQLITE_OK : SQLITE_NOTFOUND;
}
