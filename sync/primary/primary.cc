#include "sync/primary/primary.h"

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

std::vector<DatabaseSummary> Primary::list(std::string_view after, size_t limit) const {
  std::vector<DatabaseSummary> out;
  for (const auto& [name, entry] : state_->catalog().list(after, limit)) {
    const std::string folder = state_->folder_of(entry.id);
    uint64_t revision = state_->databases().head_if_open(entry.id);
    if (revision == 0) revision = HashFile(folder).revision();
    out.push_back({name, entry.id, folder + "/db", revision, entry.quota});
  }
  return out;
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

Status Primary::create_from_file(std::string_view name, const std::string& path) {
  return state_->make(name, {}, [&path](const std::string& folder) -> Status {
    TRY(check_database_file(path));
    return take_file(path, folder + "/db");
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

Result<uint64_t> Primary::import_sql(std::string_view name, std::string_view sql) {
  const std::shared_ptr<HostedDatabase> database = TRY(use(name));
  TRY(run_script(*database, sql));
  return database->news().head();
}

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
