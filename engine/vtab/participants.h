#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/result.h"

namespace tern::vtab {

class VirtualTable;  // virtual_table.h

/// The virtual tables that take part in a connection's transaction. They keep their rows where the
/// engine cannot undo a change, so each hears of the transaction's end, and of the savepoints that
/// are opened after it joined. Savepoints, those of statements too, are numbered by how many are
/// open below: 0, 1, ... Threads: as the connection.
class Participants {
 public:
  /// The savepoint that began the transaction has no number of its own.
  static constexpr int32_t kTransaction = -1;

  /// Before the first change: the table hears begin(), and of the newest open savepoint, alone.
  /// Errors: of the table, which does not take part then; Locked while sync() asks others.
  Status join(const std::shared_ptr<VirtualTable>& table);
  /// It was created just now, and hears no begin().
  void join_made(std::shared_ptr<VirtualTable> table);
  /// It was destroyed: it hears no more.
  void leave(const VirtualTable& table);
  bool is_empty() const { return all_.empty(); }

  /// The number of the new savepoint; it counts also where nobody takes part.
  /// Errors: of the first table that fails: then the savepoint is not there.
  Result<int32_t> open_savepoint();
  /// What changed since is undone; `number` stays open, those above it are gone.
  Status rollback_to(int32_t number);
  /// `number` and those above it are gone, their changes stay. Not of kTransaction.
  Status release(int32_t number);

  /// Everything that may fail of a commit; statements may run inside. Errors: of the first table
  /// that fails: the transaction has to be rolled back.
  Status sync();
  bool is_syncing() const { return is_syncing_; }
  // Afterwards nobody takes part, and no savepoint is open.
  void commit();
  void rollback();

 private:
  struct One {
    std::shared_ptr<VirtualTable> table;
    int32_t told = 0;  // it knows of savepoints below this number
  };
  std::vector<One> take_all();

  std::vector<One> all_;  // in the order that they joined
  int32_t depth_ = 0;     // open savepoints
  bool is_syncing_ = false;
};

}  // namespace tern::vtab
