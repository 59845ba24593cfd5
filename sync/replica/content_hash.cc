#include "engine/sql/printer.h"
#include "sync/model/codec.h"
#include "sync/replica/replica.h"

namespace tern::sync::replica {
namespace {

/// A sum of digests modulo 2^256: the order of the parts does not count, their number does.
class DigestSum {
 public:
  void add(const model::Digest& digest) {
    unsigned carry = 0;
    for (size_t i = 0; i < digest.bytes.size(); ++i) {
      carry += static_cast<unsigned>(sum_.bytes[i]) + static_cast<unsigned>(digest.bytes[i]);
      sum_.bytes[i] = static_cast<std::byte>(carry & 0xff);
      carry >>= 8;
    }
  }
  const model::Digest& value() const { return sum_; }

 private:
  model::Digest sum_;
};

Status add_rows(Connection& connection, const std::string& label, const std::string& query,
                DigestSum& sum) {
  Statement rows = TRY(connection.prepare(query));
  while (TRY(rows.step())) {
    model::Writer row;
    row.text(label);
    for (int i = 0; i < rows.column_count(); ++i) row.value(rows.column(i));
    sum.add(model::digest_of({row.bytes()}));
  }
  return ok();
}

Result<std::vector<std::string>> table_names(Connection& connection) {
  std::vector<std::string> out;
  Statement rows =
      TRY(connection.prepare("SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE "
                             "'sqlite\\_%' ESCAPE '\\' "
                             "AND sql NOT LIKE 'create virtual%'"));
  while (TRY(rows.step())) out.emplace_back(rows.column(0).as_text());
  return out;
}

Status add_everything(Connection& connection, DigestSum& sum) {
  TRY(add_rows(connection, "schema",
               "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name "
               "NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
               sum));
  for (const std::string& table : TRY(table_names(connection))) {
    TRY(add_rows(connection, "row " + table, "SELECT * FROM " + sql::quote_identifier(table), sum));
  }
  return ok();
}

}  // namespace

Result<std::string> content_hash(Connection& connection) {
  DigestSum sum;
  const bool alone = !connection.in_transaction();
  if (alone) TRY(connection.execute("BEGIN"));
  const Status done = add_everything(connection, sum);
  if (alone) TRY(connection.execute("COMMIT"));
  TRY(Status(done));
  return sum.value().hex();
}

}  // namespace tern::sync::replica
