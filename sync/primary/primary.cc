#include "sync/primary/primary.h"

#include <filesystem>

#include "engine/io/posix_vfs.h"
#include "sync/primary/database_file.h"
#include "sync/primary/hash_file.h"
#include "sync/primary/hosted_database.h"
#include "sync/primary/primary_state.h"

namespace tern::sync::primary {

Primary::Primary(std::unique_ptr<State> state) : state_(std::move(state)) {}
Primary::~Primary() = default;

Result<std::unique_ptr<Primary>> Primary::open(const std::string& folder, PrimaryOptions options) {
  auto state = std::make_unique<State>(folder, options);
  TRY(state->open());
  return std::unique_ptr<Primary>(new Primary(std::move(state)));
}

DatabaseSummary Primary::State::summary(const std::string& name, const CatalogEntry& entry) {
  const std::string folder = folder_of(entry.id);
  uint64_t revision = databases().head_if_open(entry.id);
  if (revision == 0) revision = HashFile(folder).revision();
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(folder + "/db", error);
  return {name, entry.id, folder + "/db", revision, entry.quota, error ? 0 : size};
}

std::vector<DatabaseSummary> Primary::list(std::string_view after, size_t limit) const {
  std::vector<DatabaseSummary> out;
  for (const auto& [name, entry] : state_->catalog().list(after, limit)) {
    out.push_back(state_->summary(name, entry));
  }
  return out;
}

Result<DatabaseSummary> Primary::show(std::string_view name) const {
  const CatalogEntry entry = TRY(state_->find(name));
  return state_->summary(std::string(name), entry);
}

Result<std::string> Primary::path_of(std::string_view name) const {
  return state_->folder_of(TRY(state_->find(name)).id) + "/db";
}

Result<std::shared_ptr<HostedDatabase>> Primary::use(std::string_view name) {
  return state_->use(name);
}

Result<DatabaseQuota> Primary::quota(std::string_view name) const {
  return TRY(state_->find(name)).quota;
}

Result<uint64_t> Primary::execute(std::string_view name, std::string_view sql) {
  return TRY(state_->use(name))->execute(sql);
}

// --- administration
// ---------------------------------------------------------------------------------------------------

Status Primary::create(std::string_view name) {
  return state_->make(name, {}, [](const std::string&) { return ok(); });
}

Status Primary::create_from_file(std::string_view name, const std::string& path, FileUse use,
                                 const DatabaseQuota& quota) {
  return state_->make(name, quota, [&](const std::string& folder) -> Status {
    const std::string own = folder + "/db";
    if (use == FileUse::Take) {
      TRY(check_database_file(path, quota.bytes_max));
      return take_file(path, own);
    }
    TRY(write_database(path, own, FileForm::WithWal));
    return check_database_file(own, quota.bytes_max);
  });
}

Status Primary::create_from_sql(std::string_view name, const SqlSource& sql,
                                const DatabaseQuota& quota, const std::atomic<bool>* is_gone) {
  return state_->make(name, quota, [&](const std::string& folder) -> Status {
    TRY(make_from_script(folder + "/db", sql, quota.bytes_max, is_gone));
    TRY(check_database_file(folder + "/db", quota.bytes_max));
    return sync_file(folder + "/db");
  });
}

Status Primary::copy(std::string_view from, std::string_view to) {
  const DatabaseQuota quota = TRY(this->quota(from));
  const std::shared_ptr<HostedDatabase> source = TRY(use(from));
  return state_->make(to, quota, [&source](const std::string& folder) {
    return write_database(source->path(), folder + "/db", FileForm::WithWal);
  });
}

Status Primary::export_file(std::string_view name, const std::string& path) {
  const std::shared_ptr<HostedDatabase> source = TRY(use(name));
  return write_database(source->path(), path, FileForm::Plain);
}

Status Primary::export_sql(std::string_view name, const std::string& path) {
  const std::shared_ptr<HostedDatabase> source = TRY(use(name));
  return write_script(source->path(), path);
}

std::string Primary::passing_path() { return state_->upload_path(); }

Result<uint64_t> Primary::import_sql(std::string_view name, const SqlSource& sql,
                                     const std::atomic<bool>* is_gone) {
  const std::shared_ptr<HostedDatabase> database = TRY(use(name));
  TRY(run_script(*database, sql, is_gone));
  return database->news().head();
}

Result<uint64_t> Primary::import_sql(std::string_view name, std::string_view sql) {
  return import_sql(name, source_of(sql));
}

Result<uint64_t> Primary::vacuum(std::string_view name) { return TRY(use(name))->vacuum(); }

Status Primary::rename(std::string_view from, std::string_view to) {
  return state_->rename(from, to);
}

Status Primary::remove(std::string_view name, InUse in_use) { return state_->remove(name, in_use); }

Status Primary::set_quota(std::string_view name, const DatabaseQuota& quota) {
  return state_->set_quota(name, quota);
}

void Primary::tend() { state_->databases().tend(); }
size_t Primary::open_count() const { return state_->databases().open_count(); }

}  // namespace tern::sync::primary
