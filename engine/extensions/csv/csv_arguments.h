#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "engine/base/result.h"

namespace tern::extensions::csv {

/// What CREATE VIRTUAL TABLE ... USING csv(...) says. Exactly one of filename and data is there.
struct CsvArguments {
  std::optional<std::string> filename;
  std::optional<std::string> data;
  std::optional<bool> header;
  std::optional<size_t> columns;
};

/// Errors: Error, in the words of SQLite's extension: an argument that is not known, comes twice or
/// has no meaning.
Result<CsvArguments> parse_arguments(std::span<const std::string> arguments);

}  // namespace tern::extensions::csv
