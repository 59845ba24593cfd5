#include "engine/api/completion_table.h"
#include "engine/api/connection_state.h"
#include "engine/api/dbstat_table.h"
#include "engine/api/pragma_tables.h"
#include "engine/api/shared_turn.h"
#include "engine/api/statement_table.h"
#include "engine/extensions/extensions.h"
#include "engine/storage/cipher_codec.h"
#include "engine/storage/database_name.h"
#include "engine/storage/database_shared.h"

namespace tern::api {
namespace {

constexpr size_t kTemporaryCacheBytes = size_t{32} << 20;

/// What SQL functions see of the connection.
class FunctionView final : public functions::ConnectionView {
 public:
  FunctionView(txn::Transaction& transaction, storage::DatabaseFile& file,
               functions::RunControl& control, io::Random* const& random, const Limits& limits,
               const bool& is_like_case_sensitive)
      : transaction_(transaction),
        file_(file),
        control_(control),
        random_(random),
        limits_(limits),
        is_like_case_sensitive_(is_like_case_sensitive) {}
  int64_t changes() const override { return transaction_.changes_of_statement; }
  int64_t total_changes() const override { return transaction_.total_changes; }
  int64_t last_insert_rowid() const override { return transaction_.last_insert_rowid; }
  io::Clock& clock() override { return file_.clock(); }
  io::Random& random() override { return *random_; }
  TextEncoding text_encoding() const override {
    return transaction_.main().trees().text_encoding();
  }
  functions::RunControl& run_control() override { return control_; }
  const Limits& limits() const override { return limits_; }
  bool is_like_case_sensitive() const override { return is_like_case_sensitive_; }

 private:
  txn::Transaction& transaction_;
  storage::DatabaseFile& file_;
  functions::RunControl& control_;
  io::Random* const& random_;
  const Limits& limits_;
  const bool& is_like_case_sensitive_;
};

Result<std::string> read_key_file(io::Vfs& vfs, const std::string& path) {
  constexpr size_t kSizeMax = 1024;
  const std::string full = TRY(vfs.full_path(path));
  const std::unique_ptr<io::File> file = TRY(vfs.open(full, {.read_only = true}));
  ByteVector bytes(kSizeMax);
  bytes.resize(TRY(file->pread(bytes, 0)));
  std::string digits(as_text(bytes));
  while (!digits.empty() && std::string_view(" \t\r\n").contains(digits.back())) digits.pop_back();
  return digits;
}

Status set_key(storage::Pager& pager, io::Vfs& vfs, const OpenOptions& options) {
  std::string digits = options.hexkey;
  if (digits.empty() && !options.key_file.empty()) {
    digits = TRY(read_key_file(vfs, options.key_file));
  }
  if (digits.empty()) return ok();
  return pager.set_protection({.kind = storage::Protection::Kind::Encryption,
                               .key = TRY(storage::parse_key(digits, options.cipher))});
}

/// `sharing`: where the name does not say. A database in memory that has no name never shares.
storage::DatabaseName plain_name(std::string_view path, const OpenOptions& options,
                                 storage::Sharing sharing = storage::Sharing::None) {
  storage::DatabaseName name;
  name.path = path;
  if (!path.empty() && path != ":memory:") name.options.sharing = sharing;
  name.options.read_only = options.read_only;
  name.options.create = options.create && !options.read_only;
  return name;
}

Result<storage::DatabaseName> name_of(std::string_view path, const OpenOptions& options) {
  storage::DatabaseName name = plain_name(path, options);
  if (options.uri) name = TRY(storage::parse_database_name(path, name.options));
  return name;
}

/// `options` with what the name says itself.
OpenOptions narrowed_by(const storage::DatabaseName& name, const OpenOptions& options) {
  OpenOptions narrowed = options;
  narrowed.read_only = name.options.read_only || name.options.immutable;
  if (name.hexkey && !name.hexkey->empty()) narrowed.hexkey = *name.hexkey;
  if (!name.cipher.empty()) narrowed.cipher = name.cipher;
  return narrowed;
}

Status set_checksum(storage::Pager& pager, const storage::DatabaseName& name) {
  if (!name.checksum.value_or(false) || pager.wanted_protection().key) return ok();
  return pager.set_protection({.kind = storage::Protection::Kind::Checksum});
}

Result<std::unique_ptr<storage::Pager>> open_pager(std::shared_ptr<storage::DatabaseFile> file,
                                                   const OpenOptions& options) {
  const auto access = options.read_only ? storage::Access::ReadOnly : storage::Access::ReadWrite;
  io::Vfs& vfs = file->vfs();
  auto pager = TRY(storage::Pager::open(std::move(file), access));
  TRY(set_key(*pager, vfs, options));
  return pager;
}

}  // namespace

Result<std::unique_ptr<ConnectionState>> ConnectionState::open(std::string_view path,
                                                               const OpenOptions& options) {
  const storage::DatabaseName name = TRY(name_of(path, options));
  const OpenOptions narrowed = narrowed_by(name, options);
  auto file = TRY(storage::DatabaseFile::open(*name.vfs, name.path, name.options));
  auto state = TRY(open(std::move(file), narrowed));
  state->options_.read_only = options.read_only;  // of what is attached the file's own name says it
  TRY(set_checksum(state->pager(), name));
  return state;
}

Result<std::unique_ptr<ConnectionState>> ConnectionState::open(
    std::shared_ptr<storage::DatabaseFile> file, const OpenOptions& options) {
  std::unique_ptr<ConnectionState> state(new ConnectionState());
  state->file_ = std::move(file);
  auto pager = TRY(open_pager(state->file_, options));
  pager->set_busy_timeout(options.busy_timeout_ms);
  state->databases_.push_back(
      std::make_unique<txn::Database>("main", std::move(pager), &state->collations_));
  state->random = &state->file_->random();
  state->reads_uris = options.uri;
  state->options_ = {.read_only = options.read_only, .create = options.create, .uri = options.uri};
  state->transaction_ = std::make_unique<txn::Transaction>(state->databases_);
  state->function_view_ =
      std::make_unique<FunctionView>(*state->transaction_, *state->file_, state->control_,
                                     state->random, state->limits, state->is_like_case_sensitive);
  SharedLocks(*state).joined(state->main());
  state->transaction_->functions = &state->functions_;
  state->transaction_->connection = state->function_view_.get();
  add_pragma_tables(*state);
  extensions::add_tables(state->virtual_tables_);
  state->virtual_tables_.add(make_dbstat(*state));
  state->virtual_tables_.add_module("dbstat", make_dbstat_module(*state));
  state->virtual_tables_.add(make_statement_table(*state));
  state->virtual_tables_.add(make_completion(*state));
  return state;
}

/// Errors: those of parse_database_name(), Perm as Error: as in the reference.
Result<storage::DatabaseName> ConnectionState::name_to_attach(const std::string& path,
                                                              const std::string& name) const {
  storage::DatabaseName plain = plain_name(path, options_, sharing.of_attached);
  plain.options.clock = &file_->clock();
  plain.options.random = &file_->random();
  if (!reads_uris) return plain;
  Result<storage::DatabaseName> read = name_reader_
                                           ? name_reader_(name, path, plain.options)
                                           : storage::parse_database_name(path, plain.options);
  if (read || !read.error().is(ErrorCode::Perm)) return read;
  return fail(ErrorCode::Error, std::string(read.error().message()));
}

Status ConnectionState::attach(const std::string& path, const std::string& name,
                               const std::string& hexkey) {
  OpenOptions options = options_;
  options.uri = reads_uris;
  options.hexkey = hexkey;
  options.cipher = cipher_name;
  const storage::DatabaseName file_name = TRY(name_to_attach(path, name));
  const OpenOptions narrowed = narrowed_by(file_name, options);
  io::Vfs& vfs = file_name.names_vfs ? *file_name.vfs : file_->vfs();
  auto file = storage::DatabaseFile::open(vfs, file_name.path, file_name.options);
  if (!file && file.error().is(ErrorCode::CantOpen)) {
    return fail(ErrorCode::CantOpen, "unable to open database: " + path);
  }
  if (!file) return std::unexpected(file.error());
  auto pager = TRY(open_pager(*std::move(file), narrowed));
  TRY(set_checksum(*pager, file_name));
  pager->set_busy_timeout(this->pager().busy_timeout());
  if (busy_handler_) pager->set_busy_handler(busy_handler_);
  pager->set_secure_delete(this->pager().secure_delete());
  pager->set_autocheckpoint(wal_autocheckpoint_);
  pager->set_temporary_in_memory(temp_store == 2);
  (void)pager->set_locking_mode(locking_mode_default);
  auto database = std::make_unique<txn::Database>(name, std::move(pager), &collations_);
  SharedLocks(*this).joined(*database);
  const SharedTurn turn(*this);
  (void)TRY(catalog());
  database->trees().set_text_encoding(trees().text_encoding());
  TRY(database->pager().begin_read());
  const auto schema = TRY(database->schema());
  database->end_transaction();
  if (schema->traits.text_encoding != trees().text_encoding()) {
    return fail(ErrorCode::Error,
                "attached databases must use the same text encoding as main database");
  }
  ++database_list_version_;
  databases_.push_back(std::move(database));
  return {};
}

Result<txn::Database*> ConnectionState::temporary() {
  if (txn::Database* known = find_database("temp")) return known;
  (void)TRY(catalog());  // main's encoding is everybody's
  const bool is_secret = !file_->shared().codecs.keys().empty();
  const storage::OpenOptions options{.is_secret = is_secret,
                                     .cache_bytes = kTemporaryCacheBytes,
                                     .clock = &file_->clock(),
                                     .random = &file_->random()};
  const bool in_memory = temp_store == 2 || file_->is_in_memory();
  auto file = in_memory ? storage::DatabaseFile::open(file_->vfs(), ":memory:", options)
                        : storage::DatabaseFile::open_temporary(file_->vfs(), options);
  if (!file) return std::unexpected(file.error());
  auto pager = TRY(storage::Pager::open(*std::move(file)));
  (void)TRY(pager->set_journal_mode(storage::JournalMode::Memory));
  pager->set_synchronous(storage::Synchronous::Off);
  auto database = std::make_unique<txn::Database>("temp", std::move(pager), &collations_);
  database->trees().set_text_encoding(trees().text_encoding());
  ++database_list_version_;
  return databases_.insert(databases_.begin() + 1, std::move(database))->get();
}

}  // namespace tern::api
