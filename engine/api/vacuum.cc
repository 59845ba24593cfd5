#include "engine/api/vacuum.h"

#include <algorithm>
#include <array>

#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_target.h"
#include "engine/api/scratch_database.h"
#include "engine/api/statement_state.h"
#include "engine/sql/lexer.h"
#include "engine/storage/cipher_codec.h"
#include "engine/storage/database_shared.h"

namespace tern::api {
namespace {

using storage::DatabaseFile;
using storage::Protection;

/// A statement of this connection that reads, for as long as it works.
class ReadingStatement {
 public:
  explicit ReadingStatement(ConnectionState& connection) : connection_(connection) {
    connection_.statement_started(false);
  }
  ~ReadingStatement() {
    static_cast<void>(connection_.statement_finished(false, {}, sql::Conflict::Abort));
  }
  ReadingStatement(const ReadingStatement&) = delete;
  ReadingStatement& operator=(const ReadingStatement&) = delete;

 private:
  ConnectionState& connection_;
};

/// Everything behind INTO, in a query of its own, so that it may be any expression.
Result<std::string> file_name(ConnectionState& connection, const sql::VacuumStatement& statement,
                              std::string_view sql, std::span<const record::Value> parameters) {
  const std::string_view text = statement.span.in(sql);
  sql::Lexer lexer(text);
  sql::Token token = lexer.next();
  while (token.kind != sql::TokenKind::Into) token = lexer.next();
  const std::string query = "SELECT " + std::string(text.substr(token.end));
  const auto evaluated = TRY(StatementState::prepare(connection, query, nullptr));
  int number = 0;
  for (const record::Value& value : parameters) TRY(evaluated->bind(++number, value));
  const bool has_row = TRY(evaluated->step());
  const bool is_text = has_row && evaluated->row()[0].is_text();
  if (!is_text) return refuse("non-text filename");
  return std::string(evaluated->row()[0].as_text());
}

/// The last_insert_rowid() that a VACUUM leaves behind: the reference INSERTs what has no tree of
/// its own into the new schema table, last. Nothing: there is no such thing. The table of sequences
/// comes with the first that has one.
std::optional<int64_t> last_rowid_after(const catalog::Schema& schema) {
  size_t rows = schema.views().size() + schema.triggers().size();
  bool has_any = rows > 0;
  bool has_sequences = false;
  for (const auto& [name, table] : schema.tables()) {
    if (table->root != PageNo{1} && !catalog::same_name(name, "sqlite_sequence")) ++rows;
    has_sequences |= table->autoincrement;
    has_any |= table->is_virtual;
  }
  if (!has_any) return std::nullopt;
  if (has_sequences) ++rows;
  for (const auto& [name, index] : schema.indexes()) {
    if (index != index->table->primary_index.get()) ++rows;
  }
  return static_cast<int64_t>(rows);
}

/// false: it is to do nothing.
Result<bool> may_attach(ConnectionState& connection, std::string_view path) {
  const Permission answer = connection.access().answer({.action = Action::Attach, .first = path});
  if (answer == Permission::Deny) return fail(ErrorCode::Auth);
  return answer == Permission::Allow;
}

Status vacuum_into(ConnectionState& connection, txn::Database& database, const std::string& path) {
  if (path.empty()) return {};  // a temporary database, gone at once
  const ReadingStatement statement(connection);
  TRY(database.pager().begin_read());
  const ImageTarget form = TRY(form_of_next_vacuum(database, false));
  storage::DatabaseName name;
  name.path = path;
  if (connection.reads_uris) name = TRY(storage::parse_database_name(path, {}));
  if (name.path.empty()) return {};
  const std::optional<int64_t> last_rowid = last_rowid_after(*TRY(database.schema()));
  TRY(write_copy(connection, database, name, form));
  if (last_rowid) connection.transaction().last_insert_rowid = *last_rowid;
  return {};
}

/// Its first page alone, as if nobody had made anything in it yet.
Status make_empty(txn::Database& target, const ImageTarget& form) {
  storage::Pager& pager = target.pager();
  TRY(pager.set_page_size(form.page_size, form.reserved));
  pager.set_autovacuum_of_new(form.autovacuum);
  TRY(pager.begin_write());
  TRY(pager.set_header_field(storage::HeaderField::SchemaCookie, 1));
  return pager.commit();
}

/// What there is goes, whatever it is.
bool resets(ConnectionState& connection) {
  return connection.transaction().restrictions.resets_database;
}

Status build_and_install(ConnectionState& connection, txn::Database& database,
                         const ImageTarget& target) {
  const auto image = TRY(open_scratch(database.file()));
  if (resets(connection)) {
    TRY(make_empty(image->main(), target));
  } else {
    (void)TRY(database.schema());
    TRY(copy_database(connection.run_control(), database, image->main(), target, RowIds::Renumber));
  }
  TRY(image->pager().begin_read());
  database.trees().invalidate_cursors();
  Status installed = database.pager().install(image->pager());
  image->pager().rollback();
  connection.content_replaced(database);
  return installed;
}

/// Parts of page 1 that tell of the file and not of its content: versions of the format, change
/// counter, and what it was when SQLite's version was noted. Source: SQLite file format, "The
/// Database Header".
struct HeaderPart {
  size_t at;
  size_t size;
};
constexpr std::array kPartsOfFile = {HeaderPart{18, 2}, HeaderPart{24, 4}, HeaderPart{92, 8}};
constexpr size_t kHeaderSize = 100;

void copy_first_page(MutBytes to, Bytes from) {
  std::array<std::byte, kHeaderSize> before;
  std::copy_n(to.begin(), kHeaderSize, before.begin());
  std::ranges::copy(from, to.begin());
  for (const HeaderPart& part : kPartsOfFile)
    std::copy_n(&before[part.at], part.size, &to[part.at]);
}

/// As pages of the open transaction, so that who observes its commit sees them.
Status put_pages(storage::Pager& target, storage::Pager& image) {
  TRY(target.set_page_count(image.page_count()));
  const uint32_t lock_page = (uint32_t{1} << 30) / image.page_size() + 1;
  for (uint32_t no = 1; no <= image.page_count(); ++no) {
    if (no == lock_page) continue;
    const storage::PageRef from = TRY(image.read(PageNo{no}));
    const storage::PageMut to = TRY(target.write(PageNo{no}));
    if (no == 1) {
      copy_first_page(to.bytes(), from.bytes());
    } else {
      std::ranges::copy(from.bytes(), to.bytes().begin());
    }
  }
  return {};
}

Status build_in_transaction(ConnectionState& connection, txn::Database& database,
                            const ImageTarget& target) {
  const auto image = TRY(open_scratch(database.file()));
  (void)TRY(database.schema());
  TRY(copy_database(connection.run_control(), database, image->main(), target, RowIds::Keep));
  TRY(image->pager().begin_read());
  database.trees().invalidate_cursors();
  Status put = put_pages(database.pager(), image->pager());
  image->pager().rollback();
  database.forget_schema();
  connection.virtual_tables().disconnect(database.name());
  return put;
}

/// A source that is encrypted is decrypted only if the empty key says so.
Result<Protection> protection_of_copy(txn::Database& database, const storage::DatabaseName& name) {
  Protection wanted;
  const Protection::Kind present = database.pager().protection();
  if (name.hexkey && !name.hexkey->empty()) {
    wanted.kind = Protection::Kind::Encryption;
    wanted.key = TRY(storage::parse_key(*name.hexkey, name.cipher));
    return wanted;
  }
  if (present == Protection::Kind::Encryption && !name.hexkey) {
    return database.pager().wanted_protection();
  }
  const bool has_checksums = name.checksum.value_or(present == Protection::Kind::Checksum);
  if (has_checksums) wanted.kind = Protection::Kind::Checksum;
  return wanted;
}

}  // namespace

Result<ImageTarget> present_form(txn::Database& database) {
  storage::Pager& pager = database.pager();
  return ImageTarget{.page_size = pager.page_size(),
                     .reserved = static_cast<uint8_t>(pager.page_size() - pager.usable_size()),
                     .autovacuum = TRY(pager.autovacuum())};
}

Result<ImageTarget> form_of_next_vacuum(txn::Database& database, bool in_place) {
  storage::Pager& pager = database.pager();
  ImageTarget form = TRY(present_form(database));
  const bool is_wal = TRY(pager.journal_mode()) == storage::JournalMode::Wal;
  const bool may_resize = !in_place || (!is_wal && !pager.file().is_in_memory());
  if (may_resize && database.vacuum_page_size != 0) form.page_size = database.vacuum_page_size;
  if (database.vacuum_autovacuum) form.autovacuum = *database.vacuum_autovacuum;
  return form;
}

Status rebuild(ConnectionState& connection, txn::Database& database, const ImageTarget& target) {
  if (database.is_main() && connection.has_commit_observer()) {
    return not_supported("VACUUM of a database that syncs: its pages are the primary's");
  }
  TRY(connection.ensure_writing(database));
  connection.statement_started(true);
  Status outcome = build_and_install(connection, database, target);
  return connection.statement_finished(true, std::move(outcome), sql::Conflict::Abort);
}

Status vacuum_keeping_rowids(ConnectionState& connection) {
  if (!connection.autocommit()) return refuse("cannot VACUUM from within a transaction");
  txn::Database& database = connection.main();
  TRY(database.pager().begin_read());
  const Result<ImageTarget> form = present_form(database);
  database.end_transaction();
  if (!form) return std::unexpected(form.error());
  TRY(connection.ensure_writing(database));
  connection.statement_started(true);
  Status outcome = build_in_transaction(connection, database, *form);
  return connection.statement_finished(true, std::move(outcome), sql::Conflict::Abort);
}

Status write_copy(ConnectionState& connection, txn::Database& database,
                  const storage::DatabaseName& name, ImageTarget target) {
  DatabaseFile& main = connection.pager().file();
  const Protection protection = TRY(protection_of_copy(database, name));
  // Reserved bytes are given back where they were the source's codec's, or the key says "none".
  const bool was_plain = database.pager().protection() == Protection::Kind::None;
  const uint32_t kept = was_plain && !name.hexkey ? target.reserved : 0;
  target.reserved = static_cast<uint8_t>(std::max(kept, storage::reserve_needed(protection.kind)));
  storage::OpenOptions options = name.options;
  options.clock = &main.clock();
  options.random = &main.random();
  io::Vfs& vfs = name.names_vfs ? *name.vfs : main.vfs();
  auto file = TRY(DatabaseFile::open(vfs, name.path, options));
  if (!file->is_in_memory() && TRY(file->shared().file->size()) > 0) {
    return refuse("output file already exists");
  }
  const std::string full_path = file->path();
  auto copy = TRY(open_for_building(file));
  TRY(copy->pager().set_protection(protection));
  Status outcome =
      copy_database(connection.run_control(), database, copy->main(), target, RowIds::Keep);
  const bool syncs = database.pager().synchronous() != storage::Synchronous::Off;
  if (outcome && syncs && !file->is_in_memory()) {
    outcome = file->shared().file->sync(io::SyncMode::Full);
  }
  copy.reset();
  file.reset();
  if (outcome || full_path.empty()) return outcome;
  static_cast<void>(vfs.remove(full_path));
  return outcome;
}

Status run_vacuum(ConnectionState& connection, const sql::VacuumStatement& statement,
                  std::string_view sql, std::span<const record::Value> parameters) {
  const sql::Name& schema = statement.schema;
  if (schema && catalog::same_name(schema.text, "temp")) return {};
  txn::Database& database = schema ? *TRY(named_database(connection, schema)) : connection.main();
  if (!connection.autocommit()) return refuse("cannot VACUUM from within a transaction");
  if (connection.running_count() > 0) {
    return refuse("cannot VACUUM - SQL statements in progress");
  }
  if (statement.into) {
    const std::string path = TRY(file_name(connection, statement, sql, parameters));
    const bool is_allowed = TRY(may_attach(connection, path));
    return is_allowed ? vacuum_into(connection, database, path) : ok();
  }
  // To the user's eyes it attaches a temporary file, which then takes the database's place.
  const bool is_allowed = TRY(may_attach(connection, ""));
  if (!is_allowed) return {};
  TRY(database.pager().begin_read());
  const Result<ImageTarget> form = form_of_next_vacuum(database, true);
  const bool is_reset = resets(connection);
  const auto known = is_reset ? nullptr : database.schema();
  database.end_transaction();
  if (!form) return std::unexpected(form.error());
  if (!known) return std::unexpected(known.error());
  TRY(rebuild(connection, database, *form));
  if (is_reset) return {};
  const std::optional<int64_t> last_rowid = last_rowid_after(**known);
  if (last_rowid) connection.transaction().last_insert_rowid = *last_rowid;
  return {};
}

}  // namespace tern::api
