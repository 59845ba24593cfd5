#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tern::sync::primary {

class HostedDatabase;

/// Is the file one that can be hosted? Its header, its size, its schema, and a quick check for
/// damage that goes on for kCheckMsMax at most: what is found later shows when it is read.
/// Errors: NotADb, Corrupt, Unsupported, CantOpen, IoErr*.
constexpr int64_t kCheckMsMax = 10'000;
Status check_database_file(const std::string& path);

/// Moves the file, or copies it across file systems. Errors: IoErr.
Status take_file(const std::string& from, const std::string& to);

/// WithWal: a database that stays in WAL mode. Plain: one that needs no file beside it.
enum class FileForm : uint8_t { WithWal, Plain };
/// Writes the database at `from`, as it is committed now, to a new file. Durable on return.
/// Errors: CantOpen if there is one; IoErr*, Full; then there is none.
Status write_database(const std::string& from, const std::string& to, FileForm form);

/// Runs SQL text through a connection of the database's own (SqlConnection), in one turn.
/// Errors: as Primary::import_sql.
Status run_script(HostedDatabase& database, std::string_view sql);

}  // namespace tern::sync::primary
