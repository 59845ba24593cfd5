#include "engine/storage/commit_together.h"

#include <string>
#include <vector>

#include "engine/storage/database_file.h"
#include "engine/storage/super_journal.h"

namespace tern::storage {
namespace {

class JointCommit {
 public:
  JointCommit(std::span<Pager* const> pagers, Pager& main, Bytes record)
      : main_(main), record_(record) {
    for (Pager* pager : pagers) (pager->has_journal() ? journalled_ : others_).push_back(pager);
  }

  Status run() {
    // Whoever is in the way is so before anything is written.
    for (Pager* pager : journalled_) TRY(pager->exclude_readers());
    TRY(begin_super_journal());
    Status done = prepare();
    if (done) done = commit(others_);
    if (!done) {
      give_up();
      return done;
    }
    TRY(end_super_journal());
    // If this fails, the commit may be undone by a loss of power: that is for the caller to know.
    const Status synced = super_.empty() ? ok() : vfs().sync_folder_of(super_);
    TRY(commit(journalled_));
    return synced;
  }

 private:
  io::Vfs& vfs() { return main_.file().vfs(); }

  Status begin_super_journal() {
    std::vector<std::string> journals;
    for (Pager* pager : journalled_) {
      if (pager->synchronous() != Synchronous::Off) journals.push_back(pager->journal_path());
    }
    const bool may_be = !main_.path().empty() && !main_.file().is_in_memory();
    if (journals.size() < 2 || !may_be) return ok();
    super_ = TRY(create_super_journal(vfs(), main_.file().random(), main_.path(), journals));
    return ok();
  }

  Status prepare() {
    for (Pager* pager : journalled_) TRY(pager->prepare_commit(super_of(*pager)));
    return ok();
  }

  /// Who syncs nothing cannot be sure of it either.
  std::string super_of(Pager& pager) const {
    return pager.synchronous() == Synchronous::Off ? std::string() : super_;
  }

  /// While the super-journal is there, the journals that name it are played back.
  void give_up() {
    for (Pager* pager : journalled_) pager->rollback();
    if (!super_.empty()) static_cast<void>(vfs().remove(super_));
  }

  // The commit of all that name it happens here.
  Status end_super_journal() {
    if (super_.empty()) return ok();
    Status removed = vfs().remove(super_);
    if (!removed) give_up();
    return removed;
  }

  Status commit(std::span<Pager* const> pagers) {
    for (Pager* pager : pagers) TRY(pager->commit(pager == &main_ ? record_ : Bytes()));
    return ok();
  }

  Pager& main_;
  Bytes record_;
  std::vector<Pager*> journalled_;
  std::vector<Pager*> others_;
  std::string super_;  // its path; "" if there is none
};

}  // namespace

Status commit_together(std::span<Pager* const> pagers, Pager& main, Bytes record) {
  if (pagers.size() == 1) {
    return pagers.front()->commit(pagers.front() == &main ? record : Bytes());
  }
  return JointCommit(pagers, main, record).run();
}

}  // namespace tern::storage
