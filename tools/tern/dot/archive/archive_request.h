#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>

#include "tools/tern/words.h"

namespace tern::shell {

/// What the words behind .archive ask for.
struct ArchiveRequest {
  enum class Task : uint8_t { Update, Create, Extract, Insert, List, Remove, Help };

  Task task = Task::Update;
  bool is_verbose = false;
  bool is_dry_run = false;  // tells the SQL instead of running it
  bool uses_glob = false;
  bool appends = false;             // the archive stands behind something else in its file
  std::optional<std::string> file;  // nothing: the shell's database
  std::optional<std::string> folder;
  Words members;  // names of files or members

  /// Options as tar takes them: a word of letters first ("tvf"), whose values follow; or with
  /// dashes: letters, or names that may be cut short. Errors: the complaint.
  static std::expected<ArchiveRequest, std::string> parse(std::span<const std::string> words);
};

}  // namespace tern::shell
