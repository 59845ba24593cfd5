#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/base/varint.h"
#include "engine/record/value.h"
#include "sync/model/identity.h"

namespace tern::sync::model {

/// Appends the small parts that all our formats are made of. Integers are varints, fixed ones LE.
class Writer {
 public:
  void u8(uint8_t v) { out_.push_back(static_cast<std::byte>(v)); }
  void u32(uint32_t v);
  void u64(uint64_t v);
  void varint(uint64_t v) { append_varint(out_, v); }
  void raw(Bytes bytes) { append(out_, bytes); }
  /// Length, then the bytes.
  void blob(Bytes bytes) {
    varint(bytes.size());
    raw(bytes);
  }
  void text(std::string_view text) { blob(as_bytes(text)); }
  void rid(const ReplicaId& id) { raw(id.bytes); }
  void digest(const Digest& digest) { raw(digest.bytes); }
  void value(record::ValueView v);

  size_t size() const { return out_.size(); }
  Bytes bytes() const { return out_; }
  ByteVector take() && { return std::move(out_); }

 private:
  ByteVector out_;
};

/// Reads what Writer wrote; every length is checked against what is left.
/// After a failure all further reads fail too: callers may read a group and check `failed()` once.
class Reader {
 public:
  explicit Reader(Bytes bytes) : rest_(bytes) {}

  uint8_t u8();
  uint32_t u32();
  uint64_t u64();
  uint64_t varint();
  Bytes raw(size_t size);
  Bytes blob() { return raw_checked(varint()); }
  std::string_view text() { return as_text(blob()); }
  ReplicaId rid();
  Digest digest();
  /// Lifetime: text and blobs point into the input.
  record::ValueView value();
  /// A count of things that take at least `bytes_each`; more than could follow is a failure, so
  /// that nothing is allocated from an unchecked number.
  size_t count(size_t bytes_each = 1);

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }
  size_t left() const { return rest_.size(); }
  Bytes rest() const { return rest_; }
  /// Corrupt "WHAT: ..." if a read failed; with `whole`, also if bytes are left over.
  Status check(std::string_view what, bool whole = true) const;

 private:
  Bytes raw_checked(uint64_t size);
  Bytes rest_;
  bool failed_ = false;
};

}  // namespace tern::sync::model
