#pragma once

#include <cstdint>
#include <string>

#include "engine/base/result.h"

namespace tern::sync::primary {

/// Is the file one that can be hosted? Its header, its size (`bytes_max` at most; 0: any), its
/// schema, and a quick check for damage that goes on for kCheckMsMax at most: what is found later
/// shows when it is read. Errors: NotADb, Corrupt, Unsupported, CantOpen, IoErr*; Full.
constexpr int64_t kCheckMsMax = 10'000;
Status check_database_file(const std::string& path, uint64_t bytes_max = 0);

/// Moves the file, or copies it across file systems. Its content is durable on return. Errors:
/// IoErr.
Status take_file(const std::string& from, const std::string& to);
/// Makes the file's content durable. Errors: CantOpen, IoErr.
Status sync_file(const std::string& path);

/// WithWal: a database that stays in WAL mode. Plain: one that needs no file beside it.
enum class FileForm : uint8_t { WithWal, Plain };
/// Writes the database at `from`, as it is committed now, to a new file. Durable on return.
/// Errors: CantOpen if there is one; IoErr*, Full; then there is none.
Status write_database(const std::string& from, const std::string& to, FileForm form);

}  // namespace tern::sync::primary
