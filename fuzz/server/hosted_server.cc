#include "fuzz/server/hosted_server.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "daemon/hosted_databases.h"
#include "engine/base/heap_limits.h"

namespace tern::fuzz {
namespace {

constexpr const char* kSchema = R"sql(
CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b);
CREATE TABLE u(k TEXT UNIQUE NOT NULL, n INTEGER CHECK (n < 100), t INTEGER REFERENCES t(id)) STRICT;
CREATE TABLE w(x, y, PRIMARY KEY (x, y)) WITHOUT ROWID;
CREATE INDEX t_a ON t(a, b DESC);
CREATE VIEW v AS SELECT a, count(*) AS c FROM t GROUP BY a;
CREATE TRIGGER t_u AFTER UPDATE ON t BEGIN INSERT INTO w VALUES (new.id, new.a); END;
INSERT INTO t SELECT value, 'row ' || value % 7, value * 1.5 FROM generate_series(1, 60);
INSERT INTO u VALUES ('one', 1, 1), ('two', 2, 2);
INSERT INTO w VALUES (1, 'x'), (2, x'00ff');
)sql";

constexpr int64_t kPieceBytesMax = int64_t{64} << 20;
constexpr sync::primary::DatabaseQuota kQuota{
    .bytes_max = 2 << 20, .streams_max = 8, .statement_ms = 30, .result_bytes_max = 256 << 10};

std::string make_folder() {
  std::error_code error;
  const std::filesystem::path memory = "/dev/shm";
  const auto above =
      std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path(error);
  std::string path = (above / "tern-fuzz-XXXXXX").string();
  must(mkdtemp(path.data()) != nullptr, "a folder");
  return path;
}

}  // namespace

void must(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "must hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

HostedServer::HostedServer() : folder_(make_folder()) {
  // What a statement makes in one piece, zeroblob(1e9) or the like, is refused before it is there.
  heap_limits().set_hard(kPieceBytesMax);
  sync::primary::PrimaryOptions options;
  options.random = &random_;
  auto primary = sync::primary::Primary::open(folder_, options);
  must(primary.has_value(), "the primary opens");
  primary_ = *std::move(primary);
  databases_ = daemon::make_hosted_databases(*primary_, {});
  create();
}

HostedServer::~HostedServer() {
  databases_.reset();
  primary_.reset();
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

daemon::streams::ServiceLimits HostedServer::limits() {
  daemon::streams::ServiceLimits limits;
  limits.writer_wait = std::chrono::milliseconds(1);
  limits.streams_max = 16;
  limits.reply_bytes_max = 256 << 10;
  limits.stored_sql_max = 8;
  limits.socket_stored_sql_max = 8;
  limits.stored_sql_bytes_max = 4 << 10;
  limits.socket_requests_max = 16;
  limits.condition_depth_max = 16;
  return limits;
}

void HostedServer::create() {
  must(primary_->create("db").has_value(), "a database is made");
  must(primary_->set_quota("db", kQuota).has_value(), "it gets a quota");
  const auto filled = primary_->import_sql("db", kSchema);
  must(filled.has_value(), filled ? "it is filled" : filled.error().message());
  first_revision_ = *filled;
}

void HostedServer::renew() {
  using sync::primary::Primary;
  {
    const auto database = primary_->use("db");
    const auto status = database ? (*database)->status() : std::unexpected(database.error());
    if (status && status->head.raw == first_revision_) return;
  }
  (void)primary_->remove("db", Primary::InUse::Force);
  create();
}

}  // namespace tern::fuzz
