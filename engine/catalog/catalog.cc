#include "engine/catalog/catalog.h"

#include <algorithm>

namespace tern::catalog {

namespace {

const void* object_of(const Lookup::Found& found) {
  if (found.table) return found.table;
  return found.view;
}

}  // namespace

Lookup::Found find_relation(const Schema& schema, std::string_view name) {
  if (const Table* table = schema.find_table(name)) return {.table = table};
  return {.view = schema.find_view(name)};
}

Catalog::Catalog(std::vector<std::shared_ptr<const Schema>> schemas, std::string main_name)
    : schemas_(std::move(schemas)), main_name_(std::move(main_name)) {
  for (const auto& schema : schemas_) in_order_.push_back(schema.get());
  if (temporary()) std::swap(in_order_[0], in_order_[1]);
  link_temporary_triggers();
}

const Schema* Catalog::temporary() const {
  return schemas_.size() > 1 && schemas_[1]->is_temporary() ? schemas_[1].get() : nullptr;
}

const Schema* Catalog::find(std::string_view database) const {
  for (const auto& schema : schemas_) {
    if (same_name(schema->database, database)) return schema.get();
  }
  return same_name(main_name_, database) ? schemas_.front().get() : nullptr;
}

void Catalog::link_temporary_triggers() {
  if (!temporary()) return;
  std::vector<const Trigger*> triggers;
  for (const auto& [name, trigger] : temporary()->made.triggers) triggers.push_back(trigger.get());
  std::ranges::sort(triggers, {}, &Trigger::ordinal);
  std::vector<Lookup::Found> targets;
  for (const Trigger* trigger : triggers) {
    const Lookup::Found found = Lookup(*this).relation(trigger->definition().table);
    if (!found) continue;  // gone
    std::vector<const Trigger*>& list = mixed_triggers_[object_of(found)];
    if (list.empty()) targets.push_back(found);
    list.push_back(trigger);
  }
  for (const Lookup::Found& target : targets) {
    const auto& own = target.table ? target.table->triggers : target.view->triggers;
    std::vector<const Trigger*>& list = mixed_triggers_[object_of(target)];
    list.insert(list.end(), own.begin(), own.end());
  }
}

const std::vector<const Trigger*>& Catalog::triggers_of(const Table& table) const {
  const auto mixed = mixed_triggers_.find(&table);
  return mixed == mixed_triggers_.end() ? table.triggers : mixed->second;
}

const std::vector<const Trigger*>& Catalog::triggers_of(const View& view) const {
  const auto mixed = mixed_triggers_.find(&view);
  return mixed == mixed_triggers_.end() ? view.triggers : mixed->second;
}

bool Catalog::has_triggers() const {
  return std::ranges::any_of(schemas_, [](const auto& schema) { return schema->has_triggers(); });
}

void DatabaseUse::note(const Schema& schema, bool writes) {
  for (One& known : databases_) {
    if (known.schema != &schema) continue;
    known.writes |= writes;
    return;
  }
  databases_.push_back({&schema, writes});
}

void DatabaseUse::note(const Table& table, bool writes) {
  note(*table.schema, writes);
  if (writes && table.autoincrement) {
    if (const Table* sequences = table.schema->find_table("sqlite_sequence")) {
      note(*sequences, true);
    }
  }
  for (OneTable& known : tables_) {
    if (known.table != &table) continue;
    known.writes |= writes;
    return;
  }
  tables_.push_back({&table, writes});
}

bool DatabaseUse::includes_other_than(const Schema& schema) const {
  return std::ranges::any_of(databases_, [&](const One& one) { return one.schema != &schema; });
}

Lookup::Found Lookup::relation(const sql::QualifiedName& name) const {
  const std::string& text = name.name.text;
  Found found;
  if (!name.schema) {
    found = only_ ? find_relation(*only_, text) : find_anywhere(text);
  } else if (only_) {
    if (same_name(only_->database, name.schema.text)) found = find_relation(*only_, text);
  } else if (const Schema* schema = all_->find(name.schema.text)) {
    found = find_relation(*schema, text);
  } else if (use_ && same_name(name.schema.text, "temp")) {
    use_->wants_temporary = true;
  }
  if (found.table) note(*found.table, false);
  if (found.view) note(*found.view->schema, false);
  return found;
}

Lookup::Found Lookup::find_anywhere(std::string_view name) const {
  // The temporary database's has names of its own.
  if (is_schema_table_name(name, false)) return find_relation(all_->main(), name);
  for (const Schema* schema : all_->in_order()) {
    if (const Found found = find_relation(*schema, name)) return found;
  }
  if (use_ && !all_->temporary() && is_schema_table_name(name, true)) use_->wants_temporary = true;
  return {};
}

std::string Lookup::prefix_of(const sql::QualifiedName& name) const {
  if (name.schema) return name.schema.text + ".";
  return only_ ? only_->database + "." : std::string();
}

}  // namespace tern::catalog
