#pragma once

#include <vector>

#include "sync/model/codec.h"
#include "sync/model/hlc.h"
#include "sync/model/outcome.h"

// The primary's record of one revision. It rides in the WAL frames of its own commit: it is the
// transaction's effect, the mark against duplicates and the outcome in one.

namespace tern::sync::model {

struct CommitRecord {
  Revision revision;
  Epoch epoch;
  ReplicaId origin;
  Seq seq;
  Chain chain;  // after the transaction
  Hlc hlc;
  Outcome outcome;
  Digest page_hash;  // PH of the state after it
  uint32_t page_count = 0;
  std::vector<uint32_t> pages;  // changed by it
  ByteVector changeset;         // what it did: the operations as decided
  ByteVector remaps;            // of rowids, as sync/apply encodes them; empty: none

  ByteVector encode() const;
  static Result<CommitRecord> decode(Bytes bytes);
};

}  // namespace tern::sync::model
