#include "daemon/streams/link.h"

#include <algorithm>
#include <string>

#include "daemon/operation/pacing.h"
#include "engine/api/connection_state.h"
#include "engine/api/pragma_tables.h"
#include "engine/api/statement_state.h"
#include "engine/base/hex.h"
#include "engine/base/utf8.h"

namespace tern::daemon::streams {
namespace {

constexpr std::string_view kForeignKeys = "foreign_keys";
constexpr int64_t kPagesMax = 1073741823;  // as PRAGMA max_page_count takes them

Result<int64_t> ask(Connection& connection, std::string_view sql) {
  Statement statement = TRY(connection.prepare(sql));
  const bool has_row = TRY(statement.step());
  return has_row && statement.column(0).is_integer() ? statement.column(0).as_integer() : 0;
}

/// As a URI; the path is the server's own, so that little has to be said otherwise.
std::string readonly_uri(std::string_view path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += '%';
      append_hex(uri, as_bytes({&c, 1}));
    } else {
      uri += c;
    }
  }
  return uri + "?mode=ro";
}

}  // namespace

Result<std::unique_ptr<Link>> Link::open(std::shared_ptr<Database> database,
                                         const ServiceLimits& limits) {
  auto session = TRY(database->connect());
  std::unique_ptr<Link> link(new Link(std::move(database), std::move(session)));
  Connection& connection = link->connection();
  // Whoever has the turn finds the lock free but for other processes.
  connection.set_busy_timeout(static_cast<uint32_t>(limits.writer_wait.count()));
  connection.limit(Limit::Length, static_cast<int64_t>(limits.value_bytes_max));
  // It opens files of the server, also for a table that was in the database before it came here.
  connection.state().virtual_tables().remove_module("csv");
  api::hide_database_files(connection.state());
  TRY(link->apply(link->database_->limits()));
  connection.set_progress_handler(RunGuard::kRowsPerQuestion, [guard = &link->guard_] {
    pace();
    return guard->must_stop();
  });
  return link;
}

Link::~Link() {
  if (in_transaction()) roll_back();
  turn_.end();
}

Status Link::renew(std::shared_ptr<Database> database) {
  database_ = std::move(database);
  return apply(database_->limits());
}

Status Link::apply(const DatabaseLimits& limits) {
  if (limits.foreign_keys != foreign_keys_) {
    TRY(connection().execute(limits.foreign_keys ? "PRAGMA foreign_keys=on"
                                                 : "PRAGMA foreign_keys=off"));
    foreign_keys_ = limits.foreign_keys;
  }
  if (limits.bytes_max != bytes_max_) {
    const int64_t page_size = TRY(ask(connection(), "PRAGMA page_size"));
    const auto pages = static_cast<int64_t>(limits.bytes_max) / std::max<int64_t>(page_size, 512);
    const int64_t pages_max = limits.bytes_max == 0 ? kPagesMax : std::max<int64_t>(pages, 1);
    TRY(connection().execute("PRAGMA max_page_count=" + std::to_string(pages_max)));
    bytes_max_ = limits.bytes_max;
  }
  return ok();
}

void Link::setting_was_changed(std::string_view pragma) {
  const bool is_foreign_keys = pragma.size() == kForeignKeys.size() &&
                               std::ranges::equal(pragma, kForeignKeys, {}, fold_case);
  (is_foreign_keys ? has_changed_foreign_keys_ : has_changed_settings_) = true;
}

bool Link::is_plain() {
  if (has_changed_settings_ || connection().state().databases().size() > 1) return false;
  // Many programs say at their start how it is already, and migrations leave it so.
  if (has_changed_foreign_keys_) {
    const Result<int64_t> now = ask(connection(), "PRAGMA foreign_keys");
    has_changed_foreign_keys_ = !now || (*now != 0) != foreign_keys_;
  }
  return !has_changed_foreign_keys_;
}

bool Link::is_writing() { return connection().state().transaction().is_writing(); }
bool Link::is_reading() { return connection().state().pager().is_reading(); }

Link::Counters Link::counters() {
  const auto& transaction = connection().state().transaction();
  return {.last_insert_rowid = transaction.last_insert_rowid,
          .changes = transaction.changes_of_statement,
          .total_changes = transaction.total_changes};
}

void Link::set_counters(const Counters& counters) {
  auto& transaction = connection().state().transaction();
  transaction.last_insert_rowid = counters.last_insert_rowid;
  transaction.changes_of_statement = counters.changes;
  transaction.total_changes = counters.total_changes;
}

uint64_t Link::scan_steps() {
  const auto statements = connection().state().statements();
  return statements.empty() ? 0 : statements.back()->work().scan_steps;
}

Status Link::attach(std::shared_ptr<Database> other, std::string_view schema) {
  const std::string path = other->path();
  if (path.empty()) return fail(ErrorCode::CantOpen, "this database cannot be attached");
  api::ConnectionState& state = connection().state();
  state.reads_uris = true;
  const Status done = connection().execute("ATTACH ? AS ?", readonly_uri(path), schema);
  state.reads_uris = false;
  // The text of such an error has the path.
  if (!done && done.error().is(ErrorCode::CantOpen))
    return fail(ErrorCode::CantOpen, "unable to open database: " + std::string(other->name()));
  TRY(Status(done));
  attached_.push_back({std::string(schema), std::move(other)});
  return ok();
}

void Link::let_go_of_detached() {
  std::erase_if(attached_, [&](const Attached& attached) {
    return connection().state().find_database(attached.schema) == nullptr;
  });
}

void Link::roll_back() { static_cast<void>(connection().execute("ROLLBACK")); }

}  // namespace tern::daemon::streams
