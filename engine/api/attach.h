#pragma once

#include <span>
#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sql/ast.h"

namespace tern::api {

/// ATTACH and DETACH. `sql` is the text that `statement` was parsed from, `parameters` what is
/// bound to it, `access` what of its expressions the authorizer wants ignored. Errors: Error with
/// the reference's words; of opening the file and reading its schema.
Status attach(ConnectionState& connection, const sql::AttachStatement& statement,
              std::string_view sql, std::span<const record::Value> parameters,
              const bind::Access& access);
Status detach(ConnectionState& connection, const sql::DetachStatement& statement,
              std::string_view sql, std::span<const record::Value> parameters,
              const bind::Access& access);

}  // namespace tern::api
