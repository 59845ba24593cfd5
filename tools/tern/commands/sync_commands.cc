// clone, upload, push, pull, sync, status, conflicts, retry, discard, resolve.

#include <filesystem>
#include <iostream>

#include "tools/tern/commands/agent_state.h"
#include "tools/tern/commands/command.h"
#include "tools/tern/commands/json_text.h"
#include "tools/tern/commands/sent_file.h"
#include "tools/tern/commands/sync_rounds.h"
#include "tools/tern/row_writer.h"

namespace tern::shell {
namespace {

using sync::replica::Direction;
using sync::replica::Replica;
using sync::replica::ReplicaStatus;
using sync::replica::SyncReport;

uint64_t size_of(const std::string& file) {
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

Status send_file(const CommandArguments& arguments, const RemoteDatabase& remote) {
  const auto sent = TRY(SentFile::open_database(arguments.file));
  const auto client = TRY(SyncClient::open(remote.origin, arguments.access, "uploading"));
  sync::transport::Upload upload;
  upload.request.method = "PUT";
  upload.request.path = "/v1/db/" + remote.name;
  upload.request.deadline = std::chrono::hours(24);
  upload.size_bytes = sent->size_bytes();
  upload.source = sent->source();
  upload.progress = [&](uint64_t done, uint64_t total) {
    return client->progress().show(done, total);
  };
  const auto response = TRY(client->transport().upload(upload));
  if (response.is_success()) return ok();
  return fail(ErrorCode::Error, sync::transport::error_text(response.status, response.body));
}

Status publish(const CommandArguments& arguments, const RemoteDatabase& remote) {
  const auto client = TRY(SyncClient::open(remote.origin, arguments.access, "uploading"));
  (void)TRY(Replica::publish(arguments.file, remote.origin, remote.name, client->exchange()));
  return keep_access(arguments.file, arguments.access);
}

std::string report_json(const ReplicaStatus& status, const SyncReport& report) {
  return JsonObject()
      .add("remote", status.remote)
      .add("database", status.database)
      .add("revision", report.revision)
      .add("pushed", report.pushed)
      .add("applied", report.applied)
      .add("merged", report.merged)
      .add("parked", report.parked)
      .add("bytes_pushed", report.bytes_pushed)
      .add("bytes_pulled", report.bytes_pulled)
      .add("moved", report.moved)
      .add("forked", report.forked)
      .add("pending", status.pending)
      .add("conflicts_open", status.conflicts_open)
      .text();
}

CommandResult sync_in(Direction direction, const CommandArguments& arguments) {
  const auto replica = TRY(Replica::open(arguments.file));
  const auto client = TRY(SyncClient::open(replica->status().remote,
                                           access_of(arguments.file, arguments.access), "syncing"));
  const Tell tell = [&](const std::string& line) {
    if (!arguments.json) std::cout << line << "\n";
  };
  const SyncReport report = TRY(sync_until_still(*replica, client->exchange(), direction, tell));
  const ReplicaStatus after = replica->status();
  if (arguments.json) {
    std::cout << report_json(after, report) << "\n";
  } else if (after.conflicts_open > 0) {
    std::cout << after.conflicts_open << " open: see `tern conflicts " << arguments.file << "`\n";
  }
  return ExitStatus::Done;
}

/// A line for people.
std::string agent_text(const AgentState& agent) {
  if (!agent.is_running) return "agent       does not run\n";
  return "agent       " + agent.state + (agent.error.empty() ? "" : ": " + agent.error) + "\n";
}

/// The primary makes the table with its first row.
Result<bool> has_conflicts_table(Connection& db) {
  Statement found =
      TRY(db.prepare("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='sync_conflicts'"));
  return found.step();
}

std::string row_json(const Statement& row) {
  JsonObject object;
  for (int i = 0; i < row.column_count(); ++i) object.add(row.column_name(i), row.column(i));
  return object.text();
}

Status print_conflicts_json(Connection& db) {
  std::cout << "[";
  if (TRY(has_conflicts_table(db))) {
    Statement rows = TRY(db.prepare("SELECT * FROM sync_conflicts ORDER BY id"));
    for (bool first = true; TRY(rows.step()); first = false)
      std::cout << (first ? "" : ",\n ") << row_json(rows);
  }
  std::cout << "]\n";
  return ok();
}

Status print_conflict_lines(Connection& db) {
  if (!TRY(has_conflicts_table(db))) {
    std::cout << "no conflicts\n";
    return ok();
  }
  Statement rows = TRY(db.prepare("SELECT * FROM sync_conflicts ORDER BY id"));
  std::vector<std::string> columns;
  for (int i = 0; i < rows.column_count(); ++i) columns.emplace_back(rows.column_name(i));
  OutputSettings settings;
  settings.mode = OutputMode::Line;
  const auto writer =
      make_row_writer({settings, std::move(columns),
                       [](std::string_view text) { std::cout << text; }, &shortest_real});
  std::vector<record::ValueView> values;
  while (TRY(rows.step())) {
    values.clear();
    for (int i = 0; i < rows.column_count(); ++i) values.push_back(rows.column(i));
    writer->row(values);
  }
  writer->end();
  return ok();
}

}  // namespace

CommandResult clone_replica(const CommandArguments& arguments) {
  const RemoteDatabase remote = TRY(parse_remote(arguments.url));
  const auto client = TRY(SyncClient::open(remote.origin, arguments.access, "cloning"));
  const auto replica =
      TRY(Replica::clone(arguments.file, remote.origin, remote.name, client->exchange()));
  TRY(keep_access(arguments.file, arguments.access));
  const uint64_t revision = replica->status().base_revision;
  const uint64_t size = size_of(arguments.file);
  if (arguments.json) {
    std::cout << JsonObject()
                     .add("remote", remote.origin)
                     .add("database", remote.name)
                     .add("file", arguments.file)
                     .add("revision", revision)
                     .add("bytes", size)
                     .text()
              << "\n";
  } else {
    std::cout << "cloned " << remote.name << " at revision " << revision << " into "
              << arguments.file << " (" << bytes_text(size) << ")\n";
  }
  return ExitStatus::Done;
}

CommandResult upload_database(const CommandArguments& arguments) {
  const RemoteDatabase remote = TRY(parse_remote(arguments.url));
  TRY(arguments.as_replica ? publish(arguments, remote) : send_file(arguments, remote));
  if (arguments.json) {
    std::cout << JsonObject()
                     .add("remote", remote.origin)
                     .add("database", remote.name)
                     .add("file", arguments.file)
                     .add("bytes", size_of(arguments.file))
                     .add("replica", arguments.as_replica)
                     .text()
              << "\n";
  } else if (arguments.as_replica) {
    std::cout << "uploaded " << arguments.file << " as " << remote.name
              << "; the file is now a replica of it\n";
  } else {
    std::cout << "uploaded " << arguments.file << " (" << bytes_text(size_of(arguments.file))
              << ") as " << remote.name << "\n";
  }
  return ExitStatus::Done;
}

CommandResult push_replica(const CommandArguments& arguments) {
  return sync_in(Direction::Push, arguments);
}
CommandResult pull_replica(const CommandArguments& arguments) {
  return sync_in(Direction::Pull, arguments);
}
CommandResult sync_replica(const CommandArguments& arguments) {
  return sync_in(Direction::Both, arguments);
}

CommandResult print_status(const CommandArguments& arguments) {
  const auto replica = TRY(Replica::open(arguments.file));
  const ReplicaStatus status = replica->status();
  const auto agent = TRY(read_agent_state(arguments.file, replica->connection()));
  if (!arguments.json) {
    std::cout << status_text(status);
    if (agent) std::cout << agent_text(*agent);
    return ExitStatus::Done;
  }
  JsonObject object;
  object.add("remote", status.remote)
      .add("database", status.database)
      .add("replica_id", status.rid)
      .add("epoch", status.epoch)
      .add("revision", status.base_revision)
      .add("pending", status.pending)
      .add("conflicts_open", status.conflicts_open);
  if (agent) object.add_json("agent", agent->json);
  std::cout << object.text() << "\n";
  return ExitStatus::Done;
}

CommandResult print_conflicts(const CommandArguments& arguments) {
  OpenDatabase database = TRY(open_existing(arguments.file, Access::Write));
  TRY(arguments.json ? print_conflicts_json(database.connection())
                     : print_conflict_lines(database.connection()));
  return ExitStatus::Done;
}

/// A decision is an update of the conflict's state; it syncs as any transaction does.
CommandResult decide_conflict(const CommandArguments& arguments, const std::string& state) {
  OpenDatabase database = TRY(open_existing(arguments.file, Access::Write));
  if (!database.replica())
    return fail(ErrorCode::Misuse, arguments.file + " is not a replica: it has no conflicts");
  Connection& db = database.connection();
  TRY(db.execute("UPDATE sync_conflicts SET state=?1 WHERE id=?2", state, arguments.conflict_id));
  if (db.changes() == 0)
    return fail(ErrorCode::NotFound, "there is no conflict " +
                                         std::to_string(arguments.conflict_id) +
                                         "; see `tern conflicts " + arguments.file + "`");
  if (arguments.json) {
    std::cout << JsonObject().add("id", arguments.conflict_id).add("state", state).text() << "\n";
  } else {
    std::cout << "noted; `tern sync " << arguments.file << "` sends it\n";
  }
  return ExitStatus::Done;
}

}  // namespace tern::shell
