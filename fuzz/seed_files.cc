#include "fuzz/seed_files.h"

#include <cstdlib>
#include <string>

#include "engine/io/memory_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/rollback_journal.h"
#include "tern/tern.h"

namespace tern::fuzz {
namespace {

constexpr const char* kSchema = R"(
  CREATE TABLE plain(a INTEGER PRIMARY KEY, b TEXT, c);
  CREATE INDEX plain_b ON plain(b COLLATE NOCASE, c DESC);
  CREATE TABLE keyed(k TEXT, n INT, v, PRIMARY KEY (k, n DESC)) WITHOUT ROWID;
  CREATE UNIQUE INDEX keyed_v ON keyed(v) WHERE v IS NOT NULL;
  CREATE TABLE auto(id INTEGER PRIMARY KEY AUTOINCREMENT, x REAL DEFAULT 1.5 CHECK (x < 1e9));
  CREATE VIEW seen AS SELECT a, b FROM plain WHERE c > 3;
)";

constexpr const char* kRows = R"(
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
    INSERT INTO plain SELECT i * 7, 'text ' || i, CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN i * 1e3
      WHEN 2 THEN zeroblob(i) ELSE i * 100000 END FROM n;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
    INSERT INTO keyed SELECT 'key ' || (i % 9), i, i || '' FROM n;
  INSERT INTO auto(x) VALUES (1), (2.5), (-3);
  INSERT INTO plain VALUES (1000000, zeroblob(9000), hex(zeroblob(3000)));
  CREATE TABLE gone(x);
  INSERT INTO gone SELECT b FROM plain;
  DROP TABLE gone;
)";

constexpr const char* kChanges = R"(
  UPDATE plain SET b = b || ' changed' WHERE a % 2 = 0;
  DELETE FROM keyed WHERE n > 30;
  INSERT INTO auto(x) VALUES (77);
)";

void must(const Status& status) {
  if (!status) std::abort();
}

ByteVector content(io::MemoryVfs& vfs, const char* path) {
  const auto file = vfs.open(path, {});
  if (!file) return {};
  ByteVector out((*file)->size().value());
  (*file)->pread(out, 0).value();
  return out;
}

struct Kind {
  std::string hexkey = {};
  bool has_checksums = false;
};

HostileFiles make(const std::string& page_size, bool is_wal, const Kind& kind = {}) {
  io::MemoryVfs vfs;
  io::SeededRandom random(7);
  auto file = storage::DatabaseFile::open(vfs, "/db", {.random = &random}).value();
  Connection connection = Connection::open(file, {.hexkey = kind.hexkey}).value();
  must(connection.execute("PRAGMA page_size = " + page_size));
  if (kind.has_checksums) must(connection.execute("PRAGMA checksum = on"));
  if (is_wal) must(connection.execute("PRAGMA journal_mode = wal"));
  must(connection.execute(kSchema));
  must(connection.execute(kRows));
  HostileFiles out;
  out.hexkey = kind.hexkey;
  out.has_checksums = kind.has_checksums;
  if (is_wal) {
    must(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    must(connection.execute(kChanges));
    out.wal = content(vfs, "/db-wal");
    out.database = content(vfs, "/db");
    return out;
  }
  const ByteVector before = content(vfs, "/db");
  must(connection.execute(kChanges));
  out.database = content(vfs, "/db");
  return out;
}

// The journal of a transaction that changed every third page and then lost its process.
HostileFiles with_journal(const HostileFiles& from, uint32_t page_size) {
  io::MemoryVfs vfs;
  const auto pages = static_cast<uint32_t>(from.database.size() / page_size);
  auto journal = storage::RollbackJournal::create(
                     vfs, "/db-journal", "/db",
                     {.page_size = page_size, .page_count = pages, .nonce = 0x1234567})
                     .value();
  HostileFiles out = from;
  for (uint32_t i = 0; i < pages; i += 3) {
    const MutBytes page = MutBytes(out.database).subspan(size_t{i} * page_size, page_size);
    must(journal.add(PageNo{i + 1}, page));
    if (i > 0) page[page_size / 2] ^= std::byte{0xff};
  }
  must(journal.finish(storage::Synchronous::Full));
  out.journal = content(vfs, "/db-journal");
  return out;
}

}  // namespace

std::vector<HostileFiles> make_seed_files() {
  std::vector<HostileFiles> out;
  for (const char* page_size : {"512", "1024", "4096"}) {
    for (const bool is_wal : {false, true}) out.push_back(make(page_size, is_wal));
  }
  out.push_back(with_journal(out[0], 512));
  out.push_back(with_journal(out[2], 1024));
  for (const HostileFiles& files : make_protected_files()) out.push_back(files);
  return out;
}

std::vector<HostileFiles> make_protected_files() {
  const Kind aes128{.hexkey = "000102030405060708090a0b0c0d0e0f"};
  const Kind aes256{.hexkey = aes128.hexkey + "101112131415161718191a1b1c1d1e1f"};
  const Kind checksums{.has_checksums = true};
  return {make("512", true, aes256), make("1024", false, aes128), make("4096", true, aes128),
          make("512", true, checksums), make("1024", false, checksums)};
}

}  // namespace tern::fuzz
