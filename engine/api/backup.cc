#include "tern/backup.h"

#include <utility>

#include "engine/api/database_backup.h"

namespace tern {

Backup::Backup(std::unique_ptr<api::DatabaseBackup> copy) : copy_(std::move(copy)) {}
Backup::Backup(Backup&&) noexcept = default;
Backup& Backup::operator=(Backup&&) noexcept = default;
Backup::~Backup() = default;

Result<Backup> Backup::start(Connection& source, Connection& target) {
  api::ConnectionState& from = source.state();
  api::ConnectionState& to = target.state();
  if (&from == &to) {
    return fail(ErrorCode::Error, "source and destination must be distinct");
  }
  if (!to.autocommit() || to.running_count() > 0) {
    return fail(ErrorCode::Error, "destination database is in use");
  }
  if (to.has_commit_observer()) return not_supported("a backup onto a database that syncs");
  if (to.pager().is_read_only()) return fail(ErrorCode::ReadOnly);
  return Backup(std::make_unique<api::DatabaseBackup>(api::NamedDatabase(from, from.main()),
                                                      api::NamedDatabase(to, to.main()),
                                                      api::DatabaseBackup::TargetLock::LastStep));
}

Result<bool> Backup::step(int pages) { return copy_->step(pages); }
uint32_t Backup::remaining() const { return copy_->remaining(); }
uint32_t Backup::page_count() const { return copy_->page_count(); }

}  // namespace tern
