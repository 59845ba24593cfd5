#include "engine/api/protect.h"

#include <algorithm>

#include "engine/api/scratch_database.h"
#include "engine/api/vacuum.h"

namespace tern::api {
namespace {

using storage::Protection;

Result<bool> lacks_room(ConnectionState& connection, Protection::Kind kind) {
  storage::Pager& pager = connection.pager();
  if (pager.file().is_in_memory()) return false;
  TRY(connection.ensure_reading());
  const bool lacks = pager.page_count() > 0 &&
                     pager.page_size() - pager.usable_size() < storage::reserve_needed(kind);
  pager.rollback();
  return lacks;
}

Status build_and_install(ConnectionState& connection, Protection wanted) {
  TRY(connection.schema());
  storage::Pager& pager = connection.pager();
  ImageTarget form = TRY(present_form(connection));
  const uint32_t needed = storage::reserve_needed(wanted.kind);
  form.reserved = static_cast<uint8_t>(std::max<uint32_t>(form.reserved, needed));
  const bool is_secret = wanted.kind == Protection::Kind::Encryption;
  const auto image = TRY(open_scratch(pager.file(), is_secret));
  TRY(copy_database(connection, *image, form, RowIds::Keep));
  TRY(image->pager().begin_read());
  connection.trees().invalidate_cursors();
  Status installed = pager.install(image->pager(), std::move(wanted));
  image->pager().rollback();
  connection.content_replaced();
  return installed;
}

}  // namespace

Status change_protection(ConnectionState& connection, Protection wanted) {
  storage::Pager& pager = connection.pager();
  if (!connection.autocommit() || pager.is_reading()) {
    return fail(ErrorCode::Error, "cannot change the protection from within a transaction");
  }
  if (connection.query_only) return fail(ErrorCode::ReadOnly);
  const bool lacks = TRY(lacks_room(connection, wanted.kind));
  if (!lacks) return pager.change_protection(std::move(wanted));
  TRY(pager.begin_alone());
  connection.statement_started(true);
  Status outcome = build_and_install(connection, std::move(wanted));
  return connection.statement_finished(true, std::move(outcome), sql::Conflict::Abort);
}

}  // namespace tern::api
