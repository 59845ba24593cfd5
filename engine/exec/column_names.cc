#include "engine/exec/column_names.h"

namespace tern::exec {

std::string shown_name(const bind::OutputColumn& output, const Switches& switches,
                       std::string_view sql) {
  const bool is_short = switches.short_column_names && !switches.full_column_names;
  if (is_short || !output.source || !output.written) return output.name;
  if (output.written->kind != sql::ResultColumnKind::Expr) {
    const bool is_long = switches.full_column_names && !switches.short_column_names;
    return is_long ? output.source->name + "." + output.name : output.name;
  }
  if (output.written->alias) return output.name;
  if (!switches.full_column_names) return std::string(output.written->span.in(sql));
  const std::string& table =
      output.source->table ? output.source->table->name : output.source->name;
  return table + "." + output.name;
}

}  // namespace tern::exec
