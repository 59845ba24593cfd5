// Pragmas about encryption and page checksums.

#include "engine/api/pragma.h"
#include "engine/api/protect.h"
#include "engine/storage/cipher_codec.h"

namespace tern::api {
namespace {

using record::Value;
using storage::Protection;

// What the database has; that of one without pages is what it will have.
Result<Protection::Kind> present_kind(const PragmaCall& call) {
  storage::Pager& pager = call.database.pager();
  const bool was_reading = pager.is_reading();
  TRY(call.database.pager().begin_read());
  const bool is_new = pager.page_count() == 0;
  const Protection::Kind kind = is_new ? pager.wanted_protection().kind : pager.protection();
  if (!was_reading) pager.rollback();
  return kind;
}

// The key is never shown.
Result<CommandRows> hexkey(const PragmaCall& call) {
  if (!call.has_value()) return CommandRows();
  Protection wanted{.kind = Protection::Kind::Encryption};
  wanted.key = TRY(storage::parse_key(call.value(), call.connection.cipher_name));
  TRY(call.database.pager().set_protection(std::move(wanted)));
  return CommandRows();
}

// Counts for keys that are given later; the present key must be one for it.
Result<CommandRows> cipher(const PragmaCall& call) {
  const Protection& protection = call.database.pager().wanted_protection();
  if (!call.has_value()) {
    if (!protection.key) return CommandRows();
    return CommandRows{{Value::text(storage::name_of(protection.key->cipher))}};
  }
  const std::optional<storage::Cipher> wanted = storage::cipher_named(call.value());
  if (!wanted || (protection.key && protection.key->cipher != *wanted)) {
    return fail(ErrorCode::Error,
                (wanted ? "the key is of another cipher than " : "unknown cipher: ") +
                    std::string(call.value()));
  }
  call.connection.cipher_name = call.value();
  return CommandRows();
}

// Sync takes a commit without its record for a foreign program's.
Status refuse_in_sync(const PragmaCall& call) {
  if (!call.database.is_main() || !call.connection.has_commit_observer()) return {};
  return not_supported("changing the protection of a database that syncs");
}

Result<CommandRows> checksum(const PragmaCall& call) {
  if (call.has_value()) TRY(refuse_in_sync(call));
  storage::Pager& pager = call.database.pager();
  // Also where page 1 itself has a wrong checksum.
  if (call.has_value() && !pragma_boolean(call.value(), true)) {
    TRY(pager.drop_checksums());
    if (!pager.wanted_protection().key) TRY(pager.set_protection({}));
    return CommandRows();
  }
  const Protection::Kind kind = TRY(present_kind(call));
  const bool has_checksums = kind == Protection::Kind::Checksum;
  if (!call.has_value()) return CommandRows{{Value::integer(has_checksums ? 1 : 0)}};
  // Encrypted pages are authenticated already.
  if (kind == Protection::Kind::None && pragma_boolean(call.value(), false)) {
    TRY(change_protection(call.connection, call.database, {.kind = Protection::Kind::Checksum}));
  }
  return CommandRows();
}

// The empty key decrypts: the pages keep their reserved bytes, unused, so that they need not be
// built anew, and a later key finds room. VACUUM INTO a URI with an empty key gives the room back.
Result<CommandRows> rekey(const PragmaCall& call) {
  if (!call.has_value()) return CommandRows();
  TRY(refuse_in_sync(call));
  Protection wanted;
  if (!call.value().empty()) {
    wanted.kind = Protection::Kind::Encryption;
    wanted.key = TRY(storage::parse_key(call.value(), call.connection.cipher_name));
  }
  TRY(change_protection(call.connection, call.database, std::move(wanted)));
  return CommandRows();
}

}  // namespace

std::span<const Pragma> protection_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"hexkey", {"hexkey"}, hexkey, true},
      {"cipher", {"cipher"}, cipher, true},
      {"checksum", {"checksum"}, checksum, true},
      {"rekey", {"rekey"}, rekey, true},
  };
  return pragmas;
}

}  // namespace tern::api
