#pragma once

#include <memory>
#include <string_view>

#include "engine/exec/program.h"
#include "engine/vtab/virtual_table.h"

namespace tern::exec {

/// INSERT, UPDATE and DELETE on a virtual table: its module is told of each row (vtab::RowWrite),
/// and decides. What the engine sees to for its own tables (affinities, DEFAULT, constraints,
/// foreign keys, triggers) is not applied.
/// Source: SQLite documentation, "The Virtual Table Mechanism Of SQLite", xUpdate.

/// The virtual table that `name` means; null: it means none. Errors: of connecting it.
Result<std::shared_ptr<vtab::VirtualTable>> find_virtual(const CompileContext& context,
                                                         const sql::QualifiedName& name);

/// One that a statement changes.
struct VirtualTarget {
  std::shared_ptr<vtab::VirtualTable> table;  // shared: its module may be removed meanwhile
  std::string_view database;                  // as the authorizer is told. Lifetime: the catalog
  explicit operator bool() const { return table != nullptr; }
};

/// The virtual table that `target` names, ready to be changed; false: it names none.
/// Errors: table x may not be modified; unsafe use of virtual table "x"; of connecting it.
Result<VirtualTarget> find_virtual_target(const CompileContext& context,
                                          const sql::DmlTarget& target);

/// Errors: UPSERT not implemented for virtual table "v"; UPDATE RETURNING is not available on
/// virtual tables, and the same of DELETE.
Result<std::unique_ptr<Program>> compile_virtual_insert(const sql::InsertStatement& statement,
                                                        VirtualTarget target, std::string_view sql,
                                                        const CompileContext& context);
Result<std::unique_ptr<Program>> compile_virtual_update(const sql::UpdateStatement& statement,
                                                        VirtualTarget target, std::string_view sql,
                                                        const CompileContext& context);
Result<std::unique_ptr<Program>> compile_virtual_delete(const sql::DeleteStatement& statement,
                                                        VirtualTarget target, std::string_view sql,
                                                        const CompileContext& context);

}  // namespace tern::exec
