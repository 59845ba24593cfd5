#pragma once

#include <memory>
#include <string_view>

#include "engine/exec/program.h"

namespace tern::exec {

/// UPDATE table SET ... FROM .... Lifetime and errors: as compile() in program.h.
Result<std::unique_ptr<Program>> compile_update_from(const sql::UpdateStatement& statement,
                                                     const catalog::Table& table,
                                                     std::string_view sql,
                                                     const CompileContext& context);

}  // namespace tern::exec
