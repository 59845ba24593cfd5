#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/io/random.h"
#include "sync/model/digest.h"

// Words of sync: who wrote, in which order, on top of what.

namespace tern::sync::model {

using Seq = Ordinal<struct SeqTag, uint64_t>;      // 1, 2, 3, .. per replica id; 0: none yet
using Epoch = Ordinal<struct EpochTag, uint64_t>;  // grows when a branch's history is cut
using tern::Revision;

constexpr Seq next(Seq seq) { return Seq{seq.raw + 1}; }
constexpr Revision next(Revision revision) { return Revision{revision.raw + 1}; }

/// Who writes: 128 random bits, new at creation, after a fork and after an epoch change.
struct ReplicaId {
  std::array<std::byte, 16> bytes{};
  auto operator<=>(const ReplicaId&) const = default;

  static ReplicaId random(io::Random& random);
  static std::optional<ReplicaId> parse(std::string_view hex);
  std::string hex() const;
  bool is_nil() const { return *this == ReplicaId{}; }
};

/// Link of the hash chain over one replica's records: digest of the previous link and the record.
using Chain = Digest;
Chain chain_after(const Chain& previous, Bytes body);

}  // namespace tern::sync::model
