#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// What the names in a database are, for completion. A name that cannot be asked for (the schema
/// is broken, the file is locked) is left out.
std::vector<std::string> names_of(Connection& db, std::string_view sql,
                                  std::string_view argument = {});
/// Tables and views of all databases.
std::vector<std::string> table_names(Connection& db);
std::vector<std::string> column_names(Connection& db, std::string_view table);
/// With an opening parenthesis.
std::vector<std::string> function_names(Connection& db);
std::vector<std::string> pragma_names(Connection& db);
std::vector<std::string> names_of_databases(Connection& db);

/// The tables that `statement` names, by the name and by the aliases that they have there.
/// Names and aliases are in lower case.
std::map<std::string, std::string> tables_in(std::string_view statement,
                                             const std::vector<std::string>& tables);

/// ASCII letters in lower case.
std::string lower_case(std::string_view text);

}  // namespace tern::shell
