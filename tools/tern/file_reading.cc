#include "tools/tern/file_reading.h"

#include <sys/stat.h>

#include <cstdio>
#include <memory>

namespace tern::shell {

Result<std::optional<ByteVector>> read_file(const std::string& path, uint64_t size_max) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) return std::nullopt;
  struct stat there{};
  if (fstat(fileno(file.get()), &there) != 0) return fail(ErrorCode::IoErr);
  const auto size = static_cast<uint64_t>(S_ISREG(there.st_mode) ? there.st_size : 0);
  if (S_ISDIR(there.st_mode) || size > size_max) return fail(ErrorCode::TooBig);
  ByteVector content(size);
  if (std::fread(content.data(), 1, size, file.get()) != size) return fail(ErrorCode::IoErr);
  return content;
}

}  // namespace tern::shell
