#include <algorithm>
#include <limits>

#include "engine/base/utf8.h"
#include "engine/functions/builtins.h"
#include "engine/functions/numeric.h"
#include "engine/io/random.h"
#include "engine/record/affinity.h"

// Functions that ask the connection, or tell what this library is.

namespace tern::functions {
namespace {

using record::ValueView;

Result<ValueView> call_changes(Call& call, Arguments) {
  return ValueView::integer(call.connection().changes());
}

Result<ValueView> call_total_changes(Call& call, Arguments) {
  return ValueView::integer(call.connection().total_changes());
}

Result<ValueView> call_last_insert_rowid(Call& call, Arguments) {
  return ValueView::integer(call.connection().last_insert_rowid());
}

Result<ValueView> call_random(Call& call, Arguments) {
  const auto value = static_cast<int64_t>(call.connection().random().next_u64());
  // Never the smallest integer: abs(random()) must not fail.
  if (value == std::numeric_limits<int64_t>::min()) return ValueView::integer(0);
  return ValueView::integer(value);
}

Result<ValueView> call_randomblob(Call& call, Arguments a) {
  const int64_t size = std::max<int64_t>(integer_argument(call, a[0]), 1);
  if (static_cast<uint64_t>(size) > call.connection().length_max()) return fail(ErrorCode::TooBig);
  std::string& out = call.buffer();
  out.resize(static_cast<size_t>(size));
  call.connection().random().fill({reinterpret_cast<std::byte*>(out.data()), out.size()});
  return call.blob_result();
}

// The release whose behaviour this library has.
Result<ValueView> call_version(Call&, Arguments) { return ValueView::text("3.40.1"); }
Result<ValueView> call_source_id(Call&, Arguments) {
  return ValueView::text(
      "2022-12-28 14:03:47 df5c253c0b3dd24916e4ec7cf77d3db5294cc9fd45ae7b9c5e82ad8197f3alt1");
}

// What is fixed when the library is built, as SQLite names it. Sorted.
constexpr std::string_view kOptions[] = {
    "ENABLE_COLUMN_METADATA",
    "ENABLE_MATH_FUNCTIONS",
    "LIKE_DOESNT_MATCH_BLOBS",
    "MAX_LENGTH=1000000000",
    "MAX_SQL_LENGTH=1000000000",
    "MAX_VARIABLE_NUMBER=250000",
    "SOUNDEX",
    "THREADSAFE=1",
};

Result<ValueView> call_option_get(Call&, Arguments a) {
  const int64_t index = record::to_integer(a[0]);
  if (index < 0 || index >= static_cast<int64_t>(std::size(kOptions))) return ValueView::null();
  return ValueView::text(kOptions[index]);
}

Result<ValueView> call_option_used(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  std::string wanted(call.text(a[0], 0));
  std::ranges::transform(wanted, wanted.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  if (wanted.starts_with("SQLITE_")) wanted.erase(0, 7);
  for (const std::string_view option : kOptions) {
    if (option == wanted || option.substr(0, option.find('=')) == wanted) {
      return ValueView::integer(1);
    }
  }
  return ValueView::integer(0);
}

/// Extensions are code of SQLite's kind; there is nothing here that could load one.
Result<ValueView> call_load_extension(Call&, Arguments) {
  return fail(ErrorCode::Error, "not authorized");
}

/// There is no log that an SQL text could write to.
Result<ValueView> call_log(Call&, Arguments) { return ValueView::null(); }

constexpr ScalarRow kConnectionFunctions[] = {
    {"changes", 0, 0, call_changes, Determinism::Never},
    {"last_insert_rowid", 0, 0, call_last_insert_rowid, Determinism::Never},
    {"load_extension", 1, 2, call_load_extension, Determinism::Never, true},
    {"random", 0, 0, call_random, Determinism::Never},
    {"randomblob", 1, 1, call_randomblob, Determinism::Never},
    {"sqlite_compileoption_get", 1, 1, call_option_get},
    {"sqlite_compileoption_used", 1, 1, call_option_used},
    {"sqlite_log", 2, 2, call_log, Determinism::Never},
    {"sqlite_source_id", 0, 0, call_source_id},
    {"sqlite_version", 0, 0, call_version},
    {"total_changes", 0, 0, call_total_changes, Determinism::Never},
};

}  // namespace

std::span<const ScalarRow> connection_functions() { return kConnectionFunctions; }

std::span<const std::string_view> compile_options() { return kOptions; }

}  // namespace tern::functions
