#include "daemon/streams/network_rules.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/base/utf8.h"

namespace tern::daemon::streams {
namespace {

struct PragmaRule {
  enum class Value : uint8_t {
    No,        // it can be asked for, not set
    Argument,  // names what is asked about, or is written into the database
    Setting,   // of this connection; harms nobody else
  };
  std::string_view name;
  Value value = Value::No;
};

using enum PragmaRule::Value;

/// The list that README.md documents. What is not here is refused.
constexpr auto kPragmas = std::to_array<PragmaRule>({
    {"analysis_limit", Setting},
    {"application_id", Argument},
    {"auto_vacuum", No},
    {"automatic_index", Setting},
    {"busy_timeout", No},
    {"cache_size", No},
    {"case_sensitive_like", Setting},
    {"cell_size_check", No},
    {"collation_list", No},
    {"compile_options", No},
    {"count_changes", Setting},
    {"data_version", No},
    {"database_list", No},
    {"defer_foreign_keys", Setting},
    {"empty_result_callbacks", Setting},
    {"encoding", No},
    {"foreign_key_check", Argument},
    {"foreign_key_list", Argument},
    {"foreign_keys", Setting},
    {"freelist_count", No},
    {"full_column_names", Setting},
    {"function_list", No},
    {"ignore_check_constraints", Setting},
    {"incremental_vacuum", Argument},
    {"index_info", Argument},
    {"index_list", Argument},
    {"index_xinfo", Argument},
    {"integrity_check", Argument},
    {"journal_mode", No},
    {"legacy_alter_table", Setting},
    {"locking_mode", No},
    {"max_page_count", No},
    {"module_list", No},
    {"optimize", Argument},
    {"page_count", No},
    {"page_size", No},
    {"pragma_list", No},
    {"query_only", Setting},
    {"quick_check", Argument},
    {"read_uncommitted", Setting},
    {"recursive_triggers", Setting},
    {"reverse_unordered_selects", Setting},
    {"schema_version", No},
    {"secure_delete", No},
    {"short_column_names", Setting},
    {"synchronous", No},
    {"table_info", Argument},
    {"table_list", Argument},
    {"table_xinfo", Argument},
    {"temp_store", No},
    {"trusted_schema", No},
    {"user_version", Argument},
    {"writable_schema", No},
});

bool is_same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, fold_case, fold_case);
}

const PragmaRule* rule_of(std::string_view pragma) {
  const auto found = std::ranges::find_if(
      kPragmas, [&](const PragmaRule& rule) { return is_same(rule.name, pragma); });
  return found == kPragmas.end() ? nullptr : &*found;
}

/// Programs say this at their start; it is so already.
bool is_harmless_value(const StatementText& text) {
  return is_same(text.pragma, "journal_mode") && is_same(*text.value, "wal");
}

std::optional<ErrorObject> refusal_of_pragma(const StatementText& text) {
  const PragmaRule* rule = rule_of(text.pragma);
  std::string name(text.pragma.substr(0, 60));
  if (!rule)
    return ErrorObject{"PRAGMA " + name + " is not allowed over the network", "SQLITE_AUTH"};
  if (!text.value || rule->value != No || is_harmless_value(text)) return std::nullopt;
  return ErrorObject{"PRAGMA " + name + " cannot be set over the network", "SQLITE_AUTH"};
}

}  // namespace

std::optional<ErrorObject> refusal_of(const StatementText& text) {
  using Verb = StatementText::Verb;
  switch (text.verb) {
    case Verb::Pragma:
      return refusal_of_pragma(text);
    case Verb::Attach:
      if (!text.file.empty() && !text.schema.empty()) return std::nullopt;
      return ErrorObject{
          "over the network ATTACH takes the name of a database of this server as it stands: "
          "ATTACH 'name' AS alias",
          "SQLITE_AUTH"};
    case Verb::Vacuum:
      if (!text.has_into) return std::nullopt;
      return ErrorObject{"VACUUM INTO is not allowed over the network", "SQLITE_AUTH"};
    default:
      return std::nullopt;
  }
}

bool writes_without_saying(const StatementText& text) {
  return text.verb == StatementText::Verb::Pragma && is_same(text.pragma, "optimize");
}

bool asks_for_files(const StatementText& text) {
  return text.verb == StatementText::Verb::Pragma && is_same(text.pragma, "database_list");
}

bool changes_settings(const StatementText& text) {
  if (text.verb != StatementText::Verb::Pragma || !text.value) return false;
  const PragmaRule* rule = rule_of(text.pragma);
  return rule && rule->value == Setting;
}

}  // namespace tern::daemon::streams
