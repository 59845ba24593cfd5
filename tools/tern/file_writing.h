#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "engine/record/value.h"

namespace tern::shell {

/// A file, a symbolic link or a folder, as writefile() and archives describe one.
struct FileImage {
  record::ValueView content = {};  // of a file its bytes, of a link where it points to
  uint32_t mode = 0;               // as stat says it; 0: a file, with permissions as the umask says
  std::optional<int64_t> mtime = {};  // Units: seconds since 1970; nothing: now
};

/// What becomes of a symbolic link that stands where a file is to be.
enum class LinksThere : uint8_t {
  Followed,
  Replaced,  // and so is all else that is neither a file nor a folder
};

/// How many bytes a file got (nothing: it is a link or a folder), or what errno said.
using FileWritten = std::expected<std::optional<int64_t>, int>;

/// Makes `name`, seen from the folder `folder` (an open one, or AT_FDCWD), what `image` says. A
/// folder may be there already. The time of a link is its own, not that of what it points to.
FileWritten write_image(int folder, const std::string& name, const FileImage& image,
                        LinksThere links);

/// What writefile() and extraction say where that fails.
std::string write_failure(const std::string& path, uint32_t mode);

/// Makes the folders that `path` leads through, with permissions as the umask says.
bool make_parents(const std::string& path);

}  // namespace tern::shell
