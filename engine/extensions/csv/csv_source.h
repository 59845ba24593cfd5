#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/io/posix_file.h"

namespace tern::extensions::csv {

/// The bytes of a CSV text, a part at a time: of a file, or of a text in memory.
class CsvSource {
 public:
  /// Lifetime: as the text.
  explicit CsvSource(std::string_view text) : text_(text) {}
  /// As far as the file reaches now: what is written behind that meanwhile is not read.
  /// Errors: Error: it cannot be opened, or is no regular file (a pipe, a device, a folder).
  static Result<CsvSource> open(const std::string& path);

  /// The next part; empty at the end. Lifetime: until the next call. Errors: IoErrRead.
  Result<std::string_view> next();

 private:
  CsvSource(std::unique_ptr<io::PosixFile> file, uint64_t size);

  std::string_view text_;
  std::unique_ptr<io::PosixFile> file_;
  uint64_t at_ = 0;
  uint64_t size_ = 0;
  ByteVector buffer_;
};

}  // namespace tern::extensions::csv
