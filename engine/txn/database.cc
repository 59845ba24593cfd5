#include "engine/txn/database.h"

namespace tern::txn {

Result<std::shared_ptr<const catalog::Schema>> Database::schema() {
  TRY(refresh_schema());
  return schema_;
}

Status Database::refresh_schema() {
  const uint32_t cookie = TRY(pager_->header_field(storage::HeaderField::SchemaCookie));
  if (!schema_ || schema_->cookie != cookie) TRY(load_schema());
  return ok();
}

Status Database::load_schema() {
  const catalog::Schema* last = schema_ ? schema_.get() : forgotten_.get();
  schema_ = TRY(catalog::load_schema(trees_, name_, last, collations_));
  forgotten_.reset();
  return ok();
}

void Database::forget_schema() {
  if (schema_) forgotten_ = std::move(schema_);
  schema_.reset();
}

Status Database::schema_changed() {
  const uint32_t cookie = TRY(pager_->header_field(storage::HeaderField::SchemaCookie));
  TRY(pager_->set_header_field(storage::HeaderField::SchemaCookie, cookie + 1));
  return load_schema();
}

void Database::close() {
  if (!pager_) return;
  end_transaction();
  schema_.reset();
  forgotten_.reset();
  pager_.reset();
}

void Database::end_transaction() {
  trees_.invalidate_cursors();
  pager_->rollback();
}

}  // namespace tern::txn
