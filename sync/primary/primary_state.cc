#include "sync/primary/primary_state.h"

#include <filesystem>
#include <utility>

#include "engine/io/posix_vfs.h"
#include "sync/model/identity.h"
#include "sync/wire/messages.h"

namespace tern::sync::primary {
namespace {

namespace fs = std::filesystem;
constexpr const char* kUploadPrefix = "upload-";

Status check_name(std::string_view name) {
  return wire::is_valid_name(name) ? ok() : Status(fail(ErrorCode::Misuse, "bad database name"));
}

}  // namespace

Primary::State::State(std::string folder, const PrimaryOptions& options)
    : folder_(std::move(folder)), options_(options) {}

Status Primary::State::open() {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return fail(ErrorCode::CantOpen, folder_);
  // Two that serve one folder would each believe to know all of its history.
  lock_file_ = TRY(io::posix_vfs().open(folder_ + "/lock", {.create = true}));
  const Status locked = lock_file_->lock(0, 1, io::LockMode::Exclusive);
  if (!locked && locked.error().is(ErrorCode::Busy))
    return fail(ErrorCode::Busy, "another server works on the folder " + folder_);
  TRY(Status(locked));
  TRY(catalog_.open(folder_ + "/catalog",
                    [this](const std::string& id) { return remove_folder(id); }));
  databases_.emplace(folder_, options_);
  remove_uploads();
  return ok();
}

/// Files that were on their way when the process died.
void Primary::State::remove_uploads() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const bool is_upload = entry.path().filename().string().starts_with(kUploadPrefix);
    if (is_upload && entry.is_regular_file(error)) fs::remove(entry.path(), error);
  }
}

/// Only what has the form of our ids.
Status Primary::State::remove_folder(const std::string& id) {
  if (!model::ReplicaId::parse(id)) return fail(ErrorCode::Corrupt, "catalog: id");
  std::error_code error;
  fs::remove_all(folder_of(id), error);
  return error ? Status(fail(ErrorCode::IoErr, "cannot remove " + folder_of(id))) : ok();
}

Result<CatalogEntry> Primary::State::find(std::string_view name) const {
  std::optional<CatalogEntry> entry = catalog_.find(name);
  if (!entry) return fail(ErrorCode::NotFound, "no database " + std::string(name));
  return *std::move(entry);
}

Result<OpenDatabases::Handle> Primary::State::use(std::string_view name) {
  const CatalogEntry entry = TRY(find(name));
  Result<OpenDatabases::Handle> handle = use(entry);
  // It may have been removed meanwhile.
  if (!handle) TRY(find(name));
  return handle;
}

Result<OpenDatabases::Handle> Primary::State::use(const CatalogEntry& entry) {
  return databases_->use(entry.id, [&entry](HostedDatabase& database) {
    database.set_bytes_max(entry.quota.bytes_max);
  });
}

Status Primary::State::make(std::string_view name, const DatabaseQuota& quota, const Fill& fill) {
  TRY(check_name(name));
  if (catalog_.find(name)) {
    return fail(ErrorCode::Constraint, "database exists: " + std::string(name));
  }
  const CatalogEntry entry{model::ReplicaId::random(*options_.random).hex(), quota};
  TRY(catalog_.intend(entry.id));
  std::error_code error;
  fs::create_directories(folder_of(entry.id), error);
  Status made = error ? Status(fail(ErrorCode::CantOpen, folder_of(entry.id))) : ok();
  if (made) made = fill(folder_of(entry.id));
  if (made) {
    const Result<OpenDatabases::Handle> opened = use(entry);
    if (!opened) made = std::unexpected(opened.error());
  }
  if (made) made = io::posix_vfs().sync_folder_of(folder_of(entry.id) + "/db");
  if (made) made = io::posix_vfs().sync_folder_of(folder_of(entry.id));
  if (made) {
    const std::lock_guard guard(administration_);
    made = catalog_.add(name, entry);
  }
  if (!made) discard(entry.id);
  return made;
}

/// What was not registered in the end.
void Primary::State::discard(const std::string& id) {
  if (databases_->condemn(id, false)) {
    databases_->bury(id, [this, id] { (void)remove_folder(id); });
  }
}

Status Primary::State::rename(std::string_view from, std::string_view to) {
  TRY(check_name(to));
  const std::lock_guard guard(administration_);
  return catalog_.rename(from, to);
}

Status Primary::State::remove(std::string_view name, InUse in_use) {
  const std::lock_guard guard(administration_);
  const std::string id = TRY(find(name)).id;
  TRY(databases_->condemn(id, in_use == InUse::Force));
  Status removed = catalog_.remove(name);
  if (removed) {
    databases_->bury(id, [this, id] { (void)remove_folder(id); });
  } else {
    databases_->pardon(id);
  }
  return removed;
}

Status Primary::State::set_quota(std::string_view name, const DatabaseQuota& quota) {
  const std::lock_guard guard(administration_);
  // Opened, so that nobody opens it with the quota of before.
  const OpenDatabases::Handle database = TRY(use(name));
  TRY(catalog_.set_quota(name, quota));
  database->set_bytes_max(quota.bytes_max);
  return ok();
}

std::string Primary::State::upload_path() {
  return folder_ + "/" + kUploadPrefix + model::ReplicaId::random(*options_.random).hex();
}

}  // namespace tern::sync::primary
