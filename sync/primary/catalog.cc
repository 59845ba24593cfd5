#include "sync/primary/catalog.h"

#include <functional>

#include "engine/io/posix_vfs.h"
#include "sync/model/codec.h"

namespace tern::sync::primary {
namespace {

constexpr uint8_t kRegistered = 1;
constexpr uint8_t kEntry = 2;
constexpr uint8_t kRenamed = 3;
constexpr uint8_t kRemoved = 4;
constexpr uint8_t kIntended = 5;
constexpr uint8_t kEntryVersion = 1;
constexpr size_t kDeadRecordsMax = 100;

ByteVector encode_entry(std::string_view name, const CatalogEntry& entry) {
  model::Writer out;
  out.u8(kEntryVersion);
  out.text(name);
  out.text(entry.id);
  out.varint(entry.quota.bytes_max);
  out.varint(entry.quota.streams_max);
  out.varint(entry.quota.statement_ms);
  out.varint(entry.quota.result_bytes_max);
  return std::move(out).take();
}

ByteVector encode_texts(std::string_view first, std::string_view second) {
  model::Writer out;
  out.text(first);
  out.text(second);
  return std::move(out).take();
}

std::unexpected<Error> not_found(std::string_view name) {
  return fail(ErrorCode::NotFound, "no database " + std::string(name));
}

std::unexpected<Error> exists(std::string_view name) {
  return fail(ErrorCode::Constraint, "database exists: " + std::string(name));
}

}  // namespace

Status Catalog::open(const std::string& path,
                     const std::function<Status(const std::string&)>& orphan) {
  const std::lock_guard writing(writing_);
  log_ = TRY(store::RecordLog::open(
      io::posix_vfs(), path,
      [this](uint8_t type, Bytes payload, uint64_t) { return take(type, payload); }));
  for (const auto& [name, entry] : entries_) nobodys_.erase(entry.id);
  for (const std::string& id : nobodys_) TRY(orphan(id));
  nobodys_.clear();
  return records_ > entries_.size() + kDeadRecordsMax ? compact() : ok();
}

Status Catalog::take(uint8_t type, Bytes payload) {
  ++records_;
  model::Reader in(payload);
  const std::lock_guard guard(mutex_);
  if (type == kRegistered) {
    const std::string name(in.text());
    entries_[name].id = in.text();
  } else if (type == kEntry) {
    if (in.u8() != kEntryVersion) return fail(ErrorCode::Corrupt, "catalog: version of an entry");
    const std::string name(in.text());
    CatalogEntry& entry = entries_[name];
    entry.id = in.text();
    entry.quota.bytes_max = in.varint();
    entry.quota.streams_max = static_cast<uint32_t>(in.varint());
    entry.quota.statement_ms = static_cast<uint32_t>(in.varint());
    entry.quota.result_bytes_max = in.varint();
  } else if (type == kRenamed) {
    const std::string from(in.text());
    const auto entry = entries_.find(from);
    if (entry == entries_.end()) return fail(ErrorCode::Corrupt, "catalog: renames nothing");
    entries_[std::string(in.text())] = entry->second;
    entries_.erase(from);
  } else if (type == kRemoved) {
    entries_.erase(std::string(in.text()));
    nobodys_.emplace(in.text());
  } else if (type == kIntended) {
    nobodys_.emplace(in.text());
  } else {
    return fail(ErrorCode::Corrupt, "catalog: unknown record");
  }
  return in.check("catalog");
}

Status Catalog::write(uint8_t type, Bytes payload) {
  (void)TRY(log_->append(type, payload));
  TRY(log_->sync());
  return take(type, payload);
}

Status Catalog::compact() {
  std::vector<store::RecordLog::Entry> all;
  for (const auto& [name, entry] : entries_) all.push_back({kEntry, encode_entry(name, entry)});
  TRY(log_->rewrite(all));
  records_ = all.size();
  return ok();
}

std::optional<CatalogEntry> Catalog::find(std::string_view name) const {
  const std::lock_guard guard(mutex_);
  const auto found = entries_.find(name);
  return found == entries_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::pair<std::string, CatalogEntry>> Catalog::list(std::string_view after,
                                                                size_t limit) const {
  const std::lock_guard guard(mutex_);
  std::vector<std::pair<std::string, CatalogEntry>> out;
  for (auto it = entries_.upper_bound(after); it != entries_.end() && out.size() < limit; ++it) {
    out.emplace_back(*it);
  }
  return out;
}

Status Catalog::intend(const std::string& id) {
  const std::lock_guard writing(writing_);
  model::Writer out;
  out.text(id);
  return write(kIntended, out.bytes());
}

Status Catalog::add(std::string_view name, const CatalogEntry& entry) {
  const std::lock_guard writing(writing_);
  if (find(name)) return exists(name);
  return write(kEntry, encode_entry(name, entry));
}

Status Catalog::rename(std::string_view from, std::string_view to) {
  const std::lock_guard writing(writing_);
  if (!find(from)) return not_found(from);
  if (find(to)) return exists(to);
  return write(kRenamed, encode_texts(from, to));
}

Status Catalog::remove(std::string_view name) {
  const std::lock_guard writing(writing_);
  const std::optional<CatalogEntry> entry = find(name);
  if (!entry) return not_found(name);
  return write(kRemoved, encode_texts(name, entry->id));
}

Status Catalog::set_quota(std::string_view name, const DatabaseQuota& quota) {
  const std::lock_guard writing(writing_);
  std::optional<CatalogEntry> entry = find(name);
  if (!entry) return not_found(name);
  entry->quota = quota;
  return write(kEntry, encode_entry(name, *entry));
}

}  // namespace tern::sync::primary
