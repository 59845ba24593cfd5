// The C functions that register collations.

#include "engine/sqlite3/callbacks/collation_set.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

/// 0: there is no such encoding.
int collation_encoding(int given) {
  switch (given) {
    case SQLITE_UTF8:
    case SQLITE_UTF16LE:
    case SQLITE_UTF16BE:
      return given;
    case SQLITE_UTF16:
    case SQLITE_UTF16_ALIGNED:
      return static_cast<int>(kNativeUtf16);
    default:
      return 0;
  }
}

int add_collation(sqlite3* db, std::string_view name, std::unique_ptr<UserCollation> collation) {
  const Status added = collations_of(db).add(name, std::move(collation));
  return added ? SQLITE_OK : set_result(db, added.error());
}

int register_collation(sqlite3* db, const char* name, int given_encoding, void* data,
                       UserCollation::Compare compare, void (*destructor)(void*)) {
  if (!is_usable(db) || !name) return misuse("create_collation");
  const Hold hold(db->mutex);
  const int encoding = collation_encoding(given_encoding);
  if (encoding == 0) return misuse("create_collation");
  return guarded(db, [&] {
    return add_collation(db, name,
                         std::make_unique<UserCollation>(encoding, compare, data, destructor));
  });
}

}  // namespace
}  // namespace tern::abi

namespace abi = tern::abi;

int sqlite3_create_collation(sqlite3* db, const char* name, int encoding, void* data,
                             int (*compare)(void*, int, const void*, int, const void*)) {
  return abi::register_collation(db, name, encoding, data, compare, nullptr);
}

int sqlite3_create_collation_v2(sqlite3* db, const char* name, int encoding, void* data,
                                int (*compare)(void*, int, const void*, int, const void*),
                                void (*destructor)(void*)) {
  return abi::register_collation(db, name, encoding, data, compare, destructor);
}

int sqlite3_create_collation16(sqlite3* db, const void* name, int encoding, void* data,
                               int (*compare)(void*, int, const void*, int, const void*)) {
  if (!abi::is_usable(db) || !name) return abi::misuse("create_collation16");
  return abi::guarded(db, [&] {
    const std::string name8 = abi::name_of_utf16(name);
    return abi::register_collation(db, name8.c_str(), encoding, data, compare, nullptr);
  });
}

int sqlite3_collation_needed(sqlite3* db, void* data,
                             void (*needed)(void*, sqlite3*, int, const char*)) {
  if (!abi::is_usable(db)) return SQLITE_MISUSE;
  const abi::Hold hold(db->mutex);
  return abi::guarded(db, [&] {
    abi::CollationSet& collations = abi::collations_of(db);
    collations.needed = {needed, data};
    collations.needed16 = {};
    return SQLITE_OK;
  });
}

int sqlite3_collation_needed16(sqlite3* db, void* data,
                               void (*needed)(void*, sqlite3*, int, const void*)) {
  if (!abi::is_usable(db)) return SQLITE_MISUSE;
  const abi::Hold hold(db->mutex);
  return abi::guarded(db, [&] {
    abi::CollationSet& collations = abi::collations_of(db);
    collations.needed = {};
    collations.needed16 = {needed, data};
    return SQLITE_OK;
  });
}
