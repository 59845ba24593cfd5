#include "daemon/hosted_databases.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/api/vacuum.h"
#include "engine/io/clock.h"
#include "sync/apply/sync_tables.h"
#include "sync/primary/hosted_database.h"

namespace tern::daemon {
namespace {

using sync::model::ConflictClass;
using sync::primary::HostedDatabase;
using sync::primary::Primary;
using sync::primary::SqlConnection;
using Handle = std::shared_ptr<HostedDatabase>;  // open as long as anybody has it

/// Clients of other makes have names in the place of ids.
sync::model::ReplicaId id_of(std::string_view client) {
  const sync::model::Digest digest =
      sync::model::digest_of({as_bytes("sync client"), as_bytes(client)});
  sync::model::ReplicaId id;
  std::copy_n(digest.bytes.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

ConflictClass class_of(std::string_view code) {
  if (code.empty()) return ConflictClass::DeleteUpdate;
  if (code.ends_with("_UNIQUE") || code.ends_with("_PRIMARYKEY") || code.ends_with("_ROWID"))
    return ConflictClass::Unique;
  if (code.ends_with("_NOTNULL")) return ConflictClass::NotNull;
  if (code.ends_with("_FOREIGNKEY")) return ConflictClass::ForeignKey;
  if (code.starts_with("SQLITE_CONSTRAINT")) return ConflictClass::Check;
  return code == "SQLITE_AUTH" ? ConflictClass::Forbidden : ConflictClass::Schema;
}

class HostedSession final : public streams::Session {
 public:
  HostedSession(HostedDatabase& database, std::unique_ptr<SqlConnection> connection)
      : database_(database), connection_(std::move(connection)) {}

  Connection& connection() override { return connection_->connection(); }

  Status vacuum() override { return api::vacuum_keeping_rowids(connection().state()); }

  Status record_refusal(const streams::RefusedChange& change) override {
    const sync::model::ReplicaId origin = id_of(change.client);
    sync::model::Conflict conflict = change.conflict.value_or(sync::model::Conflict());
    if (!change.conflict) {
      conflict.kind = class_of(change.code);
      conflict.ours = Value::text(change.change);
    }
    conflict.state = sync::model::ConflictState::Open;
    conflict.detail = change.client + ": " + change.why;
    const bool is_known = TRY(is_recorded(origin.hex(), conflict.ours.view(), conflict.detail));
    if (is_known) return ok();
    const auto status = TRY(database_.status());
    const sync::model::Hlc now = sync::model::tick({}, io::system_clock().wall_ms());
    return sync::apply::insert_conflict(connection(), conflict,
                                        {sync::model::next(status.head), origin, {}, now}, {});
  }

  Status begin_push() override { return connection_->begin_push(); }
  uint64_t operations() override { return connection_->operations(); }
  void end_push() override { connection_->end_push(); }
  Result<std::optional<streams::RefusedChange>> resolve_push(
      const streams::PushedTransaction& pushed) override {
    const sync::apply::Applied applied =
        TRY(connection_->resolve_push({id_of(pushed.client), pushed.has_base_of_last_push,
                                       pushed.is_first_without_pull, pushed.inserts}));
    if (applied.kind != sync::model::OutcomeKind::Parked) return std::nullopt;
    const sync::model::Conflict& conflict = applied.conflicts.back();
    return streams::RefusedChange{
        pushed.client, text_of(conflict.ours), {}, why(conflict), conflict};
  }

 private:
  static std::string text_of(const Value& value) {
    return value.view().is_text() ? std::string(value.view().as_text())
                                  : sync::model::literal_of(value.view());
  }
  static std::string why(const sync::model::Conflict& conflict) {
    std::string out(sync::model::name_of(conflict.kind));
    if (!conflict.table.empty())
      out += " in " + conflict.table + ", key " + sync::model::literal_of(conflict.key.view());
    if (!conflict.detail.empty()) out += ": " + conflict.detail;
    return out;
  }

  /// Clients push again what was refused, and again.
  Result<bool> is_recorded(std::string_view origin, ValueView change, std::string_view detail) {
    Result<Statement> query = connection().prepare(
        "SELECT 1 FROM sync_conflicts WHERE state = 'open' AND origin = ? AND ours IS ? AND detail "
        "= ?");
    if (!query) return false;  // there is no such table yet
    TRY(query->bind(1, origin));
    TRY(query->bind(2, change));
    TRY(query->bind(3, detail));
    return query->step();
  }

  HostedDatabase& database_;  // the stream that has this holds it
  std::unique_ptr<SqlConnection> connection_;
};

class StreamDatabase final : public streams::Database {
 public:
  StreamDatabase(std::string_view name, Handle database, streams::DatabaseLimits limits)
      : name_(name), database_(std::move(database)), limits_(limits) {}

  std::string_view name() const override { return name_; }
  Result<std::unique_ptr<streams::Session>> connect() override {
    std::unique_ptr<SqlConnection> connection = TRY(database_->connect());
    return std::make_unique<HostedSession>(*database_, std::move(connection));
  }
  sync::primary::WriterQueue& writers() override { return database_->writers(); }
  streams::DatabaseLimits limits() const override { return limits_; }
  std::string path() const override { return database_->path(); }

 private:
  std::string name_;
  Handle database_;
  streams::DatabaseLimits limits_;
};

class HostedDatabases final : public streams::Databases {
 public:
  HostedDatabases(Primary& primary, bool has_foreign_keys)
      : primary_(primary), has_foreign_keys_(has_foreign_keys) {}

  Result<std::shared_ptr<streams::Database>> find(std::string_view name) override {
    Handle database = TRY(primary_.use(name));
    const sync::primary::DatabaseQuota quota = TRY(primary_.quota(name));
    streams::DatabaseLimits limits;
    limits.bytes_max = quota.bytes_max;
    limits.streams_max = quota.streams_max;
    limits.statement_max = std::chrono::milliseconds(quota.statement_ms);
    limits.result_bytes_max = quota.result_bytes_max;
    limits.foreign_keys = has_foreign_keys_;
    return std::make_shared<StreamDatabase>(name, std::move(database), limits);
  }

 private:
  Primary& primary_;
  bool has_foreign_keys_;
};

}  // namespace

std::unique_ptr<streams::Databases> make_hosted_databases(Primary& primary,
                                                          const ServeOptions& options) {
  return std::make_unique<HostedDatabases>(primary, options.foreign_keys);
}

}  // namespace tern::daemon
