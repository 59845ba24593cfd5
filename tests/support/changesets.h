#pragma once

#include "engine/api/connection_state.h"
#include "engine/write/apply.h"

namespace tern::testing {

/// Keeps the changeset of the last commit. To be taken off the connection before it goes.
class ChangesetRecorder final : public api::CommitObserver {
 public:
  Status before_commit(Bytes changeset, std::span<const PageNo>, ByteVector&) override {
    last.assign(changeset.begin(), changeset.end());
    return {};
  }
  void after_commit() override {}
  void after_rollback() override {}
  ByteVector last;
};

/// Applies a changeset in a transaction of its own, which is rolled back if that fails.
inline Status carry(Connection& db, Bytes changeset, const write::ApplyOptions& options = {}) {
  TRY(db.execute("BEGIN IMMEDIATE"));
  (void)TRY(db.state().schema());
  Status done = write::apply_changeset(db.state().transaction(), changeset, options);
  if (done) return db.execute("COMMIT");
  TRY(db.execute("ROLLBACK"));
  return done;
}

}  // namespace tern::testing
