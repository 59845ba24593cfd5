#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/io/random.h"
#include "fuzz/model.h"

namespace tern::fuzz {

/// A number below `end`.
inline uint32_t below(io::Random& random, uint32_t end) { return random.next_u32() % end; }
inline bool chance(io::Random& random, uint32_t percent) { return below(random, 100) < percent; }

enum class ActionKind : uint8_t {
  Begin,
  Change,  // inside a write transaction; the model afterwards is in `after`
  Savepoint,
  RollbackTo,  // the newest savepoint
  Release,
  Commit,
  Rollback,
  Single,  // a transaction of one statement
  Checkpoint,
  Rebuild,  // the content stays, its pages do not
  OpenSnapshot,
  LookAgain,  // inside a snapshot
  CloseSnapshot,
  Look,
  Reconnect
};

struct Action {
  ActionKind kind;
  std::string sql;
  Model after;  // of Change, Commit and Single
};

/// What one connection does next: transactions over the tables of a Model.
class Workload {
 public:
  struct Sizes {
    uint32_t rows_max = 8;  // of one INSERT
    uint32_t text_bytes_max = 400;
    uint32_t changes_max = 8;  // of one transaction
    bool is_wal = false;
  };
  explicit Workload(Sizes sizes) : sizes_(sizes) {}

  /// `committed`: what the database holds. `number`: of no transaction so far.
  Action next(io::Random& random, const Model& committed, int64_t number);
  /// The action was carried out.
  void done(const Action& action);
  /// The transaction is gone.
  void reset();
  bool is_writing() const { return working_.has_value(); }
  bool has_snapshot() const { return has_snapshot_; }

 private:
  Action next_outside(io::Random& random, const Model& committed, int64_t number);
  Action next_inside(io::Random& random, int64_t number);
  Action change(io::Random& random) const;
  Action change_schema(io::Random& random) const;
  Action change_rows(io::Random& random, const std::string& name) const;
  std::string insert(io::Random& random, const std::string& name, Model& after) const;

  Sizes sizes_;
  std::optional<Model> working_;  // of the open transaction
  std::vector<Model> savepoints_;
  uint32_t changes_next_ = 1;  // of the transaction that begins
  uint32_t changes_left_ = 0;
  bool has_snapshot_ = false;
};

}  // namespace tern::fuzz
