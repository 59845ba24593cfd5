#include "tools/tern/output_settings.h"

namespace tern::shell {
namespace {

/// A mode as it is asked for. "tabs" is list with another separator.
struct ModeEntry {
  std::string_view name;
  OutputMode mode;
  const char* column_separator = nullptr;  // null: stays
  const char* row_separator = nullptr;
};

// In the order in which a beginning of a name is looked for.
constexpr ModeEntry kModes[] = {
    {"lines", OutputMode::Line, nullptr, "\n"},
    {"columns", OutputMode::Column, nullptr, "\n"},
    {"list", OutputMode::List, "|", "\n"},
    {"html", OutputMode::Html},
    {"tcl", OutputMode::Tcl, " ", "\n"},
    {"csv", OutputMode::Csv, ",", "\r\n"},
    {"tabs", OutputMode::List, "\t"},
    {"insert", OutputMode::Insert},
    {"quote", OutputMode::Quote, ",", "\n"},
    {"ascii", OutputMode::Ascii, "\x1f", "\x1e"},
    {"markdown", OutputMode::Markdown},
    {"table", OutputMode::Table},
    {"box", OutputMode::Box},
    {"json", OutputMode::Json},
};

}  // namespace

const std::vector<std::string>& mode_names() {
  static const std::vector<std::string> kNames = {"ascii",  "box",   "column", "csv",  "html",
                                                  "insert", "json",  "line",   "list", "markdown",
                                                  "qbox",   "quote", "table",  "tabs", "tcl"};
  return kNames;
}

std::string_view mode_name(OutputMode mode) {
  switch (mode) {
    case OutputMode::Line:
      return "line";
    case OutputMode::Column:
      return "column";
    default:
      break;
  }
  for (const ModeEntry& entry : kModes)
    if (entry.mode == mode) return entry.name;
  return "";
}

bool is_columnar(OutputMode mode) {
  return mode == OutputMode::Column || mode == OutputMode::Markdown || mode == OutputMode::Table ||
         mode == OutputMode::Box;
}

bool set_mode(OutputSettings& settings, std::string_view name) {
  for (const ModeEntry& entry : kModes) {
    if (!entry.name.starts_with(name)) continue;
    settings.mode = entry.mode;
    settings.mode_set = true;
    if (entry.column_separator) settings.column_separator = entry.column_separator;
    if (entry.row_separator) settings.row_separator = entry.row_separator;
    if (entry.mode == OutputMode::Column && !settings.headers_set) settings.headers = true;
    return true;
  }
  return false;
}

}  // namespace tern::shell
