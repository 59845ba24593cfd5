// Pragmas of memory and limits: what the storage of this connection may take.

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <utility>

#include "engine/api/pragma.h"

namespace tern::api {
namespace {

using record::Value;
using storage::SecureDelete;

bool is_hex(std::string_view text) {
  return text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

/// The 64-bit integer at the start of `text`, decimal (held at the limits) or hexadecimal; 0 if
/// there is none.
int64_t integer64(std::string_view text) {
  int64_t value = 0;
  if (is_hex(text)) {
    uint64_t bits = 0;
    std::from_chars(text.data() + 2, text.data() + text.size(), bits, 16);
    return static_cast<int64_t>(bits);
  }
  while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    return text[0] == '-' ? std::numeric_limits<int64_t>::min()
                          : std::numeric_limits<int64_t>::max();
  }
  return value;
}

/// The 32-bit integer at the start of `text`; 0 if it is none or too large.
int32_t integer32(std::string_view text) {
  if (text.starts_with(' ')) return 0;
  const int64_t value = integer64(text);
  const bool fits =
      value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max();
  return fits ? static_cast<int32_t>(value) : 0;
}

Result<CommandRows> cache_size(const PragmaCall& call) {
  storage::Pager& pager = call.database.pager();
  if (!call.has_value()) return one_row(pager.cache_size());
  pager.set_cache_size(integer32(call.value()));
  return CommandRows();
}

/// The file's own memory of a cache size, by its old name.
Result<CommandRows> default_cache_size(const PragmaCall& call) {
  constexpr int64_t kUsual = -2000;
  storage::Pager& pager = call.database.pager();
  if (!call.has_value()) {
    const uint32_t stored = TRY(pager.header_field(storage::HeaderField::DefaultCacheSize));
    const int64_t size = static_cast<int32_t>(stored);
    return one_row(size == 0 ? kUsual : std::abs(size));
  }
  const int64_t wanted = integer32(call.value());
  const auto size = static_cast<int32_t>(
      std::min<int64_t>(std::abs(wanted), std::numeric_limits<int32_t>::max()));
  TRY(call.connection.ensure_writing(call.database));
  call.connection.statement_started(true);
  Status outcome =
      pager.set_header_field(storage::HeaderField::DefaultCacheSize, static_cast<uint32_t>(size));
  TRY(call.connection.statement_finished(true, std::move(outcome), sql::Conflict::Abort));
  pager.set_cache_size(size);
  return CommandRows();
}

Result<CommandRows> cache_spill(const PragmaCall& call) {
  storage::Pager& pager = call.database.pager();
  if (!call.has_value()) return one_row(pager.cache_spill());
  const int32_t size = integer32(call.value());
  pager.set_cache_spill(pragma_boolean(call.value(), size != 0), size);
  return CommandRows();
}

Result<CommandRows> max_page_count(const PragmaCall& call) {
  // What is no integer as a whole asks only.
  const bool is_integer =
      call.value().find_first_not_of("+-0123456789xXabcdefABCDEF") == std::string_view::npos;
  const bool is_number = is_hex(call.value()) ||
                         call.value().find_first_of("xXabcdefABCDEF") == std::string_view::npos;
  const int64_t wanted = is_integer && is_number ? integer64(call.value()) : 0;
  const int64_t count = std::clamp<int64_t>(wanted, 0, 0xfffffffe);
  if (count > 0) call.database.limits_size = true;
  return one_row(TRY(call.database.pager().set_page_count_max(static_cast<uint32_t>(count))));
}

Result<CommandRows> secure_delete(const PragmaCall& call) {
  if (call.has_value()) {
    const bool is_fast = catalog::same_name(call.value(), "fast");
    const bool is_on = pragma_boolean(call.value(), false);
    const SecureDelete mode = is_fast ? SecureDelete::Fast
                              : is_on ? SecureDelete::On
                                      : SecureDelete::Off;
    for (const auto& database : call.connection.databases()) {
      const bool is_meant = !call.names_database || database.get() == &call.database;
      if (is_meant) database->pager().set_secure_delete(mode);
    }
  }
  return one_row(static_cast<int64_t>(call.database.pager().secure_delete()));
}

Result<CommandRows> journal_size_limit(const PragmaCall& call) {
  storage::Pager& pager = call.database.pager();
  if (call.has_value()) {
    pager.set_journal_size_limit(std::max<int64_t>(integer64(call.value()), -1));
  }
  return one_row(pager.journal_size_limit());
}

/// Files are read with the cache alone, never through a map: the limit is kept and answered, and
/// changes nothing else.
Result<CommandRows> mmap_size(const PragmaCall& call) {
  constexpr int64_t kMax = 0x7fff0000;
  if (call.database.pager().path().empty()) return CommandRows();
  int64_t& limit = call.database.mmap_size;
  if (call.has_value()) {
    const int64_t wanted = integer64(call.value());
    limit = wanted < 0 ? 0 : std::min(wanted, kMax);
  }
  return one_row(limit);
}

Result<CommandRows> temp_store(const PragmaCall& call) {
  int64_t& store = call.connection.temp_store;
  if (!call.has_value()) return one_row(store);
  const std::string_view value = call.value();
  const int64_t before = std::exchange(store, 0);
  if (!value.empty() && value[0] >= '0' && value[0] <= '2') {
    store = value[0] - '0';
  } else if (catalog::same_name(value, "file")) {
    store = 1;
  } else if (catalog::same_name(value, "memory")) {
    store = 2;
  }
  if (store == before) return CommandRows();
  txn::Database* temporary = call.connection.find_database("temp");
  if (temporary && (!call.connection.autocommit() || temporary->pager().is_reading())) {
    store = before;
    return fail(ErrorCode::Error, "temporary storage cannot be changed from within a transaction");
  }
  if (temporary) call.connection.remove(*temporary);
  for (const auto& database : call.connection.databases()) {
    database->pager().set_temporary_in_memory(store == 2);
  }
  return CommandRows();
}

}  // namespace

std::span<const Pragma> storage_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"cache_size", {"cache_size"}, cache_size, true},
      {"default_cache_size", {"cache_size"}, default_cache_size, true},
      {"cache_spill", {"cache_spill"}, cache_spill, true},
      {"max_page_count", {"max_page_count"}, max_page_count},
      {"secure_delete", {"secure_delete"}, secure_delete},
      {"journal_size_limit", {"journal_size_limit"}, journal_size_limit},
      {"mmap_size", {"mmap_size"}, mmap_size},
      {"temp_store", {"temp_store"}, temp_store, true},
  };
  return pragmas;
}

}  // namespace tern::api
