#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/record/value.h"
#include "engine/sql/parser.h"

namespace tern::abi {

/// The number of the parameter that is called `name` in `sql`, whose parameters have these names;
/// 0: none is.
size_t parameter_number(std::string_view sql, const sql::ParameterNames& names,
                        std::string_view name);

/// Appends the value of parameter `at` + 1.
using AppendValue = std::function<void(std::string& out, size_t at)>;
/// `sql` with values in place of its parameters, of which there are as many as names.
std::string expand_parameters(std::string_view sql, const sql::ParameterNames& names,
                              const AppendValue& append_value);

/// As sqlite3_expanded_sql() writes values: texts end at a NUL.
void append_value_literal(std::string& out, record::ValueView value);

}  // namespace tern::abi
