#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// The messages of POST /pull-updates, in protobuf's wire format. Source: the protocol of
// @tursodatabase/sync 0.7, as seen on the wire.

namespace tern::daemon::turso {

/// Lifetime of the views: the body that was decoded.
struct PullMessage {
  bool wants_zstd = false;
  std::string_view server_revision;  ///< to read from; "": the newest
  std::string_view client_revision;  ///< what the client has; "": nothing
  uint32_t long_poll_ms = 0;         ///< how long an answer without news may be held back
  Bytes pages;                       ///< which ones are wanted (page_selector.h); empty: all
  std::string_view query;            ///< those that this SQL touches are wanted; "": all
  bool wants_log = false;            ///< the logical log in the place of pages

  /// An empty body is a request. Fields that are not known are skipped. Errors: Protocol.
  static Result<PullMessage> decode(Bytes body);
};

/// The first message of an answer with pages, with its length in front.
std::string pull_header(std::string_view revision, uint64_t page_count);
/// Appends a page, with its message's length in front. `page_id` counts from 0.
void append_page(std::string& out, uint64_t page_id, Bytes page);

}  // namespace tern::daemon::turso
