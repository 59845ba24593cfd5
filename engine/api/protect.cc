#include "engine/api/protect.h"

#include <algorithm>

#include "engine/api/scratch_database.h"
#include "engine/api/vacuum.h"

namespace tern::api {
namespace {

using storage::Protection;

Result<bool> lacks_room(storage::Pager& pager, Protection::Kind kind) {
  if (pager.file().is_in_memory()) return false;
  TRY(pager.begin_read());
  const bool lacks = pager.page_count() > 0 &&
                     pager.page_size() - pager.usable_size() < storage::reserve_needed(kind);
  pager.rollback();
  return lacks;
}

Status build_and_install(ConnectionState& connection, txn::Database& database, Protection wanted) {
  (void)TRY(database.schema());
  storage::Pager& pager = database.pager();
  ImageTarget form = TRY(present_form(database));
  const uint32_t needed = storage::reserve_needed(wanted.kind);
  form.reserved = static_cast<uint8_t>(std::max<uint32_t>(form.reserved, needed));
  const bool is_secret = wanted.kind == Protection::Kind::Encryption;
  const auto image = TRY(open_scratch(pager.file(), is_secret));
  TRY(copy_database(connection.run_control(), database, image->main(), form, RowIds::Keep));
  TRY(image->pager().begin_read());
  database.trees().invalidate_cursors();
  Status installed = pager.install(image->pager(), std::move(wanted));
  image->pager().rollback();
  connection.content_replaced(database);
  return installed;
}

}  // namespace

Status change_protection(ConnectionState& connection, txn::Database& database, Protection wanted) {
  storage::Pager& pager = database.pager();
  if (!connection.autocommit() || pager.is_reading()) {
    return fail(ErrorCode::Error, "cannot change the protection from within a transaction");
  }
  if (connection.query_only) return fail(ErrorCode::ReadOnly);
  const bool lacks = TRY(lacks_room(pager, wanted.kind));
  if (!lacks) return pager.change_protection(std::move(wanted));
  TRY(pager.begin_alone());
  connection.statement_started(true);
  Status outcome = build_and_install(connection, database, std::move(wanted));
  return connection.statement_finished(true, std::move(outcome), sql::Conflict::Abort);
}

}  // namespace tern::api
