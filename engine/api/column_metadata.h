#pragma once

#include <string_view>

#include "engine/api/connection_state.h"

namespace tern::api {

/// Connection::table_column_metadata.
Result<ColumnMetadata> column_metadata(ConnectionState& connection, std::string_view database,
                                       std::string_view table, std::string_view column);

}  // namespace tern::api
