#include "engine/exec/virtual_change.h"

#include <utility>

#include "engine/exec/virtual_program.h"

namespace tern::exec {

Result<std::shared_ptr<vtab::VirtualTable>> find_virtual(const CompileContext& context,
                                                         const sql::QualifiedName& name) {
  if (!context.virtual_tables) return nullptr;
  const catalog::Lookup::Found found = context.lookup().unnoted().relation(name);
  if (!found) return context.virtual_tables->find(name.name.text);
  if (!found.table || !found.table->is_virtual) return nullptr;
  return context.virtual_tables->connect(*found.table);
}

Result<VirtualTarget> find_virtual_target(const CompileContext& context,
                                          const sql::DmlTarget& target) {
  auto table = TRY(find_virtual(context, target.name));
  if (!table) return VirtualTarget{};
  if (!table->is_writable()) {
    return fail(ErrorCode::Error, "table " + table->name() + " may not be modified");
  }
  // Of a temporary trigger, too, which may read it.
  if (context.trigger && table->is_direct_only()) {
    return fail(ErrorCode::Error, "unsafe use of virtual table \"" + table->name() + "\"");
  }
  const catalog::Lookup lookup = context.lookup();
  const catalog::Table* declared = lookup.relation(target.name).table;
  // One that is there without CREATE VIRTUAL TABLE counts as the main database's.
  const catalog::Schema& schema = declared ? *declared->schema : context.catalog->main();
  lookup.note(schema, true);
  return VirtualTarget{std::move(table), schema.database};
}

}  // namespace tern::exec
