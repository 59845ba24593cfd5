#include "engine/write/foreign_keys.h"

#include <algorithm>

#include "engine/write/foreign_key_definitions.h"
#include "engine/write/table_writer.h"

namespace tern::write {

namespace {

using sql::ForeignKeyAction;

bool acts(ForeignKeyAction action) {
  return action != ForeignKeyAction::Unspecified && action != ForeignKeyAction::NoAction;
}

}  // namespace

struct ForeignKeys::ChildSide {
  const catalog::ForeignKey* key;
  std::optional<ParentLookup> lookup;
};

struct ForeignKeys::ParentSide {
  const catalog::Table* child;
  const catalog::ForeignKey* key;
  std::optional<ParentKey> where;
  std::unique_ptr<RowExpressions> expressions;
  std::optional<RowReader> reader;
  std::optional<ChildScan> scan;
  std::unique_ptr<TableWriter> writer;  // opened by the first action
};

/// Rowids, or the primary keys' values one after another.
class ForeignKeys::ChildKeys {
 public:
  explicit ChildKeys(const catalog::Table& child)
      : width_(child.without_rowid ? child.primary_key.size() : 0) {}

  void add(const ChildScan::ChildRow& row) {
    if (width_ == 0) return rowids_.push_back(row.rowid);
    for (const record::ValueView value : row.primary_key) values_.emplace_back(value);
  }
  size_t size() const { return width_ == 0 ? rowids_.size() : values_.size() / width_; }
  /// Lifetime: until the next call.
  TableWriter::RowKey at(size_t i) {
    if (width_ == 0) return {rowids_[i], {}};
    const auto from = values_.begin() + static_cast<std::ptrdiff_t>(i * width_);
    key_.assign(from, from + static_cast<std::ptrdiff_t>(width_));
    return {0, key_};
  }

 private:
  const size_t width_;  // of a primary key; 0: rowids
  std::vector<int64_t> rowids_;
  std::vector<record::Value> values_;
  std::vector<record::ValueView> key_;
};

ForeignKeys::ForeignKeys(txn::Transaction& transaction, const catalog::Table& table)
    : transaction_(transaction), schema_(*table.schema), table_(table) {
  for (const catalog::ForeignKey& key : table.foreign_keys) {
    children_.push_back(std::make_unique<ChildSide>());
    children_.back()->key = &key;
  }
  for (const auto& reference : schema_.children_of(table)) {
    auto side = std::make_unique<ParentSide>();
    side->child = reference.child;
    side->key = reference.key;
    parents_.push_back(std::move(side));
  }
}

ForeignKeys::~ForeignKeys() = default;

bool ForeignKeys::is_deferred(const catalog::ForeignKey& key) const {
  return key.initially_deferred || transaction_.defer_foreign_keys || is_replay_;
}

std::unexpected<Error> ForeignKeys::no_such_parent(const catalog::ForeignKey& key) const {
  return fail(ErrorCode::Error, "no such table: " + schema_.database + "." + key.parent_table);
}

int64_t& ForeignKeys::counter(const catalog::ForeignKey& key) {
  if (is_replay_) return transaction_.deferred_violations;
  if (transaction_.defer_foreign_keys) return transaction_.postponed_violations;
  return key.initially_deferred ? transaction_.deferred_violations
                                : transaction_.immediate_violations;
}

bool ForeignKeys::has_open(const catalog::ForeignKey& key) const {
  const bool is_deferred = is_replay_ || key.initially_deferred;
  return transaction_.postponed_violations != 0 ||
         (is_deferred ? transaction_.deferred_violations : transaction_.immediate_violations) != 0;
}

Result<ForeignKeys::ChildSide*> ForeignKeys::resolve(ChildSide& side) {
  if (side.lookup) return &side;
  const catalog::Table* parent = schema_.find_table(side.key->parent_table);
  if (!parent) return no_such_parent(*side.key);
  ParentKey where = TRY(find_parent_key(table_, *side.key, *parent));
  side.lookup.emplace(table_.trees(), table_, *side.key, *parent, std::move(where));
  return &side;
}

Result<ForeignKeys::ParentSide*> ForeignKeys::resolve(ParentSide& side) {
  if (side.scan) return &side;
  side.where = TRY(find_parent_key(*side.child, *side.key, table_));
  side.expressions = std::make_unique<RowExpressions>(transaction_, *side.child);
  side.reader.emplace(TRY(RowReader::open(*side.child, *side.expressions)));
  TRY(side.reader->start());
  side.scan.emplace(table_.trees(), *side.child, table_, *side.where, *side.reader);
  return &side;
}

bool ForeignKeys::are_set(Changed changed) const {
  for (const auto& child : children_) {
    for (const uint16_t column : child->key->child_columns) {
      if (changed[column]) return true;
    }
  }
  return std::ranges::any_of(
      parents_, [&](const auto& parent) { return sets_parent_key(table_, *parent->key, changed); });
}

bool ForeignKeys::takes_row_out(Changed changed) const {
  for (const auto& child : children_) {
    if (!catalog::same_name(child->key->parent_table, table_.name)) continue;
    for (const uint16_t column : child->key->child_columns) {
      if (changed[column]) return true;
    }
  }
  return std::ranges::any_of(parents_, [&](const auto& parent) {
    return acts(parent->key->on_update) && sets_parent_key(table_, *parent->key, changed);
  });
}

Status ForeignKeys::before_removal(const Row& row, Changed changed) {
  TRY(count_as_child(row, changed, -1));
  return count_as_parent(row, changed, +1);
}

Status ForeignKeys::before_arrival(const Row& row, Changed changed, bool is_only) {
  TRY(count_as_child(row, changed, +1));
  if (is_only && transaction_.immediate_violations > 0) {
    return fail(ErrorCode::ConstraintForeignKey, "FOREIGN KEY constraint failed");
  }
  return count_as_parent(row, changed, -1);
}

Status ForeignKeys::count_as_child(const Row& row, Changed changed, int delta) {
  for (const auto& child : children_) {
    ParentLookup& lookup = *TRY(resolve(*child))->lookup;
    if (!changed.empty() && !lookup.is_self_reference() && !lookup.child_key_changed(changed)) {
      continue;
    }
    if (lookup.child_key_has_null(row.values)) continue;
    if (delta < 0 && !has_open(*child->key)) continue;
    if (TRY(lookup.exists(row.values))) continue;
    if (delta > 0 && lookup.is_self_reference() && lookup.refers_to_itself(row.values, row.rowid))
      continue;
    counter(*child->key) += delta;
  }
  return ok();
}

bool ForeignKeys::is_same_row(const Row& row, const ChildScan::ChildRow& other) const {
  if (!table_.without_rowid) return row.rowid == other.rowid;
  for (size_t i = 0; i < table_.primary_key.size(); ++i) {
    const uint16_t column = table_.primary_key[i];
    if (record::compare_values(row.values[column], other.primary_key[i],
                               *table_.columns[column].collation) != 0) {
      return false;
    }
  }
  return true;
}

Status ForeignKeys::count_as_parent(const Row& row, Changed changed, int delta) {
  for (const auto& parent : parents_) {
    int64_t& violations = counter(*parent->key);
    if (delta < 0 && !has_open(*parent->key)) continue;
    if (!changed.empty() && !sets_parent_key(table_, *parent->key, changed)) continue;
    ParentSide& side = *TRY(resolve(*parent));
    if (!changed.empty() && !parent_key_changed(side, changed)) continue;
    // A row that goes does not leave itself behind as an orphan.
    const bool skip_self = side.child == &table_ && delta > 0;
    TRY(side.scan->each(ChildScan::Question::Reference, row.values,
                        [&](const ChildScan::ChildRow& child) {
                          if (!skip_self || !is_same_row(row, child)) violations += delta;
                          return true;
                        }));
  }
  return ok();
}

bool ForeignKeys::parent_key_changed(const ParentSide& side, Changed changed) const {
  const auto& columns = side.where->parent_columns;
  return std::any_of(columns.begin(), columns.end(),
                     [&](uint16_t column) { return changed[column]; });
}

bool ForeignKeys::may_act(Changed changed) const {
  return std::any_of(parents_.begin(), parents_.end(), [&](const auto& side) {
    return acts(changed.empty() ? side->key->on_delete : side->key->on_update);
  });
}

Result<bool> ForeignKeys::key_differs(const ParentSide& side, const Row& before,
                                      const Row& after) const {
  for (const uint16_t column : side.where->parent_columns) {
    if (record::compare_values(before.values[column], after.values[column],
                               *table_.columns[column].collation) != 0) {
      return true;
    }
  }
  return false;
}

Status ForeignKeys::act(const Row& before, const Row* after, Changed changed) {
  if (is_replay_) return ok();
  for (const auto& parent : parents_) {
    const ForeignKeyAction action = after ? parent->key->on_update : parent->key->on_delete;
    if (!acts(action)) continue;
    if (action == ForeignKeyAction::Restrict && transaction_.defer_foreign_keys) continue;
    if (after && !sets_parent_key(table_, *parent->key, changed)) continue;
    ParentSide& side = *TRY(resolve(*parent));
    TRY(check_settable(side, action, after != nullptr));
    if (after) {
      if (!parent_key_changed(side, changed)) continue;
      if (!TRY(key_differs(side, before, *after))) continue;
    }
    if (transaction_.action_depth >= transaction_.action_depth_max) {
      return fail(ErrorCode::Error, "too many levels of trigger recursion");
    }
    ++transaction_.action_depth;
    Status done = act_on_children(side, before, after, action);
    --transaction_.action_depth;
    TRY(std::move(done));
  }
  return ok();
}

/// An action sets no generated column.
Status ForeignKeys::check_settable(const ParentSide& side, ForeignKeyAction action,
                                   bool is_update) {
  if (action == ForeignKeyAction::Restrict) return ok();
  if (action == ForeignKeyAction::Cascade && !is_update) return ok();
  for (const uint16_t place : side.where->child_columns) {
    const catalog::Column& column = side.child->columns[place];
    if (!column.generated) continue;
    return fail(ErrorCode::Error, "cannot UPDATE generated column \"" + column.name + "\"");
  }
  return ok();
}

Result<ForeignKeys::ChildKeys> ForeignKeys::children_of(ParentSide& side, const Row& before,
                                                        ForeignKeyAction action) {
  ChildKeys keys(*side.child);
  TRY(side.scan->each(ChildScan::Question::Action, before.values,
                      [&](const ChildScan::ChildRow& row) {
                        keys.add(row);
                        return action != ForeignKeyAction::Restrict;
                      }));
  return keys;
}

Status ForeignKeys::act_on_children(ParentSide& side, const Row& before, const Row* after,
                                    ForeignKeyAction action) {
  // The keys come first: actions change the table that is read here.
  ChildKeys keys = TRY(children_of(side, before, action));
  if (keys.size() == 0) return ok();
  if (action == ForeignKeyAction::Restrict) {
    return fail(ErrorCode::ConstraintTrigger, "FOREIGN KEY constraint failed");
  }
  if (!side.writer) {
    side.writer = TRY(TableWriter::open(transaction_, *side.child, TableWriter::Use::Statement,
                                        {.source = triggers_, .is_inside = true}));
  }
  int64_t count = 0;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!TRY(side.writer->load(keys.at(i)))) continue;  // another action has taken it
    if (TRY(change_child(side, after, action))) ++count;
  }
  transaction_.total_changes += count;
  return ok();
}

Result<bool> ForeignKeys::change_child(ParentSide& side, const Row* after,
                                       ForeignKeyAction action) {
  TableWriter& writer = *side.writer;
  if (action == ForeignKeyAction::Cascade && !after) {
    return TRY(writer.erase_loaded(true)) == TableWriter::Change::Done;
  }
  const auto row = writer.loaded_row();
  std::vector<record::ValueView> values(row.begin(), row.end());
  std::vector<record::Value> defaults;
  defaults.reserve(side.where->child_columns.size());
  const auto changed = std::make_unique<bool[]>(values.size());
  for (size_t i = 0; i < side.where->child_columns.size(); ++i) {
    const uint16_t column = side.where->child_columns[i];
    changed[column] = true;
    if (action == ForeignKeyAction::Cascade) {
      values[column] = after->values[side.where->parent_columns[i]];
    } else if (action == ForeignKeyAction::SetNull) {
      values[column] = record::ValueView::null();
    } else {
      values[column] = defaults.emplace_back(TRY(writer.default_of(column))).view();
    }
  }
  const auto change = TRY(writer.update_loaded(values, std::span(changed.get(), values.size()),
                                               std::nullopt, sql::Conflict::Abort, true));
  return change == TableWriter::Change::Done;
}

}  // namespace tern::write
