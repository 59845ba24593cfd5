#include "tools/tern/output_settings.h"

#include <algorithm>

namespace tern::shell {
namespace {

void set_separators(OutputSettings& settings, const char* column, const char* row) {
  settings.column_separator = column;
  settings.row_separator = row;
}

}  // namespace

const std::vector<std::string>& mode_names() {
  static const std::vector<std::string> kNames = {"ascii",    "box",   "column", "csv",
                                                  "insert",   "json",  "line",   "list",
                                                  "markdown", "quote", "table",  "tabs"};
  return kNames;
}

bool set_mode(OutputSettings& settings, const std::string& name) {
  // A prefix of two letters or more is enough, the first mode that fits wins.
  const auto fits = [&](const std::string& mode) {
    return name.size() >= 2 && mode.starts_with(name);
  };
  const auto found = std::ranges::find_if(mode_names(), fits);
  if (found == mode_names().end()) return false;
  settings.mode = static_cast<OutputMode>(found - mode_names().begin());
  switch (settings.mode) {
    case OutputMode::Ascii:
      set_separators(settings, "\x1f", "\x1e");
      break;
    case OutputMode::Csv:
      set_separators(settings, ",", "\r\n");
      break;
    case OutputMode::List:
      set_separators(settings, "|", "\n");
      break;
    case OutputMode::Quote:
      set_separators(settings, ",", "\n");
      break;
    case OutputMode::Tabs:
      set_separators(settings, "\t", "\n");
      break;
    case OutputMode::Column:
      if (!settings.headers_set) settings.headers = true;
      settings.row_separator = "\n";
      break;
    case OutputMode::Insert:
      settings.insert_table = "table";
      break;
    case OutputMode::Box:
    case OutputMode::Json:
    case OutputMode::Line:
    case OutputMode::Markdown:
    case OutputMode::Table:
      break;
  }
  return true;
}

}  // namespace tern::shell
