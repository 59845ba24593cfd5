#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tools/bench/serve_server.h"

namespace tern::bench {

/// Rows per second of the whole table t in one answer, whose rows are counted.
double rows_per_s_by_cursor(const ServeServer& server, int64_t rows);
double rows_per_s_by_pipeline(const ServeServer& server, const std::string& path, int64_t rows);

struct IdleStreams {
  double bytes_each = 0;
  double mib_in_all = 0;  ///< resident memory of the server with all of them
};
/// Opens `count` streams of the server that stay idle. Requires: it has served nothing yet.
IdleStreams open_idle_streams(const ServeServer& server, int64_t count);

/// Milliseconds of the first request to each of `names`, over a connection that is there already.
std::vector<double> first_requests_ms(const ServeServer& server,
                                      const std::vector<std::string>& names);

/// Milliseconds from the start of a server to its first answer from the table t.
double start_ms(const std::function<ServeServer()>& start);

}  // namespace tern::bench
