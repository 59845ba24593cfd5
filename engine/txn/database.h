#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/btree/tree_store.h"
#include "engine/catalog/schema.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"

namespace tern::txn {

/// One of the databases that a connection uses under a name: "main", "temp", or as ATTACH calls it.
/// Threads: as its Pager.
class Database {
 public:
  /// `collations`: of the connection; null: the built-in ones.
  Database(std::string name, std::unique_ptr<storage::Pager> pager,
           record::Collations* collations = nullptr)
      : name_(std::move(name)),
        pager_(std::move(pager)),
        trees_(*pager_),
        collations_(collations) {}
  ~Database() { close(); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& name() const { return name_; }
  bool is_main() const { return name_ == "main"; }
  bool is_temporary() const { return name_ == "temp"; }
  storage::Pager& pager() { return *pager_; }
  storage::DatabaseFile& file() { return pager_->file(); }
  btree::TreeStore& trees() { return trees_; }

  /// The schema as of the open transaction, reloaded when its cookie moved.
  /// Requires: a transaction is open.
  Result<std::shared_ptr<const catalog::Schema>> schema();
  /// So that known_schema() is that. Requires: a transaction is open.
  Status refresh_schema();
  /// As it was read last, whatever became of it; null: not read, or forgotten.
  const std::shared_ptr<const catalog::Schema>& known_schema() const { return schema_; }
  void forget_schema();
  /// As it was read last, forgotten or not; null: never.
  const catalog::Schema* last_schema() const { return schema_ ? schema_.get() : forgotten_.get(); }
  /// The next one shares nothing with it.
  void discard_schema() {
    schema_.reset();
    forgotten_.reset();
  }
  /// DDL changed sqlite_schema: raises the cookie and reloads. Requires: a write transaction.
  Status schema_changed();

  /// Ends any transaction without a trace. Cursors lose their places.
  void end_transaction();
  /// Lets go of the file. Only the destructor may be called afterwards, and those of cursors.
  void close();

  /// What the pragmas asked the next VACUUM for. Page size 0: as it is.
  uint32_t vacuum_page_size = 0;
  std::optional<storage::AutoVacuum> vacuum_autovacuum;
  bool limits_size = false;  // PRAGMA max_page_count was set
  int64_t mmap_size = 0;     // PRAGMA mmap_size, which only answers

 private:
  std::string name_;
  std::unique_ptr<storage::Pager> pager_;
  btree::TreeStore trees_;
  record::Collations* collations_;
  Status load_schema();

  std::shared_ptr<const catalog::Schema> schema_;
  std::shared_ptr<const catalog::Schema> forgotten_;  // the next one may share objects with it
};

/// main, then temp if there is one, then the attached ones.
using DatabaseList = std::vector<std::unique_ptr<Database>>;

}  // namespace tern::txn
