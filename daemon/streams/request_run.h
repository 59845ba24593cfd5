#pragma once

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/requests.h"
#include "daemon/streams/stream_use.h"

namespace tern::daemon::streams {

/// Gives each statement of `request` that names a stored text that text. What comes back is an id
/// that none has. Lifetime: `stored` keeps the texts.
std::optional<int32_t> resolve_stored(hrana::Request& request, const StoredSql& stored);
std::optional<int32_t> resolve_stored(hrana::Batch& batch, const StoredSql& stored);

/// What stored texts may take up.
struct StoredSqlLimits {
  uint32_t count_max = 0;
  uint64_t bytes_max = 0;
};
Outcome<void> store_sql(StoredSql& stored, const hrana::SqlSource& sql,
                        const StoredSqlLimits& limits);

/// The error of an answer that exceeds `bytes_max`.
ErrorObject too_large(uint64_t bytes_max);
/// Of one answer on this stream; a cursor has none.
uint64_t answer_bytes_max(StreamUse& use);

/// Runs a request on a stream and writes its answer, ok or error. Requires: its texts are resolved;
/// it is none of those about streams, cursors and stored texts of WebSockets.
void run_request(StreamUse& use, const hrana::Request& request, int32_t request_id,
                 hrana::AnswerWriter& writer);

}  // namespace tern::daemon::streams
