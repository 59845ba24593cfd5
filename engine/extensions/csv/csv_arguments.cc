#include "engine/extensions/csv/csv_arguments.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/base/numeric_text.h"
#include "engine/base/utf8.h"
#include "engine/vtab/module_argument.h"

// Source: SQLite, the head of its csv extension.

namespace tern::extensions::csv {
namespace {

constexpr auto kColumnsMax = static_cast<size_t>(Limits()[Limit::Columns]);

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool is_word(std::string_view text, std::string_view word) {
  return std::ranges::equal(text, word, {}, fold_case);
}

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return is_word(text, word); });
}

std::optional<bool> as_boolean(std::string_view text) {
  constexpr std::string_view kYes[] = {"yes", "on", "true", "1"};
  constexpr std::string_view kNo[] = {"no", "off", "false", "0"};
  if (is_one_of(text, kYes)) return true;
  if (is_one_of(text, kNo)) return false;
  return std::nullopt;
}

std::unexpected<Error> bad_parameter(std::string_view argument) {
  return fail(ErrorCode::Error, "csv: bad parameter: '" + std::string(argument) + "'");
}

template <class T>
Status set_once(std::optional<T>& slot, T value, std::string_view name) {
  if (slot) {
    return fail(ErrorCode::Error, "csv: more than one '" + std::string(name) + "' parameter");
  }
  slot = std::move(value);
  return ok();
}

Result<size_t> as_column_count(std::string_view text) {
  size_t count = 0;
  const std::from_chars_result read =
      std::from_chars(text.data(), text.data() + text.size(), count);
  const bool is_number = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!is_number || count == 0) {
    return fail(ErrorCode::Error, "csv: columns= value must be positive");
  }
  if (count > kColumnsMax) {
    return fail(ErrorCode::Error,
                "csv: columns= value must be at most " + std::to_string(kColumnsMax));
  }
  return count;
}

Status take_argument(std::string_view argument, CsvArguments& out) {
  const size_t equals = argument.find('=');
  const bool has_value = equals != std::string_view::npos;
  const std::string_view name = trimmed(argument.substr(0, equals));
  const std::string_view written = has_value ? trimmed(argument.substr(equals + 1)) : "yes";
  const std::string value = vtab::unquoted(written);
  if (is_word(name, "header")) {
    const std::optional<bool> header = as_boolean(value);
    if (!header) return bad_parameter(argument);
    return set_once(out.header, *header, "header");
  }
  if (!has_value) return bad_parameter(argument);
  if (is_word(name, "filename")) return set_once(out.filename, value, "filename");
  if (is_word(name, "data")) return set_once(out.data, value, "data");
  if (is_word(name, "columns")) {
    const size_t count = TRY(as_column_count(value));
    return set_once(out.columns, count, "columns");
  }
  if (is_word(name, "schema")) {
    return fail(ErrorCode::Error,
                "csv: schema= is not supported: columns are named by header=yes or counted by "
                "columns=N");
  }
  return bad_parameter(argument);
}

}  // namespace

Result<CsvArguments> parse_arguments(std::span<const std::string> arguments) {
  CsvArguments out;
  for (const std::string& argument : arguments) TRY(take_argument(trimmed(argument), out));
  if (out.filename.has_value() == out.data.has_value()) {
    return fail(ErrorCode::Error, "csv: must specify either filename= or data= but not both");
  }
  return out;
}

}  // namespace tern::extensions::csv
