#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/primary/primary.h"
#include "sync/store/record_log.h"

// Which databases there are: one record log.
//
//   REGISTERED  name, id (text each): what catalogs had before there were others; still read
//   ENTRY       version u8 (1), name, id, quota: bytes, streams, statement ms, result bytes
//               (varints); also what replaces the entry of that name
//   RENAMED     from, to
//   REMOVED     name, id
//   INTENDED    id: of a folder that is being made
//
// C1: an id that was intended or removed and is no entry's is nobody's: its folder goes at the next
// start. Folders that no record names are left alone. C2: at that start the log is written anew, if
// much of it says nothing any more.

namespace tern::sync::primary {

struct CatalogEntry {
  std::string id;  // folder name, made by the server
  DatabaseQuota quota;
};

/// Threads: any. All changes are durable on return.
class Catalog {
 public:
  Catalog() = default;
  Catalog(const Catalog&) = delete;
  /// `orphan` is called for each id that is nobody's.
  Status open(const std::string& path, const std::function<Status(const std::string&)>& orphan);

  std::optional<CatalogEntry> find(std::string_view name) const;
  /// Up to `limit`, by name, behind `after`.
  std::vector<std::pair<std::string, CatalogEntry>> list(std::string_view after,
                                                         size_t limit) const;
  /// Says that the folder `id` is going to be made.
  Status intend(const std::string& id);
  /// Errors: Constraint if the name is taken.
  Status add(std::string_view name, const CatalogEntry& entry);
  /// Errors: NotFound; Constraint.
  Status rename(std::string_view from, std::string_view to);
  Status remove(std::string_view name);
  Status set_quota(std::string_view name, const DatabaseQuota& quota);

 private:
  using Entries = std::map<std::string, CatalogEntry, std::less<>>;
  Status take(uint8_t type, Bytes payload);
  Status write(uint8_t type, Bytes payload);
  Status compact();

  mutable std::mutex mutex_;  // of entries_; held for moments
  std::mutex writing_;        // of the log, taken first
  std::optional<store::RecordLog> log_;
  Entries entries_;
  std::set<std::string> nobodys_;  // ids that were intended or removed
  size_t records_ = 0;
};

}  // namespace tern::sync::primary
