#include "tools/diff/known_changes.h"

#include <algorithm>
#include <cmath>

#include "engine/base/assert.h"
#include "engine/base/utf8.h"

namespace tern::diff {

namespace {

using record::ValueView;

std::string_view bytes_of(const Value& value) {
  const ValueView view = value.view();
  if (view.is_text()) return view.as_text();
  return view.is_blob() ? as_text(view.as_bytes()) : std::string_view();
}

bool is_infinite(const Value& value) {
  return value.view().is_real() && std::isinf(value.view().as_real());
}

/// Has the answer an infinity as JSON had it?
bool tells_infinity(const Outcome& outcome) {
  return outcome.is_ok() && std::ranges::any_of(outcome.rows, [](const RowValues& row) {
           return bytes_of(row[0]).find("Inf") != std::string_view::npos;
         });
}

/// Is it a path, or the label of an arrow, with escapes in quotes?
bool is_escaped_path(const Value& value) {
  const std::string_view text = bytes_of(value);
  return (text.starts_with('$') || text.starts_with('"')) &&
         text.find('\\') != std::string_view::npos;
}

/// Arrays in arrays deeper than SQLite goes since 3.42.
bool is_deep(const Value& value) {
  return std::ranges::count_if(bytes_of(value), [](char c) { return c == '[' || c == '{'; }) > 1000;
}

/// Has it a substitution that strftime() got with 3.44 or 3.46?
bool is_later_time_format(const Value& value) {
  const std::string_view text = bytes_of(value);
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '%') continue;
    ++i;
    if (std::string_view("eFGgIklpPRTuUV").find(text[i]) != std::string_view::npos) return true;
  }
  return false;
}

/// Is it a modifier, or a time, that came with 3.42, 3.43 or 3.46?
bool is_later_modifier(const Value& value) {
  const std::string_view text = bytes_of(value);
  for (const std::string_view word : {"floor", "ceiling", "subsec", "subsecond"}) {
    if (std::ranges::equal(text, word, {}, fold_case)) return true;
  }
  // +YYYY-MM-DD, also with five digits.
  if (!text.starts_with('+') && !text.starts_with('-')) return false;
  const size_t year_end = text.find('-', 1);
  return year_end == 5 || year_end == 6;
}

/// Is it NULL, or what quote(), typeof(), hex() and JSON make of NULL?
bool is_null(const Outcome& outcome) {
  if (!outcome.is_ok() || outcome.rows.size() != 1) return false;
  const Value& value = outcome.rows[0][0];
  constexpr std::string_view kNulls[] = {"", "NULL", "null", "[null]"};
  return value.is_null() || (value.view().is_text() &&
                             std::ranges::find(kNulls, value.view().as_text()) != std::end(kNulls));
}

/// Does it change more than one place, and elements of arrays are among them?
bool changes_elements(const CallForm& form, std::span<const Value* const> arguments) {
  if (form.function != "json_set" && form.function != "json_insert") return false;
  size_t paths = 0;
  for (size_t i = 1; i < arguments.size(); i += 2) {
    if (bytes_of(*arguments[i]).find('[') != std::string_view::npos) ++paths;
  }
  return paths > 1;
}

bool is_date_function(std::string_view name) {
  constexpr std::string_view kNames[] = {"date",      "datetime", "julianday",
                                         "unixepoch", "strftime", "time"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

}  // namespace

bool is_later_time_text(const Value& value) {
  return is_later_modifier(value) || is_later_time_format(value);
}

KnownChanges::KnownChanges(RepeatingSide& tern) {
  Outcome failure;
  is_later_json_ = tern.prepare("SELECT json_valid(?1, 10) AND NOT json_valid(?1, 1)", failure);
  has_escaped_labels_ = tern.prepare(
      "SELECT EXISTS (SELECT 1 FROM json_tree(?1) WHERE instr(fullkey, '\\'))", failure);
  ASSERT(is_later_json_ && has_escaped_labels_);
}

bool KnownChanges::any(RepeatedStatement& question, std::span<const Value* const> arguments) {
  return std::ranges::any_of(arguments, [&question](const Value* value) {
    const Value* const parameters[] = {value};
    const Outcome& answer = question.run(parameters);
    return answer.is_ok() && identical(answer.rows[0][0], Value::integer(1));
  });
}

const char* KnownChanges::reason_in_json(const CallForm& form,
                                         std::span<const Value* const> arguments,
                                         const Outcome& reference) {
  const auto has = [&arguments](bool (*is_it)(const Value&)) {
    return std::ranges::any_of(arguments, [is_it](const Value* value) { return is_it(*value); });
  };
  if (reference.message == "malformed JSON" && any(*is_later_json_, arguments)) {
    return "JSON5 (3.42) and JSONB (3.45) are read";
  }
  if (reference.message == "JSON cannot hold BLOB values" && any(*is_later_json_, arguments)) {
    return "blobs that are JSONB are JSON values (3.45)";
  }
  if (has(is_infinite) || tells_infinity(reference))
    return "infinities are numbers in JSON, not the word Inf (3.45)";
  if (has(is_deep)) return "JSON is no deeper than 1000 (3.42)";
  if (has(is_escaped_path) || any(*has_escaped_labels_, arguments)) {
    return "labels are compared as they are meant, not as they are written (3.45)";
  }
  if (changes_elements(form, arguments)) {
    return "elements of arrays that the same call has appended to are found (3.45)";
  }
  const bool is_arrow = form.sql.find("->") != std::string::npos;
  if (is_arrow && arguments[1]->view().is_integer() && arguments[1]->view().as_integer() < 0) {
    return "-> and ->> with a negative number count from the end (3.47)";
  }
  return nullptr;
}

const char* KnownChanges::reason(const CallForm& form, std::span<const Value* const> arguments,
                                 const Outcome& reference) {
  if (form.sql.find("json") != std::string::npos || form.sql.find("->") != std::string::npos) {
    if (const char* reason = reason_in_json(form, arguments, reference)) return reason;
  }
  if (!is_date_function(form.function)) return nullptr;
  if (!form.is_over_rows && !is_null(reference)) return nullptr;
  if (form.function == "strftime" && is_later_time_format(*arguments[0])) {
    return "strftime() has more substitutions (3.44, 3.46)";
  }
  if (std::ranges::any_of(arguments,
                          [](const Value* value) { return is_later_modifier(*value); })) {
    return "there are more modifiers (3.42, 3.43, 3.46)";
  }
  return nullptr;
}

}  // namespace tern::diff
