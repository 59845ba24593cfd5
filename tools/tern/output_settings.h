#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tern::shell {

enum class OutputMode : uint8_t {
  Line,
  Column,
  List,
  Html,
  Tcl,
  Csv,
  Insert,
  Quote,
  Ascii,
  Markdown,
  Table,
  Box,
  Json,
};

/// How rows are printed: what .mode, .headers, .separator, .nullvalue and .width set.
struct OutputSettings {
  OutputMode mode = OutputMode::List;
  bool mode_set = false;  ///< by the user: else results on a terminal are drawn for people
  bool headers = false;
  bool headers_set = false;  ///< by the user: .mode column then leaves them alone
  std::string column_separator = "|";
  std::string row_separator = "\n";
  std::string null_text;
  std::string insert_table = "table";
  bool keeps_newlines = false;  ///< of texts in INSERT statements; else they travel in replace()
  std::vector<int> widths;

  // Of column, table, box and markdown:
  int wrap = 60;  ///< columns wider than this go on in a further line; 0: never
  bool wraps_words = false;
  bool quotes = false;  ///< values are shown as SQL literals
};

/// The name of a mode as .mode and .show tell it.
std::string_view mode_name(OutputMode mode);
/// All names that .mode takes, sorted.
const std::vector<std::string>& mode_names();
/// Are rows kept until the end because widths depend on all of them?
bool is_columnar(OutputMode mode);

/// Sets the mode that `name` begins, and what goes with it (separators, headers). False: there is
/// no such mode.
bool set_mode(OutputSettings& settings, std::string_view name);

}  // namespace tern::shell
