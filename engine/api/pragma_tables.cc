#include "engine/api/pragma_tables.h"

#include <algorithm>
#include <array>

#include "engine/api/pragma.h"
#include "engine/vtab/argument_plan.h"

namespace tern::api {
namespace {

using record::ValueView;

enum Hidden : uint8_t { kNone = 0, kArgument = 1, kSchema = 2 };

struct Exposed {
  std::string_view pragma;
  uint8_t hidden = kNone;
};

/// Pragmas without side effects, by what they take.
constexpr auto kExposed = std::to_array<Exposed>({
    {"analysis_limit"},
    {"application_id"},
    {"auto_vacuum", kSchema},
    {"automatic_index"},
    {"busy_timeout"},
    {"cache_size", kSchema},
    {"cache_spill", kSchema},
    {"cell_size_check"},
    {"checkpoint_fullfsync"},
    {"collation_list"},
    {"compile_options"},
    {"count_changes"},
    {"data_version"},
    {"database_list"},
    {"default_cache_size", kSchema},
    {"defer_foreign_keys"},
    {"empty_result_callbacks"},
    {"encoding"},
    {"foreign_key_check", kArgument | kSchema},
    {"foreign_key_list", kArgument | kSchema},
    {"foreign_keys"},
    {"freelist_count"},
    {"full_column_names"},
    {"fullfsync"},
    {"function_list"},
    {"hard_heap_limit"},
    {"ignore_check_constraints"},
    {"index_info", kArgument | kSchema},
    {"index_list", kArgument | kSchema},
    {"index_xinfo", kArgument | kSchema},
    {"integrity_check", kArgument | kSchema},
    {"journal_mode", kSchema},
    {"journal_size_limit", kSchema},
    {"legacy_alter_table"},
    {"locking_mode", kSchema},
    {"max_page_count", kSchema},
    {"module_list"},
    {"optimize", kArgument},
    {"page_count", kSchema},
    {"page_size", kSchema},
    {"pragma_list"},
    {"query_only"},
    {"quick_check", kArgument | kSchema},
    {"read_uncommitted"},
    {"recursive_triggers"},
    {"reverse_unordered_selects"},
    {"schema_version"},
    {"secure_delete"},
    {"short_column_names"},
    {"soft_heap_limit"},
    {"synchronous", kSchema},
    {"table_info", kArgument | kSchema},
    {"table_list", kArgument},
    {"table_xinfo", kArgument | kSchema},
    {"temp_store"},
    {"threads"},
    {"trusted_schema"},
    {"user_version"},
    {"writable_schema"},
});

std::vector<std::string> hidden_names(uint8_t hidden) {
  std::vector<std::string> out;
  if (hidden & kArgument) out.emplace_back("arg");
  if (hidden & kSchema) out.emplace_back("schema");
  return out;
}

/// The rows of one run of the pragma.
class PragmaCursor final : public vtab::Cursor {
 public:
  PragmaCursor(ConnectionState& connection, const Pragma& pragma, uint8_t hidden)
      : connection_(connection), pragma_(pragma), hidden_(hidden) {}

  Status filter(const vtab::IndexPlan& plan, std::span<const ValueView> arguments) override {
    sql::PragmaStatement statement;
    statement.name.name.text = pragma_.name;
    given_.clear();
    txn::Database* database = &connection_.main();
    bool names_database = false;
    size_t at = 0;
    std::string scratch;
    const std::vector<std::string> names = hidden_names(hidden_);
    for (size_t i = 0; i < names.size(); ++i) {
      record::Value& given = given_.emplace_back();
      if (!(plan.number >> i & 1)) continue;
      const ValueView argument = arguments[at++];
      if (argument.is_null()) continue;
      given = record::Value::text(record::to_text(argument, scratch));
      if (names[i] == "arg") {
        statement.has_value = true;
        statement.value = given.view().as_text();
      } else {
        database = TRY(database_named(given.view().as_text()));
        names_database = true;
      }
    }
    const PragmaCall call{.connection = connection_,
                          .database = *database,
                          .names_database = names_database,
                          .statement = statement};
    at_ = 0;
    rows_.clear();
    if (!TRY(is_allowed(call))) return ok();
    TRY(open_for(call));
    rows_ = TRY(pragma_.run(call));
    return ok();
  }
  /// The pragma is asked about when it runs, as in the reference.
  Result<bool> is_allowed(const PragmaCall& call) const {
    const auto value = call.has_value() ? AccessRequest::Text(call.value()) : AccessRequest::Text();
    const auto database =
        call.names_database ? AccessRequest::Text(call.database.name()) : AccessRequest::Text();
    return TRY(connection_.access().ask(Action::Pragma, pragma_.name, value, database)) ==
           Permission::Allow;
  }
  Result<txn::Database*> database_named(std::string_view name) {
    if (catalog::same_name(name, "temp")) return connection_.temporary();
    if (txn::Database* found = connection_.find_database(name)) return found;
    return fail(ErrorCode::Error, "unknown database '" + std::string(name) + "'");
  }
  bool at_end() const override { return at_ == rows_.size(); }
  Status next() override {
    ++at_;
    return ok();
  }
  Result<ValueView> column(uint32_t index) override {
    const std::vector<record::Value>& row = rows_[at_];
    const size_t shown = pragma_.columns.size();
    if (index >= shown) return given_[index - shown].view();
    return index < row.size() ? row[index].view() : ValueView::null();
  }
  Result<int64_t> rowid() const override { return static_cast<int64_t>(at_ + 1); }

 private:
  ConnectionState& connection_;
  const Pragma& pragma_;
  uint8_t hidden_;
  CommandRows rows_;
  std::vector<record::Value> given_;
  size_t at_ = 0;
};

class PragmaTable final : public vtab::VirtualTable {
 public:
  PragmaTable(ConnectionState& connection, const Pragma& pragma, uint8_t hidden)
      : VirtualTable("pragma_" + std::string(pragma.name), pragma.columns, hidden_names(hidden)),
        connection_(connection),
        pragma_(pragma),
        hidden_(hidden) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    const auto count = static_cast<int32_t>(hidden_names(hidden_).size());
    vtab::IndexPlan out = vtab::argument_plan(question.constraints, first_argument(), count);
    out.rows = out.cost = 20;
    if (count == 0 || out.number & 1) return out;
    // A schema without an argument is looked at row by row.
    out.uses.assign(question.constraints.size(), {});
    out.number = 0;
    out.rows = out.cost = 2147483647;
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override {
    return std::make_unique<PragmaCursor>(connection_, pragma_, hidden_);
  }

 private:
  ConnectionState& connection_;
  const Pragma& pragma_;
  uint8_t hidden_;
};

Result<CommandRows> database_names(const PragmaCall& call) {
  CommandRows rows = TRY(find_pragma("database_list")->run(call));
  for (std::vector<record::Value>& row : rows) row.back() = record::Value::text("");
  return rows;
}

}  // namespace

void hide_database_files(ConnectionState& connection) {
  static const Pragma names_only = {"database_list", {"seq", "name", "file"}, database_names};
  connection.virtual_tables().add(std::make_unique<PragmaTable>(connection, names_only, kNone));
}

void add_pragma_tables(ConnectionState& connection) {
  connection.virtual_tables().add_maker(
      [&connection](std::string_view name) -> Result<std::unique_ptr<vtab::VirtualTable>> {
        constexpr std::string_view kPrefix = "pragma_";
        if (!catalog::same_name(name.substr(0, kPrefix.size()), kPrefix)) return nullptr;
        for (const Exposed& exposed : kExposed) {
          if (!catalog::same_name(name.substr(kPrefix.size()), exposed.pragma)) continue;
          const Pragma* pragma = find_pragma(exposed.pragma);
          if (!pragma) return nullptr;
          return std::make_unique<PragmaTable>(connection, *pragma, exposed.hidden);
        }
        return nullptr;
      });
}

}  // namespace tern::api
