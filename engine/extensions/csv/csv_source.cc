#include "engine/extensions/csv/csv_source.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace tern::extensions::csv {
namespace {

constexpr size_t kPartSize = 65536;

std::unexpected<Error> cannot_open(const std::string& path, std::string_view why) {
  std::string text = "csv: cannot open '" + path + "' for reading";
  return fail(ErrorCode::Error, text.append(why));
}

std::unexpected<Error> not_regular(const std::string& path) {
  return cannot_open(path, ": not a regular file");
}

}  // namespace

CsvSource::CsvSource(std::unique_ptr<io::PosixFile> file, uint64_t size)
    : file_(std::move(file)), size_(size), buffer_(std::min<uint64_t>(size, kPartSize)) {}

Result<CsvSource> CsvSource::open(const std::string& path) {
  // A path means what it says, and not what stands before a NUL.
  if (path.find('\0') != std::string::npos) return cannot_open(path.c_str(), "");
  // Asked before it is opened, as opening a pipe waits and opening a device may do anything; and
  // afterwards, as the name may have come to mean something else.
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return cannot_open(path, "");
  if (!S_ISREG(status.st_mode)) return not_regular(path);
  Result<std::unique_ptr<io::PosixFile>> file = io::PosixFile::open(path, {.read_only = true});
  if (!file) return cannot_open(path, "");
  if (::fstat((*file)->descriptor(), &status) != 0) {
    return io::fail_errno(ErrorCode::IoErrFstat, "fstat");
  }
  if (!S_ISREG(status.st_mode)) return not_regular(path);
  return CsvSource(*std::move(file), static_cast<uint64_t>(status.st_size));
}

Result<std::string_view> CsvSource::next() {
  if (!file_) return std::exchange(text_, std::string_view());
  const size_t wanted = std::min<uint64_t>(buffer_.size(), size_ - at_);
  if (wanted == 0) return std::string_view();
  const size_t got = TRY(file_->pread(MutBytes(buffer_).first(wanted), at_));
  at_ = got < wanted ? size_ : at_ + got;  // it may have become shorter
  return as_text(Bytes(buffer_).first(got));
}

}  // namespace tern::extensions::csv
