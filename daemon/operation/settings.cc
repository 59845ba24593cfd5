#define TOML_EXCEPTIONS 0
#include "daemon/operation/settings.h"

// Where assertions are off, toml++ 3.3 has the compiler take for true what they say, although it is
// not true of every text: behind them are the errors that such a text gets. So they are on, and do
// nothing.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <sstream>

#include "daemon/operation/quantities.h"
#include "daemon/operation/toml_text.h"
#include "daemon/operation/whole_file.h"

namespace tern::daemon {
namespace {

using std::chrono::milliseconds;
using Values = std::vector<std::string>;

constexpr std::string_view kVariablePrefix = "TERND_";

std::unexpected<Error> must_be(std::string_view what) {
  return fail(ErrorCode::Misuse, "must be " + std::string(what));
}

std::string with_underscores(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '-', '_');
  return text;
}

template <class T>
Status assign_number(uint64_t number, T& out) {
  if (number > std::numeric_limits<T>::max())
    return must_be("at most " + std::to_string(std::numeric_limits<T>::max()));
  out = static_cast<T>(number);
  return ok();
}

Status assign(uint32_t* out, const std::string& text) {
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end)
    return must_be("a whole number, not negative, not '" + text + "'");
  return assign_number(number, *out);
}

Status assign(bool* out, const std::string& text) {
  if (text != "true" && text != "false") return must_be("true or false, not '" + text + "'");
  *out = text == "true";
  return ok();
}

std::string quoted(const std::string& text) {
  const toml::value<std::string> value(text);
  std::ostringstream out;
  out << toml::toml_formatter(value, toml::format_flags::none);
  return std::move(out).str();
}

/// What is in force can be written as a file, so it is what a file can hold.
Status check_text(const std::string& text) {
  const toml::parse_result file = toml::parse("value = " + quoted(text));
  const bool is_same = file && file.table()["value"].value<std::string>() == text;
  return is_same ? ok() : Status(must_be("text in UTF-8"));
}

Status assign(std::string* out, const std::string& text) {
  TRY(check_text(text));
  *out = text;
  return ok();
}

Status assign(ByteSize size, const std::string& text) {
  const uint64_t bytes = TRY(parse_size(text));
  return std::visit([&](auto* out) { return assign_number(bytes, *out); }, size.bytes);
}

Status assign(milliseconds* out, const std::string& text) {
  *out = TRY(parse_duration(text));
  return ok();
}

Status assign(Word word, const std::string& text) {
  if (std::ranges::find(word.allowed, text) != word.allowed.end()) {
    *word.word = text;
    return ok();
  }
  std::string list;
  for (const std::string_view allowed : word.allowed)
    list += (list.empty() ? "" : ", ") + std::string(allowed);
  return must_be("one of " + list + ", not '" + text + "'");
}

Status assign_all(const SettingValue& value, const Values& values) {
  if (const auto* list = std::get_if<Values*>(&value)) {
    for (const std::string& text : values) TRY(check_text(text));
    **list = values;
    return ok();
  }
  if (values.size() != 1) return must_be("given once");
  return std::visit(
      [&](auto out) -> Status {
        if constexpr (std::is_same_v<decltype(out), Values*>) {
          return ok();
        } else {
          return assign(out, values.front());
        }
      },
      value);
}

std::string text_of(const std::string* value) { return quoted(*value); }
std::string text_of(const Word& word) { return quoted(*word.word); }
std::string text_of(const bool* value) { return *value ? "true" : "false"; }
std::string text_of(const uint32_t* value) { return std::to_string(*value); }
std::string text_of(const milliseconds* value) { return quoted(duration_text(*value)); }
std::string text_of(const ByteSize& size) {
  return quoted(std::visit([](const auto* bytes) { return size_text(*bytes); }, size.bytes));
}
std::string text_of(const Values* list) {
  std::string text;
  for (const std::string& value : *list) text += (text.empty() ? "" : ", ") + quoted(value);
  return "[" + text + "]";
}

/// A TOML value as text, where its type is one that the setting may have.
Result<std::string> scalar_text(const SettingValue& value, const toml::node& node) {
  const bool counts = std::holds_alternative<uint32_t*>(value);
  const bool sizes = std::holds_alternative<ByteSize>(value);
  if (std::holds_alternative<bool*>(value)) {
    const auto boolean = node.value_exact<bool>();
    if (!boolean) return must_be("true or false");
    return std::string(*boolean ? "true" : "false");
  }
  if (const auto number = node.value_exact<int64_t>(); number && (counts || sizes))
    return std::to_string(*number);
  if (counts) return must_be("a whole number");
  const auto text = node.value_exact<std::string>();
  if (!text) return must_be("a string");
  return *text;
}

Result<Values> toml_values(const SettingValue& value, const toml::node& node) {
  Values values;
  const toml::array* list = node.as_array();
  if (!list) {
    values.push_back(TRY(scalar_text(value, node)));
    return values;
  }
  if (!std::holds_alternative<Values*>(value)) return must_be("one value, not a list");
  for (const toml::node& element : *list) values.push_back(TRY(scalar_text(value, element)));
  return values;
}

Values split_at_commas(std::string_view text) {
  Values values;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) values.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return values;
}

std::string line_of(const std::string& path, const toml::source_region& source) {
  return path + " line " + std::to_string(source.begin.line);
}

Result<toml::table> parse_toml(std::string_view text, const std::string& path) {
  if (const uint32_t line = line_of_stray_character(text))
    return fail(ErrorCode::Misuse, path + " line " + std::to_string(line) +
                                       ": letters beyond ASCII belong into quotes, and these "
                                       "around whole values and names");
  toml::parse_result parsed = toml::parse(text, path);
  if (parsed) return std::move(parsed).table();
  return fail(ErrorCode::Misuse, line_of(path, parsed.error().source()) + ": " +
                                     std::string(parsed.error().description()));
}

}  // namespace

/// A setting of the file, or where none is meant.
struct Settings::FileEntry {
  std::string table;
  std::string key;
  const toml::node& node;
  toml::source_region source;

  static void add(std::vector<FileEntry>& out, std::string_view table, const toml::table& from) {
    for (const auto& [key, node] : from)
      out.push_back({std::string(table), std::string(key.str()), node, key.source()});
  }
  /// Those of a file whose only table is that of limits.
  static Result<std::vector<FileEntry>> all_of(const toml::table& file, const std::string& path) {
    std::vector<FileEntry> entries;
    for (const auto& [key, node] : file) {
      if (key.str() != kLimitsTable) {
        entries.push_back({{}, std::string(key.str()), node, key.source()});
        continue;
      }
      const toml::table* limits = node.as_table();
      if (!limits)
        return fail(ErrorCode::Misuse,
                    line_of(path, key.source()) + ": limits must be a table: [limits]");
      add(entries, kLimitsTable, *limits);
    }
    return entries;
  }
};

std::string variable_of(const Setting& setting) {
  std::string name(kVariablePrefix);
  for (const char c : setting.name)
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
  return name;
}

std::string value_text(const Setting& setting) {
  return std::visit([](const auto& value) { return text_of(value); }, setting.value);
}

Setting* Settings::find(std::string_view name) {
  const auto found = std::ranges::find(settings_, name, &Setting::name);
  return found == settings_.end() ? nullptr : &*found;
}

Status Settings::set(Setting& setting, const Values& values, std::string origin,
                     std::string_view called) {
  const Status assigned = assign_all(setting.value, values);
  if (!assigned)
    return fail(ErrorCode::Misuse,
                std::string(called) + " " + std::string(assigned.error().message()));
  setting.origin = std::move(origin);
  return ok();
}

Status Settings::read_file(const std::string& path) {
  const std::string text = TRY(read_whole_file(path, "the settings file"));
  return read_toml(text, path);
}

Status Settings::read_toml(std::string_view text, const std::string& path) {
  const toml::table file = TRY(parse_toml(text, path));
  const std::vector<FileEntry> entries = TRY(FileEntry::all_of(file, path));
  return read_entries(entries, path);
}

Status read_tables(std::string_view text, const std::string& path,
                   const std::function<Settings*(std::string_view table)>& open) {
  const toml::table file = TRY(parse_toml(text, path));
  const auto read = [&](const toml::key& name, const toml::node& node) -> Status {
    const std::string where = line_of(path, name.source()) + ": " + std::string(name.str());
    const toml::table* const table = node.as_table();
    if (!table) return fail(ErrorCode::Misuse, where + " must be a table");
    Settings* const settings = open(name.str());
    if (!settings) return fail(ErrorCode::Misuse, where + " is not a table that means something");
    std::vector<Settings::FileEntry> entries;
    Settings::FileEntry::add(entries, {}, *table);
    return settings->read_entries(entries, path);
  };
  for (const auto& [name, node] : file) {
    const toml::array* const several = node.as_array();
    if (!several) TRY(read(name, node));
    if (!several) continue;
    for (const toml::node& one : *several) TRY(read(name, one));
  }
  return ok();
}

Status Settings::read_entries(std::span<const FileEntry> entries, const std::string& path) {
  for (const FileEntry& entry : entries) {
    const auto is_meant = [&](const Setting& setting) {
      return setting.table == entry.table && with_underscores(setting.name) == entry.key;
    };
    const std::string where = line_of(path, entry.source);
    const auto setting = std::ranges::find_if(settings_, is_meant);
    if (setting == settings_.end())
      return fail(ErrorCode::Misuse, where + ": " + entry.key + " is not a " +
                                         (entry.table.empty() ? "setting" : "limit"));
    const auto values = toml_values(setting->value, entry.node);
    if (!values)
      return fail(ErrorCode::Misuse,
                  where + ": " + entry.key + " " + std::string(values.error().message()));
    TRY(set(*setting, *values, where, where + ": " + entry.key));
  }
  return ok();
}

Result<Values> Settings::read_environment(std::span<const char* const> variables) {
  Values unknown;
  for (const std::string_view variable : variables) {
    if (!variable.starts_with(kVariablePrefix)) continue;
    const size_t equals = std::min(variable.find('='), variable.size());
    const std::string name(variable.substr(0, equals));
    const std::string value(variable.substr(std::min(equals + 1, variable.size())));
    const auto setting = std::ranges::find(settings_, name, variable_of);
    if (setting == settings_.end()) {
      unknown.push_back(name);
      continue;
    }
    const bool is_list = std::holds_alternative<Values*>(setting->value);
    TRY(set(*setting, is_list ? split_at_commas(value) : Values{value}, name, name));
  }
  return unknown;
}

Status Settings::read_flag(std::string_view name, const Values& values) {
  Setting* setting = find(name);
  if (!setting) return fail(ErrorCode::NotFound, std::string(name) + " is not a setting");
  const std::string flag = "--" + std::string(name);
  return set(*setting, values, flag, flag);
}

Status Settings::read_preset(std::string_view name, const std::string& value,
                             std::string_view origin) {
  Setting* setting = find(name);
  ASSERT(setting && setting->origin == "default");
  return set(*setting, {value}, std::string(origin), name);
}

std::string Settings::text() const {
  std::string text;
  std::string_view table;
  for (const Setting& setting : settings_) {
    if (setting.table != table) {
      table = setting.table;
      text += "\n[" + std::string(table) + "]\n";
    }
    std::string line = with_underscores(setting.name) + " = " + value_text(setting);
    line.resize(std::max<size_t>(line.size() + 2, 44), ' ');
    text += line + "# " + setting.origin + "\n";
  }
  return text;
}

}  // namespace tern::daemon
