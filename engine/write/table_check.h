#pragma once

#include <string>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/txn/transaction.h"

namespace tern::write {

/// Holds every row of `table` against its constraints and its indexes against the rows; appends
/// what is wrong to `findings`, in the words of SQLite's integrity check, until there are
/// `findings_max`. The trees themselves are btree::check_database's business and must be sound.
/// `with_indexes` false: only the rows are looked at (quick_check).
/// Requires: a transaction is open. Errors: what reading gives (Corrupt stops the check).
Status check_table(txn::Transaction& transaction, const catalog::Table& table, bool with_indexes,
                   size_t findings_max, std::vector<std::string>& findings);

}  // namespace tern::write
