#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/functions/json_document.h"

namespace tern::functions {

/// One step of a path: .label, [index], [#] or [#-index]. Of the latter two the index is known;
/// Nowhere: it would lie before the first element.
struct JsonStep {
  enum class Kind : uint8_t { Label, Index, Nowhere };
  Kind kind = Kind::Label;
  bool has_escapes = false;  // a label in quotes with backslashes that mean something
  std::string_view label;    // without quotes
  uint32_t index = 0;
};

/// Walks a path. Steps are read only as far as the walk goes, so a broken end behind a missing part
/// is no error, as in SQLite.
class JsonPath {
 public:
  explicit JsonPath(std::string_view path) : whole_(path) {}
  /// Requires: the first call. Errors: the path does not begin with $.
  Status start();
  bool at_end() const { return rest_.empty(); }
  /// Does the rest begin with '.', or with "[0]"?
  bool is_label_next() const { return rest_.starts_with('.'); }
  bool is_first_index_next() const { return rest_.starts_with("[0]"); }
  /// Such a step is looked at only where an array is, and next() has to know its size.
  bool is_from_end_next() const { return rest_.starts_with("[#"); }
  /// What the next step is for: true an object, false an array. Errors: neither.
  Result<bool> wants_object() const;
  /// Requires: !at_end(). `size`: how many elements the array has, if is_from_end_next().
  Result<JsonStep> next(uint32_t size);

 private:
  Result<JsonStep> next_label();
  Result<JsonStep> next_index(uint32_t size);
  std::unexpected<Error> broken(std::string_view at) const;

  std::string_view whole_;
  std::string_view rest_;
};

/// Is a label of that payload and form the one that `step` names, as meant?
bool means_label(std::string_view payload, JsonForm form, const JsonStep& step);
/// As written or as meant.
inline bool is_label(std::string_view payload, JsonForm form, const JsonStep& step) {
  if (payload == step.label) return true;
  const bool is_written = form == JsonForm::Plain || form == JsonForm::Raw;
  return (!is_written || step.has_escapes) && means_label(payload, form, step);
}

/// The node that `path` leads to, or no value.
Result<std::optional<uint32_t>> find_json(const JsonDocument& document, std::string_view path);

/// A path of labels and of indexes from the start, taken apart: what most queries ask of document
/// after document.
class PlainJsonPath {
 public:
  /// false: `path` is no such path; find_json() walks it.
  bool read(std::string_view path);
  /// As find_json(). Requires: read() said true.
  std::optional<uint32_t> find(const JsonDocument& document) const;

 private:
  std::string text_;
  std::vector<JsonStep> steps_;  // view text_
};

}  // namespace tern::functions
