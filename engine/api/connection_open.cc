#include "engine/api/connection_state.h"
#include "engine/api/pragma_tables.h"
#include "engine/storage/cipher_codec.h"
#include "engine/storage/database_name.h"

namespace tern::api {
namespace {

/// What SQL functions see of the connection.
class FunctionView final : public functions::ConnectionView {
 public:
  FunctionView(txn::Transaction& transaction, storage::DatabaseFile& file,
               functions::RunControl& control, const Limits& limits)
      : transaction_(transaction), file_(file), control_(control), limits_(limits) {}
  int64_t changes() const override { return transaction_.changes_of_statement; }
  int64_t total_changes() const override { return transaction_.total_changes; }
  int64_t last_insert_rowid() const override { return transaction_.last_insert_rowid; }
  io::Clock& clock() override { return file_.clock(); }
  io::Random& random() override { return file_.random(); }
  TextEncoding text_encoding() const override {
    return transaction_.main().trees().text_encoding();
  }
  functions::RunControl& run_control() override { return control_; }
  const Limits& limits() const override { return limits_; }

 private:
  txn::Transaction& transaction_;
  storage::DatabaseFile& file_;
  functions::RunControl& control_;
  const Limits& limits_;
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

}  // namespace

Result<std::unique_ptr<ConnectionState>> ConnectionState::open(std::string_view path,
                                                               const OpenOptions& options) {
  storage::DatabaseName name;
  name.path = path;
  name.options.read_only = options.read_only;
  name.options.create = options.create && !options.read_only;
  if (options.uri) name = TRY(storage::parse_database_name(path, name.options));
  OpenOptions narrowed = options;
  narrowed.read_only = name.options.read_only || name.options.immutable;
  if (name.hexkey && !name.hexkey->empty()) narrowed.hexkey = *name.hexkey;
  if (!name.cipher.empty()) narrowed.cipher = name.cipher;
  auto file = TRY(storage::DatabaseFile::open(*name.vfs, name.path, name.options));
  auto state = TRY(open(std::move(file), narrowed));
  storage::Pager& pager = state->pager();
  if (name.checksum.value_or(false) && !pager.wanted_protection().key) {
    TRY(pager.set_protection({.kind = storage::Protection::Kind::Checksum}));
  }
  return state;
}

Result<std::unique_ptr<ConnectionState>> ConnectionState::open(
    std::shared_ptr<storage::DatabaseFile> file, const OpenOptions& options) {
  std::unique_ptr<ConnectionState> state(new ConnectionState());
  state->file_ = std::move(file);
  const auto access = options.read_only ? storage::Access::ReadOnly : storage::Access::ReadWrite;
  auto pager = TRY(storage::Pager::open(state->file_, access));
  pager->set_busy_timeout(options.busy_timeout_ms);
  state->databases_.push_back(std::make_unique<txn::Database>("main", std::move(pager)));
  state->reads_uris = options.uri;
  state->transaction_ = std::make_unique<txn::Transaction>(state->databases_);
  state->function_view_ = std::make_unique<FunctionView>(*state->transaction_, *state->file_,
                                                         state->control_, state->limits);
  state->transaction_->functions = &state->functions_;
  state->transaction_->connection = state->function_view_.get();
  add_pragma_tables(*state);
  TRY(set_key(state->pager(), state->file_->vfs(), options));
  return state;
}

}  // namespace tern::api
