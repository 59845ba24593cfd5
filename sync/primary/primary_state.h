#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "sync/primary/catalog.h"
#include "sync/primary/open_databases.h"
#include "sync/primary/primary.h"

namespace tern::sync::primary {

/// Threads: any.
class Primary::State {
 public:
  State(std::string folder, const PrimaryOptions& options);

  Status open();
  Result<CatalogEntry> find(std::string_view name) const;
  Result<OpenDatabases::Handle> use(std::string_view name);

  /// Fills `folder` of a database that comes to be; fails with what create() fails with.
  using Fill = std::function<Status(const std::string& folder)>;
  /// Makes a database. Where anything fails, nothing is left.
  Status make(std::string_view name, const DatabaseQuota& quota, const Fill& fill);
  Status rename(std::string_view from, std::string_view to);
  Status remove(std::string_view name, InUse in_use);
  Status set_quota(std::string_view name, const DatabaseQuota& quota);

  DatabaseSummary summary(const std::string& name, const CatalogEntry& entry);
  std::string folder_of(const std::string& id) const { return folder_ + "/" + id; }
  /// A path for a file that is on its way to `make`.
  std::string upload_path();
  const Catalog& catalog() const { return catalog_; }
  OpenDatabases& databases() { return *databases_; }

 private:
  Result<OpenDatabases::Handle> use(const CatalogEntry& entry);
  void remove_uploads();
  void discard(const std::string& id);
  Status remove_folder(const std::string& id);

  std::string folder_;
  PrimaryOptions options_;
  std::unique_ptr<io::File> lock_file_;  // held while this object lives
  Catalog catalog_;
  std::mutex administration_;  // names and ids do not change under who has it
  std::optional<OpenDatabases> databases_;
};

}  // namespace tern::sync::primary
