#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sync/model/codec.h"
#include "sync/model/version_index.h"
#include "sync/primary/history_index.h"
#include "sync/session/push_judge.h"

// The parts of a HistoryIndex's file, as both its writer and its reader know them.

namespace tern::sync::primary::index_format {

constexpr uint32_t kMagic = 0x584e5254;  // "TRNX"
constexpr uint32_t kVersion = 1;
constexpr size_t kFooterSize = 24;
constexpr size_t kOutcomeSize = 32 + 1 + 8 + 4;
constexpr size_t kCommitSize = 32 + 8;
constexpr size_t kRowHeadSize = 4 + 8;   // size, hash
constexpr uint32_t kRowMax = 256 << 20;  // a slot has a key's bytes, which one record carries
constexpr uint8_t kBucketBitsMax = 30;

struct Row {
  uint64_t hash = 0;
  std::string slot;
  model::RowHistory history;
};

uint64_t hash_of(std::string_view slot);
/// Of a hash. Requires: bits <= kBucketBitsMax.
inline uint64_t bucket_of(uint64_t hash, uint8_t bits) {
  return bits == 0 ? 0 : hash >> (64 - bits);
}

void write_outcome(model::Writer& out, const session::KnownReplica::Entry& entry);
Result<session::KnownReplica::Entry> read_outcome(Bytes bytes);
void write_commit(model::Writer& out, const HistoryCommit& commit);
Result<HistoryCommit> read_commit(Bytes bytes);
/// A whole row, its size and hash included.
void write_row(model::Writer& out, uint64_t hash, std::string_view slot,
               const model::RowHistory& history);
/// Without its size. Errors: Corrupt.
Result<Row> read_row(Bytes bytes);
void write_summary(model::Writer& out, const HistorySummary& summary);
/// Check the reader's failed() behind it.
HistorySummary read_summary(model::Reader& in);

}  // namespace tern::sync::primary::index_format
