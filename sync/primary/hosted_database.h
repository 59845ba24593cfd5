#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "engine/api/commit_observer.h"
#include "engine/api/include/tern/tern.h"
#include "engine/storage/pager.h"
#include "engine/storage/record_frames.h"
#include "sync/model/page_hash.h"
#include "sync/primary/history.h"
#include "sync/primary/primary.h"
#include "sync/store/intent_file.h"
#include "sync/wire/messages.h"

namespace tern::sync::primary {

/// One database of a primary: judges and commits what is pushed, answers pulls.
/// Threads: any; one call works at a time.
class HostedDatabase {
 public:
  /// Opens the database file in `folder`, making it if there is none, and recovers the history from
  /// the WAL. Errors: IoErr*, Corrupt, NotADb.
  static Result<std::unique_ptr<HostedDatabase>> open(const std::string& folder,
                                                      const PrimaryOptions& options);
  ~HostedDatabase();

  Result<wire::PushAnswer> push(const wire::PushRequest& request);
  Result<wire::PullAnswer> pull(const wire::PullRequest& request);
  Result<wire::StatusAnswer> status();
  Result<uint64_t> execute(std::string_view sql);
  const std::string& path() const { return path_; }

 private:
  class Recorder;  // the commit observer
  HostedDatabase(Connection writer, Connection reader, History history, store::IntentFile intent,
                 const PrimaryOptions& options);

  Status recover();
  Status recover_intent();
  Status append_without_deltas(const model::CommitRecord& record);
  Status hash_everything();
  Status adopt_foreign_commits();
  Status adopt();
  Status ensure_first_page();
  Status checkpoint_if_long();
  Result<model::Outcome> commit_one(const wire::PushRequest& request, Bytes record,
                                    const model::Chain& chain);
  Status apply_in_transaction(const wire::PushRequest& request, Bytes bytes,
                              const model::TransactionRecord& record);
  Status commit_with_record();
  storage::Pager& pager();

  std::mutex mutex_;
  PrimaryOptions options_;
  std::string path_;
  Connection writer_;
  Connection reader_;  // holds the snapshot before a commit: its pages are what deltas start from
  History history_;
  store::IntentFile intent_;
  model::PageHash page_hash_;
  model::Hlc hlc_;
  storage::WalPosition seen_;  // commits up to here are ours or adopted
  std::unique_ptr<Recorder> recorder_;
};

}  // namespace tern::sync::primary
