#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/base/result.h"
#include "tools/tern/file_writing.h"

namespace tern::shell {

/// A folder that members of an archive are written into, whose names nobody vouches for. Nothing
/// outside is changed: names with ".." and, where `path` is "", those that begin with "/" are
/// refused, and no symbolic link below the folder is gone through, not even one that was there
/// before. A link in the place of a member is replaced, not written through.
class ExtractionFolder {
 public:
  /// `path`: "" (the working directory), or ends with "/". It is made when something is written.
  explicit ExtractionFolder(std::string path) : path_(std::move(path)) {}

  /// Makes the member, and the folders that its name leads through.
  /// Errors: Error in the words of write_failure(), or that the name leads outside.
  Status write(std::string_view name, const FileImage& image) const;

 private:
  std::string path_;
};

}  // namespace tern::shell
