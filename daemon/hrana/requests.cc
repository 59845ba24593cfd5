#include "daemon/hrana/requests.h"

#include "daemon/hrana/json_requests.h"
#include "daemon/hrana/proto_requests.h"

namespace tern::daemon::hrana {

std::string_view name_of(RequestKind kind) {
  switch (kind) {
    case RequestKind::Close:
      return "close";
    case RequestKind::Execute:
      return "execute";
    case RequestKind::Batch:
      return "batch";
    case RequestKind::Sequence:
      return "sequence";
    case RequestKind::Describe:
      return "describe";
    case RequestKind::StoreSql:
      return "store_sql";
    case RequestKind::CloseSql:
      return "close_sql";
    case RequestKind::GetAutocommit:
      return "get_autocommit";
    case RequestKind::OpenStream:
      return "open_stream";
    case RequestKind::CloseStream:
      return "close_stream";
    case RequestKind::OpenCursor:
      return "open_cursor";
    case RequestKind::CloseCursor:
      return "close_cursor";
    case RequestKind::FetchCursor:
      return "fetch_cursor";
  }
  return "";
}

Decoded<PipelineRequest> decode_pipeline(Bytes body, Dialect dialect, const DecodeLimits& limits) {
  auto decoded = dialect.is_protobuf ? proto_pipeline(body, limits)
                                     : json_pipeline(as_text(body), dialect, limits);
  if (!decoded) return decoded;
  for (size_t i = 0; i + 1 < decoded->requests.size(); ++i) {
    if (decoded->requests[i].kind != RequestKind::Close) continue;
    return std::unexpected(DecodeError{.message = "The close request must be the last one",
                                       .baton = std::move(decoded->baton)});
  }
  return decoded;
}

Decoded<CursorRequest> decode_cursor(Bytes body, Dialect dialect, const DecodeLimits& limits) {
  return dialect.is_protobuf ? proto_cursor(body, limits)
                             : json_cursor(as_text(body), dialect, limits);
}

Decoded<SocketMessage> decode_socket_message(Bytes body, Dialect dialect,
                                             const DecodeLimits& limits) {
  return dialect.is_protobuf ? proto_socket_message(body, limits)
                             : json_socket_message(as_text(body), dialect, limits);
}

}  // namespace tern::daemon::hrana
