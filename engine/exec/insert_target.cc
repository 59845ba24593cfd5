#include "engine/exec/insert_target.h"

#include "engine/exec/dml.h"

namespace tern::exec {

Result<InsertTarget> InsertTarget::bind(const catalog::Table& table,
                                        const std::vector<sql::Name>& names) {
  InsertTarget out;
  out.table_ = &table;
  out.listed_ = names.size();
  out.places_.assign(table.columns.size(), -1);
  if (names.empty()) {
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const catalog::Column& column = table.columns[i];
      if (!column.generated && !column.hidden)
        out.places_[i] = static_cast<int32_t>(out.settable_++);
    }
    return out;
  }
  const auto take = [](int32_t& place, size_t i) {
    if (place < 0) place = static_cast<int32_t>(i);  // of a column named twice the first counts
  };
  for (size_t i = 0; i < names.size(); ++i) {
    if (const auto column = table.find_column(names[i].text)) {
      if (table.columns[*column].generated) {
        return fail(ErrorCode::Error,
                    "cannot INSERT into generated column \"" + table.columns[*column].name + "\"");
      }
      take(out.places_[*column], i);
    } else if (names_rowid(table, names[i].text)) {
      take(table.rowid_alias ? out.places_[*table.rowid_alias] : out.rowid_place_, i);
    } else {
      return fail(ErrorCode::Error,
                  "table " + table.name + " has no column named " + names[i].text);
    }
  }
  return out;
}

Status InsertTarget::check_width(size_t values) const {
  if (listed_ != 0) {
    if (values == listed_) return ok();
    return fail(ErrorCode::Error,
                std::to_string(values) + " values for " + std::to_string(listed_) + " columns");
  }
  if (values == settable_) return ok();
  return fail(ErrorCode::Error, "table " + table_->name + " has " + std::to_string(settable_) +
                                    " columns but " + std::to_string(values) +
                                    " values were supplied");
}

}  // namespace tern::exec
