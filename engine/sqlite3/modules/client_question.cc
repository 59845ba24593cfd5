#include "engine/sqlite3/modules/client_question.h"

#include <algorithm>

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

ClientQuestion::ClientQuestion(const ClientTable& table,
                               std::span<const vtab::Constraint> constraints)
    : table_(table), uses_(constraints.size()) {
  constraints_.reserve(constraints.size());
  for (const vtab::Constraint& one : constraints) {
    constraints_.push_back({.iColumn = one.column,
                            .op = constraint_operator(one),
                            .usable = one.is_usable,
                            .iTermOffset = 0});
  }
  info_.question = this;
  info_.nConstraint = static_cast<int>(constraints_.size());
  info_.aConstraint = constraints_.data();
  info_.aConstraintUsage = uses_.data();
  info_.estimatedCost = kUnknownCost;
  info_.estimatedRows = kUnknownRows;
  info_.colUsed = ~sqlite3_uint64{0};  // the engine does not say
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

vtab::IndexPlan ClientQuestion::answer() const {
  vtab::IndexPlan out;
  for (const auto& use : uses_) {
    const int argument = std::max(use.argvIndex, 0);
    out.uses.push_back({.argument = static_cast<uint32_t>(argument), .is_checked = use.omit == 0});
  }
  out.cost = info_.estimatedCost;
  out.rows = static_cast<double>(info_.estimatedRows);
  return out;
}

std::unique_ptr<ClientPlan> ClientQuestion::take_plan() {
  const bool frees_text = info_.needToFreeIdxStr != 0;
  info_.needToFreeIdxStr = 0;
  return std::make_unique<ClientPlan>(info_.idxNum, info_.idxStr, frees_text);
}

/// The column's own: the engine does not say which one a comparison is made by.
const char* ClientQuestion::collation(int constraint) const {
  const int column = constraints_[static_cast<size_t>(constraint)].iColumn;
  if (column < 0) return "BINARY";
  return table_.description().columns[static_cast<size_t>(column)].collation->name().data();
}

}  // namespace tern::abi

using tern::abi::ClientQuestion;

const char* sqlite3_vtab_collation(sqlite3_index_info* info, int constraint) {
  const ClientQuestion& question = ClientQuestion::of(info);
  return question.has(constraint) ? question.collation(constraint) : nullptr;
}

/// In no order that the table would have to care for: the engine sorts and groups itself.
int sqlite3_vtab_distinct(sqlite3_index_info*) { return 0; }

/// The engine hands out the values of an IN one by one.
int sqlite3_vtab_in(sqlite3_index_info*, int, int) { return 0; }

int sqlite3_vtab_rhs_value(sqlite3_index_info* info, int constraint, sqlite3_value** value) {
  *value = nullptr;
  if (!ClientQuestion::of(info).has(constraint)) {
    return tern::abi::misuse("sqlite3_vtab_rhs_value");
  }
  return SQLITE_NOTFOUND;  // the engine does not say
}
