#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sync/model/outcome.h"
#include "sync/model/transaction_record.h"

// The protocol's messages. Paths under the server's address:
//
//   POST /v1/db/{db}/push    PushRequest  -> PushAnswer
//   POST /v1/db/{db}/pull    PullRequest  -> PullAnswer
//   GET  /v1/db/{db}/status               -> StatusAnswer; with ?after=REVISION&wait_ms=N once
//                                            there is a later revision, at the latest after N ms
//   PUT  /v1/db/{db}         a database file, or nothing: creates the database

namespace tern::sync::wire {

using model::Chain;
using model::Digest;
using model::Epoch;
using model::Outcome;
using model::ReplicaId;
using model::Revision;
using model::Seq;

constexpr uint32_t kProtocol = 1;
constexpr uint64_t kPushBytesMax = uint64_t{8} << 20;   // records in one body, as far as one fits
constexpr uint64_t kPullBytesMax = uint64_t{16} << 20;  // pages in one answer

struct PushRequest {
  ReplicaId rid;
  std::vector<std::pair<ReplicaId, Seq>> parents;  // former ids of the device, last common sequence
  Epoch epoch;
  Chain chain_before;  // before the first record
  Seq first;           // of the first record
  std::vector<ByteVector> records;

  ByteVector encode() const;
  static Result<PushRequest> decode(Bytes body);
};

enum class PushVerdict : uint8_t {
  Done = 1,  // `outcomes` has one entry per record
  Gap,       // records before `seq` + 1 are missing; outcomes of those that came before the gap
  Forked,    // this replica id has other records from `seq` + 1 on
  OtherEpoch,
};

struct PushAnswer {
  PushVerdict verdict = PushVerdict::Done;
  Epoch epoch;
  Revision head;
  Seq seq;  // Gap: last known; Forked: last common
  std::vector<Outcome> outcomes;

  ByteVector encode() const;
  static Result<PushAnswer> decode(Bytes body);
};

/// A page that the asking replica has changed itself.
struct HeldPage {
  uint32_t page = 0;
  uint64_t short_hash = 0;  // of the image at hand

  bool operator==(const HeldPage&) const = default;
};

struct PullRequest {
  ReplicaId rid;
  Epoch epoch;
  Revision have;                      // 0: nothing
  Digest have_hash;                   // PH of it
  uint32_t after_page = 0;            // pages up to here have come already
  std::vector<HeldPage> extra_pages;  // wanted though unchanged, ascending
  uint64_t bytes_max = kPullBytesMax;
  bool images_only = false;  // no deltas: the pages at hand are not those of `have`

  ByteVector encode() const;
  static Result<PullRequest> decode(Bytes body);
};

/// A page as it travels: whole, or as deltas that follow each other from the image at `have`. Of an
/// extra page that the replica holds just so: one delta, of nothing.
struct PageUpdate {
  uint32_t page = 0;
  ByteVector image;                // whole if not empty
  std::vector<ByteVector> deltas;  // else
};

struct PullAnswer {
  Epoch epoch;
  Revision from;  // 0: every page is sent (have was not known)
  Revision to;
  uint32_t page_size = 0;
  uint32_t page_count = 0;
  Digest page_hash;               // PH of `to`
  uint32_t schema_cookie = 0;     // as of `to`: page 1 of a replica may hold another
  Seq last_seq;                   // of the asking replica, as of `to`
  Chain last_chain;               // after it
  uint32_t last_page = 0;         // pages up to here are complete; page_count or more: all
  std::vector<PageUpdate> pages;  // ascending

  bool is_last() const { return last_page >= page_count; }
  ByteVector encode() const;
  static Result<PullAnswer> decode(Bytes body);
};

struct StatusAnswer {
  Epoch epoch;
  Revision head;
  Digest page_hash;
  uint32_t page_size = 0;
  uint32_t page_count = 0;

  ByteVector encode() const;
  static Result<StatusAnswer> decode(Bytes body);
};

/// "/v1/db/NAME" + suffix ("/push"). Requires: a valid name.
std::string path_of(std::string_view database, std::string_view suffix);
/// 1 to 64 of a-z A-Z 0-9 _ - . and not starting with a dot.
bool is_valid_name(std::string_view database);

}  // namespace tern::sync::wire
