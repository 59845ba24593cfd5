// .dbinfo, .filectrl, .vfsinfo, .vfslist, .vfsname: what the file is.

#include <sys/stat.h>

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/io/uring_vfs.h"
#include "engine/storage/header.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

Result<txn::Database*> named_database(Shell& shell, const Words& words, size_t at) {
  Connection* db = TRY(shell.connection());
  const std::string name = words.size() > at ? words[at] : "main";
  txn::Database* const found = db->state().find_database(name);
  if (!found) return fail(ErrorCode::Error, "unknown database " + name);
  return found;
}

/// A copy of the header as the newest snapshot has it. Empty: nothing was ever written.
Result<ByteVector> header_of(storage::Pager& pager) {
  const bool was_reading = pager.is_reading();
  TRY(pager.begin_read());
  ByteVector header;
  if (pager.page_count() > 0) {
    const storage::PageRef page = TRY(pager.read(PageNo{1}));
    const Bytes bytes = page.bytes();
    header.assign(bytes.begin(), bytes.begin() + storage::kHeaderSize);
  }
  if (!was_reading) pager.rollback();
  return header;
}

void print_fact(Shell& shell, std::string name, const std::string& value) {
  constexpr size_t kNameWidth = 20;
  name.resize(std::max(kNameWidth, name.size()), ' ');
  shell.print(name + " " + value + "\n");
}

std::string encoding_name(uint32_t encoding) {
  switch (encoding) {
    case 1:
      return " (utf8)";
    case 2:
      return " (utf16le)";
    case 3:
      return " (utf16be)";
    default:
      return "";
  }
}

Status print_header(Shell& shell, txn::Database& database) {
  const ByteVector header = TRY(header_of(database.pager()));
  if (header.empty()) return fail(ErrorCode::Error, "unable to read database header");
  const auto byte = [&header](size_t at) {
    return std::to_string(std::to_integer<int>(header[at]));
  };
  struct Field {
    const char* name;
    size_t at;
  };
  constexpr Field kFields[] = {
      {"file change counter:", 24}, {"database page count:", 28}, {"freelist page count:", 36},
      {"schema cookie:", 40},       {"schema format:", 44},       {"default cache size:", 48},
      {"autovacuum top root:", 52}, {"incremental vacuum:", 64},  {"text encoding:", 56},
      {"user version:", 60},        {"application id:", 68},      {"software version:", 96},
  };
  print_fact(shell, "database page size:", std::to_string(database.pager().page_size()));
  print_fact(shell, "write format:", byte(storage::kWriteVersionAt));
  print_fact(shell, "read format:", byte(storage::kReadVersionAt));
  print_fact(shell, "reserved bytes:", byte(storage::kReservedAt));
  for (const Field& field : kFields) {
    const auto value = load_be<uint32_t>(header.data() + field.at);
    const bool is_encoding = field.at == 56;
    print_fact(
        shell, field.name,
        std::to_string(static_cast<int32_t>(value)) + (is_encoding ? encoding_name(value) : ""));
  }
  return ok();
}

Status print_schema_counts(Shell& shell, Connection& db, const std::string& schema) {
  struct Count {
    const char* name;
    const char* sql;
  };
  constexpr Count kCounts[] = {
      {"number of tables:", "count(*) FILTER (WHERE type='table')"},
      {"number of indexes:", "count(*) FILTER (WHERE type='index')"},
      {"number of triggers:", "count(*) FILTER (WHERE type='trigger')"},
      {"number of views:", "count(*) FILTER (WHERE type='view')"},
      {"schema size:", "coalesce(sum(length(sql)),0)"},
  };
  for (const Count& count : kCounts) {
    const Words values = TRY(texts_of(db, std::string("SELECT ") + count.sql + " FROM " +
                                              quoted_name(schema) + ".sqlite_schema"));
    print_fact(shell, count.name, values.front());
  }
  const Words version = TRY(texts_of(db, "PRAGMA " + quoted_name(schema) + ".data_version"));
  print_fact(shell, "data version", version.front());
  return ok();
}

/// Has the file gone from its path?
bool has_moved(const storage::Pager& pager) {
  struct stat what{};
  return !pager.path().empty() && stat(pager.path().c_str(), &what) != 0;
}

// As URIs take them: engine/storage/database_name.h.
constexpr const char* kVfsNames[] = {"uring", "posix", "unix", "unix-none"};

std::string vfs_name(const storage::DatabaseFile& file) {
  if (file.is_in_memory()) return "memory";
  for (const char* name : kVfsNames) {
    const auto vfs = io::find_vfs(name);
    if (vfs && *vfs == &file.vfs()) return name;
  }
  return "";
}

}  // namespace

Outcome run_dbinfo(Shell& shell, const Words& words) {
  const auto database = named_database(shell, words, 1);
  if (!database) return shell.report(database.error());
  Status printed = print_header(shell, **database);
  if (printed) {
    const auto db = shell.connection();
    printed = print_schema_counts(shell, **db, (*database)->name());
  }
  return printed ? Outcome::Done : shell.report(printed.error());
}

Outcome run_filectrl(Shell& shell, const Words& words) {
  const bool names_schema = words.size() > 2 && is_option(words[1], "schema");
  const size_t at = names_schema ? 3 : 1;
  const auto database = named_database(shell, words, names_schema ? 2 : words.size());
  if (!database) return shell.report(database.error());
  storage::Pager& pager = (*database)->pager();
  const std::string name = words.size() > at ? words[at] : "help";
  if (is_option(name, "help") || name == "help") {
    shell.print(
        "Available file-controls:\n  .filectrl data_version\n  .filectrl has_moved\n"
        "  .filectrl lock_timeout MILLISEC\n  .filectrl reserve_bytes\n");
    return Outcome::Failed;
  }
  if (name == "data_version") {
    shell.print(std::to_string(pager.data_version()) + "\n");
  } else if (name == "has_moved") {
    shell.print(has_moved(pager) ? "1\n" : "0\n");
  } else if (name == "reserve_bytes" && words.size() == at + 1) {
    shell.print(std::to_string(pager.page_size() - pager.usable_size()) + "\n");
  } else if (name == "lock_timeout") {
    if (words.size() != at + 2) {
      shell.print("Usage: .filectrl lock_timeout MILLISEC\n");
      return Outcome::Failed;
    }
    pager.set_busy_timeout(
        static_cast<uint32_t>(std::max<int64_t>(0, integer_value(words[at + 1]))));
  } else {
    shell.print_error("Error: unknown file-control: " + name +
                      "\nUse \".filectrl --help\" for help\n");
    return Outcome::Failed;
  }
  return Outcome::Done;
}

Outcome run_vfsname(Shell& shell, const Words& words) {
  const auto database = named_database(shell, words, 1);
  if (!database) return Outcome::Done;
  shell.print(vfs_name((*database)->file()) + "\n");
  return Outcome::Done;
}

Outcome run_vfsinfo(Shell& shell, const Words& words) {
  const auto database = named_database(shell, words, 1);
  if (!database) return Outcome::Done;
  storage::Pager& pager = (*database)->pager();
  print_fact(shell, "file:", pager.path().empty() ? "(memory)" : pager.path());
  print_fact(shell, "vfs:", vfs_name(pager.file()));
  print_fact(shell, "page size:", std::to_string(pager.page_size()));
  print_fact(shell, "access:", pager.is_read_only() ? "read-only" : "read-write");
  return Outcome::Done;
}

Outcome run_vfslist(Shell& shell, const Words& /*words*/) {
  for (const char* name : kVfsNames) shell.print(std::string(name) + "\n");
  return Outcome::Done;
}

}  // namespace tern::shell
