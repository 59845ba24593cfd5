#include "sync/apply/rename_map.h"

#include "engine/catalog/schema.h"
#include "engine/sql/parser.h"
#include "engine/txn/changeset.h"

namespace tern::sync::apply {

using catalog::same_name;

Status RenameMap::record(Bytes changeset, model::Revision revision,
                         const model::ReplicaId& writer) {
  txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(changeset));
  txn::OpView op;
  while (TRY(reader.next(op))) {
    if (op.kind != txn::OpKind::Ddl) continue;
    Result<sql::ParsedStatement> parsed = sql::parse_statement(op.sql);
    if (!parsed || !parsed->statement) continue;
    const auto* alter = parsed->statement->as_if<sql::AlterTableStatement>();
    if (!alter) continue;
    const std::string& table = alter->table.name.text;
    if (alter->alter == sql::AlterKind::RenameTable) {
      renames_.push_back({revision, writer, table, "", alter->new_name.text});
    } else if (alter->alter == sql::AlterKind::RenameColumn) {
      renames_.push_back({revision, writer, table, alter->column.text, alter->new_name.text});
    }
  }
  return ok();
}

void RenameMap::encode(model::Writer& out) const {
  out.varint(renames_.size());
  for (const Rename& rename : renames_) {
    out.varint(rename.revision.raw);
    out.rid(rename.writer);
    out.text(rename.table);
    out.text(rename.column);
    out.text(rename.to);
  }
}

void RenameMap::decode(model::Reader& in) {
  for (size_t count = in.count(20); count > 0 && !in.failed(); --count) {
    Rename rename;
    rename.revision = model::Revision{in.varint()};
    rename.writer = in.rid();
    rename.table = in.text();
    rename.column = in.text();
    rename.to = in.text();
    renames_.push_back(std::move(rename));
  }
}

bool RenameMap::is_news(const Rename& rename, const model::Author& author) const {
  return rename.revision > author.base && !author.is_own(rename.writer);
}

std::string RenameMap::table(std::string_view table, const model::Author& author) const {
  std::string now(table);
  for (const Rename& rename : renames_) {
    if (!is_news(rename, author) || !rename.column.empty()) continue;
    if (same_name(rename.table, now)) now = rename.to;
  }
  return now;
}

std::string RenameMap::column(std::string_view table, std::string_view column,
                              const model::Author& author) const {
  std::string table_now(table);
  std::string now(column);
  for (const Rename& rename : renames_) {
    if (!is_news(rename, author) || !same_name(rename.table, table_now)) continue;
    if (rename.column.empty()) {
      table_now = rename.to;
    } else if (same_name(rename.column, now)) {
      now = rename.to;
    }
  }
  return now;
}

}  // namespace tern::sync::apply
