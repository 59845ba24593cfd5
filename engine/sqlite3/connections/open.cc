// Opening a connection.

#include <filesystem>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "engine/api/connection_state.h"
#include "engine/base/utf16.h"
#include "engine/io/posix_vfs.h"
#include "engine/sqlite3/callbacks/function_set.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/connections/opening.h"
#include "engine/sqlite3/library/randomness.h"
#include "engine/storage/database_name.h"

namespace tern::abi {
namespace {

constexpr int kOpenDefault = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

bool has_valid_access(int flags) {
  const int access = flags & (SQLITE_OPEN_READONLY | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  return access == SQLITE_OPEN_READONLY || access == SQLITE_OPEN_READWRITE ||
         access == kOpenDefault;
}

bool wants_mutex(int flags) {
  const Configuration& settings = configuration();
  if (!settings.has_mutexes || (flags & SQLITE_OPEN_NOMUTEX) != 0) return false;
  return (flags & SQLITE_OPEN_FULLMUTEX) != 0 || settings.has_full_mutexes;
}

bool reads_uris(int flags) { return (flags & SQLITE_OPEN_URI) != 0 || configuration().reads_uris; }

std::string escaped(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    } else {
      out += c;
    }
  }
  return out;
}

/// `name` with the parameter `key`, if it does not say that itself. A path becomes a URI.
std::string with_parameter(std::string_view name, bool is_uri, const std::string& key,
                           const std::string& value) {
  // Two slashes at the beginning would be followed by the name of a host.
  const char* const scheme = name.starts_with("//") ? "file://" : "file:";
  if (!is_uri) return scheme + escaped(name) + "?" + key + "=" + value;
  for (const auto& [known, unused] : uri_parameters(name)) {
    if (known == key) return std::string(name);
  }
  const std::string_view before = name.substr(0, name.find('#'));
  const char separator = before.contains('?') ? '&' : '?';
  return std::string(before) + separator + key + "=" + value;
}

bool shares_cache(int flags) {
  if ((flags & SQLITE_OPEN_PRIVATECACHE) != 0) return false;
  return (flags & SQLITE_OPEN_SHAREDCACHE) != 0 || is_cache_shared_by_default();
}

/// What is opened: the name, with what flags say of it in the words of URIs.
struct Wanted {
  std::string name;
  bool is_uri = false;
  std::string shown_uri{};  // what the program may ask for the parameters of

  void add(const std::string& key, const std::string& value) {
    name = with_parameter(name, is_uri, key, value);
    is_uri = true;
  }
  std::string path() const {
    const auto parsed = storage::parse_database_name(name, {});
    return parsed && is_uri ? parsed->path : name;
  }
};

Wanted wanted_of(const char* name, int flags) {
  Wanted out{.name = name ? name : ":memory:"};
  out.is_uri = reads_uris(flags) && out.name.starts_with("file:");
  if (out.is_uri) out.shown_uri = out.name;
  if ((flags & SQLITE_OPEN_MEMORY) != 0) out.add("mode", "memory");
  const bool is_nameless = !out.is_uri && (out.name.empty() || out.name == ":memory:");
  if (shares_cache(flags) && !is_nameless) out.add("cache", "shared");
  return out;
}

/// Does a symbolic link lead to the file?
bool is_behind_link(const std::string& path) {
  if (path.empty() || path == ":memory:") return false;
  std::error_code failure;
  const auto plain = std::filesystem::absolute(path, failure).lexically_normal();
  if (failure) return false;
  const auto real = io::posix_vfs().full_path(path);
  return real && plain != std::filesystem::path(*real);
}

/// The reference opens a folder for reading, and fails when it reads.
int code_of_failure(const Wanted& wanted, int flags, const Error& error) {
  const bool only_reads = (flags & SQLITE_OPEN_READWRITE) == 0;
  if (!only_reads || !error.is(ErrorCode::CantOpen)) return static_cast<int>(error.code());
  const auto opened = io::posix_vfs().open(wanted.path(), {.read_only = true});
  const bool is_folder = !opened && opened.error().is(ErrorCode::CantOpenIsDir);
  return is_folder ? SQLITE_IOERR_READ : SQLITE_CANTOPEN;
}

int set_open_failure(sqlite3* db, const Wanted& wanted, int flags, const Error& error) {
  const int code = code_of_failure(wanted, flags, error);
  if ((code & 0xff) == SQLITE_CANTOPEN) {
    sqlite3_log(code, "cannot open the database file %s", wanted.path().c_str());
  }
  const bool has_own_text = (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_IOERR;
  return has_own_text ? set_result(db, code) : set_result(db, error);
}

int open_with(sqlite3* db, const char* name, int flags, const char* vfs) {
  if (!has_valid_access(flags)) {
    misuse("sqlite3_open_v2");
    return set_result(db, SQLITE_MISUSE);
  }
  const Wanted wanted = wanted_of(name, flags);
  if ((flags & SQLITE_OPEN_NOFOLLOW) != 0 && is_behind_link(wanted.path())) {
    return set_result(db, SQLITE_CANTOPEN_SYMLINK);
  }
  OpenOptions options;
  options.read_only = (flags & SQLITE_OPEN_READWRITE) == 0;
  options.create = (flags & SQLITE_OPEN_CREATE) != 0;
  options.uri = wanted.is_uri;
  Result<Connection> opened = open_connection(wanted.name, options, vfs, db->files);
  if (!opened) return set_open_failure(db, wanted, flags, opened.error());
  db->connection.emplace(*std::move(opened));
  db->engine().reads_uris = reads_uris(flags);
  if (shares_cache(flags)) db->engine().sharing.of_attached = storage::Sharing::Cache;
  db->engine().other_switches.explains_as_opcodes = true;
  read_attached_names(db);
  hide_extras(db->engine().functions());
  return begin_handle(db, wanted.shown_uri);
}

int open_handle(const char* name, sqlite3** out, int flags, const char* vfs) {
  *out = nullptr;
  if (const int code = sqlite3_initialize(); code != SQLITE_OK) return code;
  sqlite3* const db = make_handle(wants_mutex(flags));
  if (!db) return SQLITE_NOMEM;
  if ((flags & SQLITE_OPEN_EXRESCODE) != 0) db->code_mask = -1;
  const int code = guarded(db, [&] {
    const Hold hold(db->mutex);
    return open_with(db, name, flags, vfs);
  });
  if ((code & 0xff) == SQLITE_NOMEM) {
    sqlite3_close(db);
    return code;
  }
  *out = db;
  return code;
}

std::string as_utf8(const void* text16) {
  const auto* const units = static_cast<const char*>(text16);
  size_t size = 0;
  while (units[size] != 0 || units[size + 1] != 0) size += 2;
  std::string out;
  append_from_utf16(out, {units, size}, TextEncoding::Utf16le);
  return out;
}

}  // namespace

sqlite3* make_handle(bool has_mutex) {
  auto* const db = new (std::nothrow) sqlite3;
  if (!db || !has_mutex) return db;
  db->mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_RECURSIVE);
  if (db->mutex) return db;
  delete db;
  return nullptr;
}

int begin_handle(sqlite3* db, const std::string& uri) {
  db->engine().random = &library_random();
  db->library.main_names = FileNames(db->engine().pager().path(), uri_parameters(uri));
  if (!db->library.main_names.database()) return set_result(db, SQLITE_NOMEM);
  db->state = sqlite3::State::Open;
  tell_busy_handler(db, ask_busy_handler, db);
  const int code = begin_connection(db);
  if (code != SQLITE_OK) db->state = sqlite3::State::Sick;
  return code;
}

}  // namespace tern::abi

int sqlite3_open(const char* name, sqlite3** db) {
  return tern::abi::open_handle(name, db, tern::abi::kOpenDefault, nullptr);
}

int sqlite3_open_v2(const char* name, sqlite3** db, int flags, const char* vfs) {
  return tern::abi::open_handle(name, db, flags, vfs);
}

int sqlite3_open16(const void* name, sqlite3** db) {
  *db = nullptr;
  try {
    const std::string text = name ? tern::abi::as_utf8(name) : std::string(":memory:");
    const int code = tern::abi::open_handle(text.c_str(), db, tern::abi::kOpenDefault, nullptr);
    // What a database without content will be.
    if (code == SQLITE_OK) (void)(*db)->connection->execute("PRAGMA encoding = 'UTF-16le'");
    return code;
  } catch (...) {
    return SQLITE_NOMEM;
  }
}
