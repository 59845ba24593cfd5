#pragma once

#include <memory>
#include <string_view>

#include "engine/exec/program.h"

namespace tern::exec {

/// INSERT, UPDATE and DELETE on a view: nothing is stored, the view's INSTEAD OF triggers run for
/// each row. Source: SQLite documentation, "CREATE TRIGGER", INSTEAD OF triggers.

/// The view that `target` names; null if it does not name one.
const catalog::View* find_view_target(const CompileContext& context, const sql::DmlTarget& target);

/// The columns of the view as those of a table without storage.
Result<std::unique_ptr<catalog::Table>> shape_of_view(const catalog::View& view,
                                                      const CompileContext& context);

/// Errors: cannot modify v because it is a view (no trigger fits); cannot UPSERT a view.
Result<std::unique_ptr<Program>> compile_view_insert(const sql::InsertStatement& statement,
                                                     const catalog::View& view,
                                                     std::string_view sql,
                                                     const CompileContext& context);
Result<std::unique_ptr<Program>> compile_view_update(const sql::UpdateStatement& statement,
                                                     const catalog::View& view,
                                                     std::string_view sql,
                                                     const CompileContext& context);
Result<std::unique_ptr<Program>> compile_view_delete(const sql::DeleteStatement& statement,
                                                     const catalog::View& view,
                                                     std::string_view sql,
                                                     const CompileContext& context);

}  // namespace tern::exec
