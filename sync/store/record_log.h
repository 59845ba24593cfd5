#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/io/vfs.h"

// An append-only file of records.
//
//   file   := magic "TRNL" u32, version u32, record*
//   record := payload size u32, type u8, crc32c u32 (of size, type and payload), payload
//
// L1: what follows the first record that is cut or fails its CRC is no part of the log; it is cut
// off
//     by the next append. L2: a rewrite replaces the file in one step.

namespace tern::sync::store {

class RecordLog {
 public:
  struct Entry {
    uint8_t type = 0;
    ByteVector payload;
  };
  /// Sees each record in order; `at` is where it starts. An error ends the reading with it.
  using Visitor = std::function<Status(uint8_t type, Bytes payload, uint64_t at)>;

  /// What a record's header says: enough to tell the record from others that might stand there.
  struct Mark {
    uint64_t at = 0;
    uint32_t size = 0;  // of the payload
    uint32_t crc = 0;
    uint8_t type = 0;
    bool operator==(const Mark&) const = default;
  };

  static constexpr uint32_t kPayloadMax = uint32_t{128} << 20;
  static constexpr uint64_t kFirstAt = 8;  // where the first record is

  /// Opens or makes the log and reads it. Errors: Corrupt if the file is something else; IoErr*.
  static Result<RecordLog> open(io::Vfs& vfs, const std::string& path, const Visitor& visit);
  /// Opens without making or reading: what lies before `end` is taken for read. Errors: CantOpen.
  static Result<RecordLog> open_at(io::Vfs& vfs, const std::string& path, uint64_t end);

  /// Where the record went. Not synced.
  Result<uint64_t> append(uint8_t type, Bytes payload);
  Status sync();
  /// Reads what somebody else appended since. If the file was replaced, reads it all and says true.
  Result<bool> follow(const Visitor& visit);
  Result<Entry> read_at(uint64_t at) const;
  /// Nothing: there are not as many bytes as a record there would have. Its CRC is not computed.
  Result<std::optional<Mark>> mark_at(uint64_t at) const;
  /// Where the record behind the one at `at` begins.
  static uint64_t behind(uint64_t at, const Entry& entry);
  /// The file then holds exactly `entries`; durable on return.
  Status rewrite(const std::vector<Entry>& entries);
  uint64_t size() const { return end_; }

 private:
  RecordLog(io::Vfs& vfs, std::string path) : vfs_(&vfs), path_(std::move(path)) {}
  Status scan(const Visitor& visit);
  Result<bool> was_replaced() const;

  io::Vfs* vfs_;
  std::string path_;
  std::unique_ptr<io::File> file_;
  uint64_t end_ = 0;
};

}  // namespace tern::sync::store
