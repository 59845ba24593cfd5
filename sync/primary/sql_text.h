#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/api/include/tern/tern.h"
#include "engine/base/bytes.h"
#include "engine/base/result.h"

// SQL text that comes in from outside, of any length: it passes in pieces, and a statement is run
// once all of it is there.

namespace tern::sync::primary {

class HostedDatabase;

/// Fills `room` with the next bytes of the text and returns how many; 0: the end.
using SqlSource = std::function<Result<size_t>(MutBytes room)>;
/// Lifetime: the text outlives it.
SqlSource source_of(std::string_view text);
/// Errors: CantOpen.
Result<SqlSource> source_of_file(const std::string& path);

/// One statement; so much of the text is in memory at a time, and as much again while it is read.
constexpr size_t kStatementBytesMax = size_t{256} << 20;

/// Runs the text through a connection of the database's own (SqlConnection), in one turn. Set
/// `is_gone`, if there is one, and it ends with Interrupt. Errors: as Primary::import_sql.
Status run_script(HostedDatabase& database, const SqlSource& source,
                  const std::atomic<bool>* is_gone = nullptr);

/// Makes a database file at `path` of what the text creates; `bytes_max`: how large it may become,
/// 0: as large as it likes. Where it fails, what has been made so far is left.
/// Errors: CantOpen, IoErr*, Full; Auth for ATTACH; TooBig for a statement that is too long; of the
/// SQL, with the line where the statement begins.
Status make_from_script(const std::string& path, const SqlSource& source, uint64_t bytes_max,
                        const std::atomic<bool>* is_gone = nullptr);

/// Writes the database at `from`, as it is committed now, as SQL text that makes it again, to a new
/// file. Rowids that are no column's are not kept. Errors: CantOpen if there is such a file;
/// IoErr*, Full, Corrupt; then there is none.
Status write_script(const std::string& from, const std::string& to);

}  // namespace tern::sync::primary
