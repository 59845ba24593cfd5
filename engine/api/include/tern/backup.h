#pragma once

#include <cstdint>
#include <memory>

#include "tern/tern.h"

namespace tern {

namespace api {
class DatabaseBackup;
}

/// Copies a database onto another, page by page, while others use both.
///
///   tern::Backup backup = TRY(tern::Backup::start(source, target));
///   while (!TRY(backup.step(100))) report(backup.remaining(), backup.page_count());
///
/// The pages are gathered in a temporary file; the last step makes them the target's content in one
/// commit, so until then the target is what it was, and a Backup that is dropped has done nothing.
/// Between steps nothing is locked. What the source's own connection changes is copied again; when
/// others change it the next step begins anew. A source in WAL mode makes the target one, where
/// that can be in this mode.
/// Threads: as the connections. Lifetime: both connections outlive it.
class Backup {
 public:
  /// Errors: Error if source and target are one, or the target is in use by its own connection;
  /// ReadOnly if the target is; Unsupported for a target that syncs; CantOpen.
  static Result<Backup> start(Connection& source, Connection& target);
  Backup(Backup&&) noexcept;
  Backup& operator=(Backup&&) noexcept;
  ~Backup();

  /// Copies up to `pages` pages, all that are left if negative. True: the backup is complete.
  /// Errors: Busy while the source's own connection writes, or others keep the target from being
  /// written (the next step goes on); Error if the target is in use by its own connection (so it
  /// does, too); ReadOnly where the target cannot take the source's page size (in memory, in WAL
  /// mode); as reads and commits.
  Result<bool> step(int pages);
  /// As of the last step: pages still to be copied, and of the source.
  uint32_t remaining() const;
  uint32_t page_count() const;

 private:
  explicit Backup(std::unique_ptr<api::DatabaseBackup> copy);
  std::unique_ptr<api::DatabaseBackup> copy_;
};

}  // namespace tern
