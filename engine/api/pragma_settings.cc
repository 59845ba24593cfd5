// Pragmas that read and set: header fields, the journal, the connection's own switches.

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "engine/api/pragma.h"

namespace tern::api {
namespace {

using record::Value;
using storage::HeaderField;

/// Sets a header field inside a write transaction.
Status set_field(const PragmaCall& call, HeaderField field, uint32_t value) {
  TRY(call.connection.ensure_writing(call.database));
  call.connection.statement_started(true);
  Status outcome = call.database.pager().set_header_field(field, value);
  return call.connection.statement_finished(true, std::move(outcome), sql::Conflict::Abort);
}

template <HeaderField kField>
Result<CommandRows> header_field(const PragmaCall& call) {
  if (call.has_value()) {
    const bool is_defensive = call.connection.transaction().restrictions.is_defensive;
    if (kField == HeaderField::SchemaCookie && is_defensive) return no_rows();
    TRY(set_field(call, kField, static_cast<uint32_t>(pragma_integer(call.value()))));
    return no_rows();
  }
  const uint32_t value = TRY(call.database.pager().header_field(kField));
  return one_row(static_cast<int32_t>(value));
}

Result<CommandRows> freelist_count(const PragmaCall& call) {
  return one_row(TRY(call.database.pager().header_field(HeaderField::FreelistCount)));
}

Result<CommandRows> page_count(const PragmaCall& call) {
  return one_row(call.database.pager().page_count());
}

Result<CommandRows> page_size(const PragmaCall& call) {
  if (!call.has_value()) {
    const bool was_reading = call.database.pager().is_reading();
    TRY(call.database.pager().begin_read());
    const uint32_t size = call.database.pager().page_size();
    if (!was_reading) call.database.pager().rollback();
    return one_row(size);
  }
  const int64_t wanted = pragma_integer(call.value());
  const bool valid = wanted >= 512 && wanted <= 65536 && (wanted & (wanted - 1)) == 0;
  call.database.vacuum_page_size = valid ? static_cast<uint32_t>(wanted) : 0;
  if (valid) TRY(call.database.pager().set_page_size(static_cast<uint32_t>(wanted)));
  return no_rows();
}

constexpr std::array<std::pair<std::string_view, storage::JournalMode>, 6> kJournalModes{{
    {"delete", storage::JournalMode::Delete},
    {"truncate", storage::JournalMode::Truncate},
    {"persist", storage::JournalMode::Persist},
    {"memory", storage::JournalMode::Memory},
    {"off", storage::JournalMode::Off},
    {"wal", storage::JournalMode::Wal},
}};

/// Of the database, or where none was named of all. Gives back what that one's is then. The
/// temporary database has no name for a journal: its mode stays.
Result<storage::JournalMode> set_journal_mode(const PragmaCall& call, storage::JournalMode wanted) {
  const bool is_of_main = !call.names_database || call.database.is_main();
  const bool leaves_wal = wanted != storage::JournalMode::Wal;
  if (leaves_wal && is_of_main && call.connection.has_commit_observer()) {
    return not_supported("another journal than the WAL in a database that syncs");
  }
  for (const auto& database : call.connection.databases()) {
    const bool is_meant = !call.names_database && database.get() != &call.database;
    if (is_meant && !database->is_temporary())
      (void)TRY(database->pager().set_journal_mode(wanted));
  }
  if (call.database.is_temporary()) return call.database.pager().journal_mode();
  return call.database.pager().set_journal_mode(wanted);
}

// A word that names no mode asks for the present one.
Result<CommandRows> journal_mode(const PragmaCall& call) {
  storage::JournalMode mode = TRY(call.database.pager().journal_mode());
  for (const auto& [name, wanted] : kJournalModes) {
    if (!call.has_value() || !catalog::same_name(call.value(), name)) continue;
    const bool is_defensive = call.connection.transaction().restrictions.is_defensive;
    if (wanted == storage::JournalMode::Off && is_defensive) break;
    mode = TRY(set_journal_mode(call, wanted));
    break;
  }
  for (const auto& [name, known] : kJournalModes) {
    if (known == mode) return one_row(Value::text(name));
  }
  return no_rows();
}

Result<CommandRows> wal_checkpoint(const PragmaCall& call) {
  auto mode = storage::CheckpointMode::Passive;
  if (catalog::same_name(call.value(), "full")) mode = storage::CheckpointMode::Full;
  if (catalog::same_name(call.value(), "restart")) mode = storage::CheckpointMode::Restart;
  if (catalog::same_name(call.value(), "truncate")) mode = storage::CheckpointMode::Truncate;
  storage::CheckpointResult result;
  for (const auto& database : call.connection.databases()) {
    const bool is_named = database.get() == &call.database;
    if (call.names_database && !is_named) continue;
    if (database->pager().is_writing()) {
      return fail(ErrorCode::Locked, "database table is locked");
    }
    const storage::CheckpointResult one = TRY(database->pager().checkpoint(mode));
    const bool was_busy = result.busy;
    if (is_named) result = one;
    result.busy = one.busy || was_busy;
  }
  return CommandRows{{Value::integer(result.busy ? 1 : 0), Value::integer(result.wal_frames),
                      Value::integer(result.checkpointed_frames)}};
}

Result<CommandRows> wal_autocheckpoint(const PragmaCall& call) {
  if (call.has_value()) {
    const int64_t frames = std::max<int64_t>(pragma_integer(call.value()), 0);
    call.connection.set_wal_autocheckpoint(
        static_cast<uint32_t>(std::min<int64_t>(frames, 1 << 30)));
  }
  return one_row(call.connection.wal_autocheckpoint());
}

Result<CommandRows> synchronous(const PragmaCall& call) {
  storage::Pager& pager = call.database.pager();
  if (!call.has_value()) return one_row(static_cast<int64_t>(pager.synchronous()));
  if (!call.connection.autocommit()) {
    return fail(ErrorCode::Error, "Safety level may not be changed inside a transaction");
  }
  if (call.database.is_temporary()) return no_rows();
  if (catalog::same_name(call.value(), "extra")) {
    pager.set_synchronous(storage::Synchronous::Extra);
  } else if (catalog::same_name(call.value(), "full")) {
    pager.set_synchronous(storage::Synchronous::Full);
  } else if (catalog::same_name(call.value(), "normal")) {
    pager.set_synchronous(storage::Synchronous::Normal);
  } else if (!call.value().empty() && call.value()[0] >= '0' && call.value()[0] <= '9') {
    pager.set_synchronous(static_cast<storage::Synchronous>(pragma_integer(call.value()) & 3));
  } else {
    const bool on = pragma_boolean(call.value(), true);
    pager.set_synchronous(on ? storage::Synchronous::Normal : storage::Synchronous::Off);
  }
  return no_rows();
}

Result<CommandRows> foreign_keys(const PragmaCall& call) {
  txn::Transaction& transaction = call.connection.transaction();
  if (!call.has_value()) return one_row(transaction.foreign_keys_enabled ? 1 : 0);
  // Inside a transaction the switch has no effect, as in SQLite.
  if (call.connection.autocommit()) {
    transaction.foreign_keys_enabled = pragma_boolean(call.value(), false);
  }
  return no_rows();
}

Result<CommandRows> defer_foreign_keys(const PragmaCall& call) {
  txn::Transaction& transaction = call.connection.transaction();
  if (!call.has_value()) return one_row(transaction.defer_foreign_keys ? 1 : 0);
  transaction.defer_foreign_keys = pragma_boolean(call.value(), false);
  if (!transaction.defer_foreign_keys) transaction.postponed_violations = 0;
  return no_rows();
}

Result<CommandRows> recursive_triggers(const PragmaCall& call) {
  txn::Transaction& transaction = call.connection.transaction();
  if (!call.has_value()) return one_row(transaction.recursive_triggers ? 1 : 0);
  transaction.recursive_triggers = pragma_boolean(call.value(), false);
  return no_rows();
}

Result<CommandRows> busy_timeout(const PragmaCall& call) {
  if (call.has_value()) {
    const int64_t wanted = std::max<int64_t>(pragma_integer(call.value()), 0);
    call.connection.set_busy_timeout(
        static_cast<uint32_t>(std::min<int64_t>(wanted, std::numeric_limits<int32_t>::max())));
  }
  return one_row(call.connection.pager().busy_timeout());
}

struct EncodingName {
  std::string_view name;
  TextEncoding encoding;
};
constexpr EncodingName kEncodings[]{
    {"UTF-8", TextEncoding::Utf8},       {"UTF-16le", TextEncoding::Utf16le},
    {"UTF-16be", TextEncoding::Utf16be}, {"UTF8", TextEncoding::Utf8},
    {"UTF16le", TextEncoding::Utf16le},  {"UTF16be", TextEncoding::Utf16be},
    {"UTF-16", TextEncoding::Utf16le},   {"UTF16", TextEncoding::Utf16le},
};

// A new database's can be chosen until it has its first table.
Result<CommandRows> encoding(const PragmaCall& call) {
  ConnectionState& connection = call.connection;
  const auto catalog = TRY(connection.catalog());
  if (!call.has_value()) {
    const auto* const found = std::ranges::find(kEncodings, catalog->main().traits.text_encoding,
                                                &EncodingName::encoding);
    return one_row(Value::text(found->name));
  }
  if (TRY(connection.pager().header_field(HeaderField::TextEncoding)) != 0) return no_rows();
  const auto* const wanted = std::ranges::find_if(kEncodings, [&](const EncodingName& each) {
    return catalog::same_name(each.name, call.value());
  });
  if (wanted == std::end(kEncodings)) {
    return fail(ErrorCode::Error, "unsupported encoding: " + std::string(call.value()));
  }
  for (const auto& database : connection.databases()) {
    database->trees().set_text_encoding(wanted->encoding);
  }
  connection.forget_schemas();
  return no_rows();
}

Result<CommandRows> data_version(const PragmaCall& call) {
  return one_row(static_cast<int64_t>(call.database.pager().data_version()));
}

}  // namespace

std::span<const Pragma> setting_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"user_version", {"user_version"}, header_field<HeaderField::UserVersion>, true},
      {"application_id", {"application_id"}, header_field<HeaderField::ApplicationId>, true},
      {"schema_version", {"schema_version"}, header_field<HeaderField::SchemaCookie>, true},
      {"freelist_count", {"freelist_count"}, freelist_count},
      {"page_count", {"page_count"}, page_count},
      {"page_size", {"page_size"}, page_size, true},
      {"journal_mode", {"journal_mode"}, journal_mode},
      {"wal_checkpoint", {"busy", "log", "checkpointed"}, wal_checkpoint},
      {"wal_autocheckpoint", {"wal_autocheckpoint"}, wal_autocheckpoint},
      {"synchronous", {"synchronous"}, synchronous, true},
      {"foreign_keys", {"foreign_keys"}, foreign_keys, true},
      {"defer_foreign_keys", {"defer_foreign_keys"}, defer_foreign_keys, true},
      {"recursive_triggers", {"recursive_triggers"}, recursive_triggers, true},
      {"busy_timeout", {"timeout"}, busy_timeout},
      {"encoding", {"encoding"}, encoding, true},
      {"data_version", {"data_version"}, data_version},
  };
  return pragmas;
}

}  // namespace tern::api
