#pragma once

#include <span>

#include "engine/storage/pager.h"

namespace tern::storage {

/// Commits write transactions of one connection to several databases. Those with a journal commit
/// all or none: a super-journal beside `main`'s file holds them together. In WAL mode, in memory,
/// and where `main` has no file, each is atomic by itself. `record` rides in the commit of `main`,
/// which need not be among `pagers`.
/// Errors: as Pager::commit. After Busy nothing has happened; after others those that have not
/// committed have to be rolled back.
/// Source: SQLite documentation, "Atomic Commit In SQLite", multi-file commit.
Status commit_together(std::span<Pager* const> pagers, Pager& main, Bytes record);

}  // namespace tern::storage
