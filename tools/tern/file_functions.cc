#include "tools/tern/file_functions.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <string>

#include "engine/api/connection_state.h"
#include "engine/api/include/tern/functions.h"
#include "tools/tern/directory_table.h"
#include "tools/tern/file_reading.h"
#include "tools/tern/file_writing.h"

namespace tern::shell {
namespace {

Result<ValueView> readfile(FunctionCall& call, std::span<const ValueView> arguments) {
  if (arguments[0].is_null()) return ValueView::null();
  const std::string path(call.text(arguments[0], 0));
  const auto content = TRY(read_file(path, call.connection().length_max()));
  if (!content) return ValueView::null();
  call.buffer().assign(as_text(*content));
  return call.blob_result();
}

Result<ValueView> writefile(FunctionCall& call, std::span<const ValueView> arguments) {
  if (arguments.size() < 2 || arguments.size() > 4)
    return fail(ErrorCode::Error, "wrong number of arguments to function writefile()");
  if (arguments[0].is_null()) return ValueView::null();
  const std::string path(call.text(arguments[0], 0));
  FileImage image{.content = arguments[1]};
  if (arguments.size() > 2) image.mode = static_cast<uint32_t>(record::to_integer(arguments[2]));
  if (arguments.size() > 3) image.mtime = record::to_integer(arguments[3]);
  if (image.mtime && *image.mtime < 0) image.mtime.reset();
  FileWritten written = write_image(AT_FDCWD, path, image, LinksThere::Followed);
  if (!written && written.error() == ENOENT && make_parents(path))
    written = write_image(AT_FDCWD, path, image, LinksThere::Followed);
  if (written) return *written ? ValueView::integer(**written) : ValueView::null();
  if (arguments.size() == 2) return ValueView::null();
  return fail(ErrorCode::Error, write_failure(path, image.mode));
}

/// A mode as ls -l shows it, for files, links and folders; others begin with "?".
std::string mode_text(uint32_t mode) {
  std::string out(1, S_ISLNK(mode) ? 'l' : S_ISREG(mode) ? '-' : S_ISDIR(mode) ? 'd' : '?');
  constexpr std::string_view kLetters = "rwxrwxrwx";
  for (size_t i = 0; i < kLetters.size(); ++i)
    out += (mode >> (kLetters.size() - 1 - i) & 1) != 0 ? kLetters[i] : '-';
  return out;
}

}  // namespace

Status add_file_functions(Connection& db) {
  constexpr FunctionOptions kDirect{.direct_only = true};
  TRY(add_function(db, {"readfile", 1, 1, kDirect, &readfile}));
  TRY(add_function(db, {"writefile", 0, functions::kArgumentsMax, kDirect, &writefile}));
  TRY(add_function(db, "lsmode", [](std::optional<int64_t> mode) {
    return mode_text(static_cast<uint32_t>(mode.value_or(0)));
  }));
  return db.state().add_table(make_directory_table(db));
}

}  // namespace tern::shell
