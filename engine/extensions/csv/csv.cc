#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/extensions/csv/csv_arguments.h"
#include "engine/extensions/csv/csv_reader.h"
#include "engine/extensions/extension.h"

// The virtual tables of CREATE VIRTUAL TABLE ... USING csv(...).
// Source: SQLite, its csv extension.

namespace tern::extensions {

const Extension& csv_extension();

namespace csv {
namespace {

using record::ValueView;

constexpr auto kTableColumnsMax = static_cast<size_t>(Limits()[Limit::Columns]);

Result<CsvReader> open_reader(const CsvArguments& arguments, size_t fields_max) {
  if (arguments.data) return CsvReader(CsvSource(*arguments.data), fields_max);
  return CsvReader(TRY(CsvSource::open(*arguments.filename)), fields_max);
}

/// Opens the text again for each scan, so what is kept is a record.
class CsvCursor final : public vtab::Cursor {
 public:
  CsvCursor(const CsvArguments& arguments, size_t columns)
      : arguments_(arguments), columns_(columns) {}

  Status filter(const vtab::IndexPlan&, std::span<const ValueView>) override {
    rowid_ = 0;
    is_done_ = true;
    reader_.emplace(TRY(open_reader(arguments_, columns_)));
    if (arguments_.header.value_or(false)) {
      const bool has_header = TRY(reader_->next());
      if (!has_header) return ok();
    }
    return next();
  }
  bool at_end() const override { return is_done_; }
  Status next() override {
    is_done_ = true;
    is_done_ = !TRY(reader_->next());
    ++rowid_;
    return ok();
  }
  Result<ValueView> column(uint32_t index) override {
    if (index >= reader_->field_count()) return ValueView::null();
    return ValueView::text(reader_->field(index));
  }
  Result<int64_t> rowid() const override { return rowid_; }

 private:
  const CsvArguments& arguments_;  // the table's
  size_t columns_;
  std::optional<CsvReader> reader_;
  int64_t rowid_ = 0;
  bool is_done_ = true;
};

std::vector<catalog::Column> text_columns(const std::vector<std::string>& names) {
  std::vector<catalog::Column> out;
  for (const std::string& name : names) {
    catalog::Column& column = out.emplace_back();
    column.name = name;
    column.declared_type = "TEXT";
    column.affinity = record::Affinity::Text;
  }
  return out;
}

class CsvTable final : public vtab::VirtualTable {
 public:
  CsvTable(std::string name, const std::vector<std::string>& columns, CsvArguments arguments)
      : VirtualTable(std::move(name), text_columns(columns)), arguments_(std::move(arguments)) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out;
    out.uses.resize(question.constraints.size());
    out.cost = 1e6;
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override {
    return std::make_unique<CsvCursor>(arguments_, description().columns.size());
  }
  bool is_direct_only() const override { return true; }  // it reads files

 private:
  CsvArguments arguments_;
};

std::string default_name(size_t number) { return "c" + std::to_string(number); }

/// Errors: two of the names are the same.
Status check_distinct(const std::vector<std::string>& names) {
  catalog::NameMap<bool> taken;
  for (const std::string& name : names) {
    if (!taken.emplace(name, true).second) {
      return fail(ErrorCode::Error, "csv: duplicate column name: " + name);
    }
  }
  return ok();
}

/// c0, c1, ... or what the header says; a field of it without text names nothing. Columns that the
/// header does not reach count from c1, as in SQLite.
Result<std::vector<std::string>> column_names(const CsvArguments& arguments) {
  std::vector<std::string> out;
  const bool has_header = arguments.header.value_or(false);
  size_t count = arguments.columns.value_or(0);
  if (has_header || count == 0) {
    CsvReader reader = TRY(open_reader(arguments, kTableColumnsMax + 1));
    (void)TRY(reader.next());
    if (count == 0) count = std::max<size_t>(1, reader.field_count());
    if (count > kTableColumnsMax) {
      return fail(ErrorCode::Error,
                  "csv: more than " + std::to_string(kTableColumnsMax) + " columns");
    }
    const size_t named = has_header ? std::min(count, reader.field_count()) : 0;
    for (size_t i = 0; i < named; ++i) {
      const std::string_view field = reader.field(i);
      out.push_back(field.empty() ? default_name(i) : std::string(field));
    }
  }
  while (out.size() < count) out.push_back(default_name(out.size() + (has_header ? 1 : 0)));
  TRY(check_distinct(out));
  return out;
}

class CsvModule final : public vtab::Module {
 public:
  Result<std::unique_ptr<vtab::VirtualTable>> connect(
      const vtab::Declaration& declaration) const override {
    CsvArguments arguments = TRY(parse_arguments(declaration.arguments));
    const std::vector<std::string> names = TRY(column_names(arguments));
    return std::make_unique<CsvTable>(std::string(declaration.table), names, std::move(arguments));
  }
};

void add_csv(vtab::Registry& registry) {
  registry.add_module("csv", std::make_unique<CsvModule>());
}

}  // namespace
}  // namespace csv

const Extension& csv_extension() {
  static constexpr Extension kExtension = {
      .scalars = {}, .aggregates = {}, .add_tables = csv::add_csv};
  return kExtension;
}

}  // namespace tern::extensions
