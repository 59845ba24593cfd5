#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tern::shell {

enum class OutputMode : uint8_t {
  Ascii,
  Box,
  Column,
  Csv,
  Insert,
  Json,
  Line,
  List,
  Markdown,
  Quote,
  Table,
  Tabs,
};

/// How rows are printed: what .mode, .headers, .separator, .nullvalue and .width set.
struct OutputSettings {
  OutputMode mode = OutputMode::List;
  bool headers = false;
  bool headers_set = false;  ///< by the user: .mode column then leaves them alone
  std::string column_separator = "|";
  std::string row_separator = "\n";
  std::string null_text;
  std::string insert_table = "table";
  std::vector<int> widths;
  int wrap = 60;  ///< columns wider than this go on in a further line; 0: never
};

/// The names as .mode takes them, in the order of OutputMode.
const std::vector<std::string>& mode_names();

/// Sets the mode and what goes with it (separators, headers). False: there is no such mode.
bool set_mode(OutputSettings& settings, const std::string& name);

}  // namespace tern::shell
