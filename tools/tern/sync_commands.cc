#include "tools/tern/sync_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tools/tern/open_database.h"
#include "tools/tern/row_writer.h"
#include "tools/tern/sync_client.h"

namespace tern::shell {
namespace {

using sync::replica::Replica;
using sync::replica::ReplicaStatus;
using sync::replica::SyncReport;

constexpr std::string_view kCommandNames[] = {"clone", "sync",    "status",  "hash",   "conflicts",
                                              "retry", "discard", "resolve", "upload", "check"};
constexpr int kRoundsMax = 1000;

struct Arguments {
  std::string url;
  std::string file;
  int64_t id = 0;
  std::string choice;
  bool as_replica = false;
  RemoteAccess access;
};

Status clone(const Arguments& arguments) {
  const RemoteDatabase remote = TRY(parse_remote(arguments.url));
  const auto client = TRY(SyncClient::open(remote.origin, arguments.access, "cloning"));
  const auto replica =
      TRY(Replica::clone(arguments.file, remote.origin, remote.name, client->exchange()));
  TRY(keep_access(arguments.file, arguments.access));
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(arguments.file, error);
  std::cout << "cloned " << remote.name << " at revision " << replica->status().base_revision
            << " into " << arguments.file << " (" << bytes_text(error ? 0 : size) << ")\n";
  return ok();
}

/// Everything that is in the file's WAL goes to the file itself, which is then sent.
Status fold_wal(const std::string& file) {
  OpenOptions options;
  options.create = false;
  options.busy_timeout_ms = 5000;
  Connection db = TRY(Connection::open(file, options));
  return db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

Status upload_plain(const Arguments& arguments, const RemoteDatabase& remote) {
  TRY(fold_wal(arguments.file));
  std::ifstream file(arguments.file, std::ios::binary);
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(arguments.file, error);
  if (!file || error) return fail(ErrorCode::CantOpen, "cannot read " + arguments.file);
  const auto client = TRY(SyncClient::open(remote.origin, arguments.access, "uploading"));
  sync::transport::Upload upload;
  upload.request.method = "PUT";
  upload.request.path = "/v1/db/" + remote.name;
  upload.request.deadline = std::chrono::hours(24);
  upload.size_bytes = size;
  upload.source = [&](MutBytes room) -> Result<size_t> {
    file.read(reinterpret_cast<char*>(room.data()), static_cast<std::streamsize>(room.size()));
    return static_cast<size_t>(file.gcount());
  };
  upload.progress = [&](uint64_t done, uint64_t total) {
    return client->progress().show(done, total);
  };
  const auto response = TRY(client->transport().upload(upload));
  if (!response.is_success())
    return fail(ErrorCode::Error, sync::transport::error_text(response.status, response.body));
  std::cout << "uploaded " << arguments.file << " (" << bytes_text(size) << ") as " << remote.name
            << "\n";
  return ok();
}

Status upload(const Arguments& arguments) {
  const RemoteDatabase remote = TRY(parse_remote(arguments.url));
  if (!arguments.as_replica) return upload_plain(arguments, remote);
  const auto client = TRY(SyncClient::open(remote.origin, arguments.access, "uploading"));
  const auto replica =
      TRY(Replica::publish(arguments.file, remote.origin, remote.name, client->exchange()));
  TRY(keep_access(arguments.file, arguments.access));
  std::cout << "uploaded " << arguments.file << " as " << remote.name
            << "; the file is now a replica of it\n";
  return ok();
}

void print_round(const SyncReport& report) {
  std::cout << "pushed " << report.pushed << " (applied " << report.applied << ", merged "
            << report.merged << ", parked " << report.parked << ") "
            << bytes_text(report.bytes_pushed) << "; pulled " << bytes_text(report.bytes_pulled)
            << "; at revision " << report.revision
            << (report.forked ? "; this file was a copy and is now a replica of its own" : "")
            << "\n";
}

Status sync_until_still(const Arguments& arguments) {
  const auto replica = TRY(Replica::open(arguments.file));
  const ReplicaStatus before = replica->status();
  const auto client =
      TRY(SyncClient::open(before.remote, access_of(arguments.file, arguments.access), "syncing"));
  for (int round = 0; round < kRoundsMax; ++round) {
    const SyncReport report = TRY(replica->sync_once(client->exchange()));
    const bool is_still = report.pushed == 0 && !report.moved;
    if (!is_still) print_round(report);
    if (is_still && round == 0)
      std::cout << "still: nothing to push or pull, at revision " << report.revision << "\n";
    if (is_still && replica->status().pending == 0) break;
  }
  const ReplicaStatus after = replica->status();
  if (after.conflicts_open > 0)
    std::cout << after.conflicts_open << " open: see `tern conflicts " << arguments.file << "`\n";
  if (after.pending > 0)
    return fail(ErrorCode::Busy, std::to_string(after.pending) +
                                     " transactions are still pending: run the command again");
  return ok();
}

Status print_status(const Arguments& arguments) {
  const auto replica = TRY(Replica::open(arguments.file));
  const ReplicaStatus status = replica->status();
  std::cout << "primary     " << status.remote << "/" << status.database << "\n"
            << "replica id  " << status.rid << "\n"
            << "revision    " << status.base_revision << " (epoch " << status.epoch << ")\n"
            << "pending     " << status.pending << " transactions\n"
            << "conflicts   " << status.conflicts_open << " open\n";
  return ok();
}

Result<OpenDatabase> open_existing(const std::string& file) {
  OpenOptions options;
  options.create = false;
  options.busy_timeout_ms = 5000;
  return OpenDatabase::open(file, options);
}

Status print_hash(const Arguments& arguments) {
  OpenDatabase database = TRY(open_existing(arguments.file));
  std::cout << TRY(sync::replica::content_hash(database.connection())) << "\n";
  return ok();
}

Status print_rows(Connection& db, std::string_view sql, OutputSettings settings) {
  Statement statement = TRY(db.prepare(sql));
  std::vector<std::string> columns;
  for (int i = 0; i < statement.column_count(); ++i) columns.emplace_back(statement.column_name(i));
  const auto writer = make_row_writer(
      {settings, std::move(columns), [](std::string_view text) { std::cout << text; },
       [](double value) { return shown_text(record::ValueView::real(value)); }});
  std::vector<record::ValueView> values;
  while (TRY(statement.step())) {
    values.clear();
    for (int i = 0; i < statement.column_count(); ++i) values.push_back(statement.column(i));
    writer->row(values);
  }
  writer->end();
  return ok();
}

Status print_conflicts(const Arguments& arguments) {
  OpenDatabase database = TRY(open_existing(arguments.file));
  bool has_any = false;
  {
    Statement found = TRY(database.connection().prepare(
        "SELECT 1 FROM sqlite_schema WHERE type='table' AND name='sync_conflicts'"));
    has_any = TRY(found.step());
  }
  if (!has_any) {
    std::cout << "no conflicts\n";  // the primary makes the table with its first row
    return ok();
  }
  OutputSettings settings;
  settings.mode = OutputMode::Line;
  return print_rows(database.connection(), "SELECT * FROM sync_conflicts ORDER BY id", settings);
}

/// A decision is an update of the conflict's state; it syncs as any transaction does.
Status decide(const Arguments& arguments, std::string_view state) {
  OpenDatabase database = TRY(open_existing(arguments.file));
  if (!database.replica())
    return fail(ErrorCode::Misuse, arguments.file + " is not a replica: it has no conflicts");
  Connection& db = database.connection();
  TRY(db.execute("UPDATE sync_conflicts SET state=?1 WHERE id=?2", state, arguments.id));
  if (db.changes() == 0)
    return fail(ErrorCode::NotFound, "there is no conflict " + std::to_string(arguments.id) +
                                         "; see `tern conflicts " + arguments.file + "`");
  std::cout << "noted; `tern sync " << arguments.file << "` sends it\n";
  return ok();
}

Status check(const Arguments& arguments) {
  OpenDatabase database = TRY(open_existing(arguments.file));
  std::vector<std::string> problems;
  for (const std::string_view sql : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"}) {
    Statement statement = TRY(database.connection().prepare(sql));
    while (TRY(statement.step())) {
      std::string line;
      for (int i = 0; i < statement.column_count(); ++i)
        line += (i > 0 ? " " : "") + shown_text(statement.column(i));
      if (line != "ok") problems.push_back(std::string(sql.substr(7)) + ": " + line);
    }
  }
  for (const std::string& problem : problems) std::cout << problem << "\n";
  if (!problems.empty())
    return fail(ErrorCode::Corrupt,
                std::to_string(problems.size()) + " problems in " + arguments.file);
  std::cout << "ok\n";
  return ok();
}

void add_access_options(CLI::App* command, Arguments& arguments) {
  command->add_option("--cacert", arguments.access.ca_file,
                      "Trust the authority in this PEM file instead of the system's");
  command->add_option("--token-file", arguments.access.token_file,
                      "File that holds the token; without it, TERN_TOKEN");
}

CLI::App* add_file_command(CLI::App& app, const char* name, const char* text,
                           Arguments& arguments) {
  CLI::App* command = app.add_subcommand(name, text);
  command->add_option("FILE", arguments.file, "Database file")->required();
  return command;
}

CLI::App* add_url_command(CLI::App& app, const char* name, const char* text, Arguments& arguments) {
  CLI::App* command = app.add_subcommand(name, text);
  command->add_option("URL", arguments.url, "https://host:port/database")->required();
  command->add_option("FILE", arguments.file, "Database file")->required();
  add_access_options(command, arguments);
  return command;
}

}  // namespace

bool is_sync_command(std::string_view word) {
  return std::ranges::find(kCommandNames, word) != std::end(kCommandNames);
}

int run_sync_command(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a primary that hangs up is an error to report, not the end
  Arguments arguments;
  Status status;
  CLI::App app("Tern: databases that sync", "tern");
  app.require_subcommand(1);
  add_url_command(app, "clone", "Make FILE a replica of the primary's database", arguments)
      ->callback([&] { status = clone(arguments); });
  CLI::App* uploading =
      add_url_command(app, "upload", "Create the database at the primary from FILE", arguments);
  uploading->add_flag("--replica", arguments.as_replica, "Make FILE a replica of it as well");
  uploading->callback([&] { status = upload(arguments); });
  CLI::App* syncing = add_file_command(app, "sync", "Push and pull until nothing moves", arguments);
  add_access_options(syncing, arguments);
  syncing->callback([&] { status = sync_until_still(arguments); });
  add_file_command(app, "status", "Show where a replica stands", arguments)->callback([&] {
    status = print_status(arguments);
  });
  add_file_command(app, "hash", "Print a hash of schema and rows", arguments)->callback([&] {
    status = print_hash(arguments);
  });
  add_file_command(app, "check", "Check the file's integrity", arguments)->callback([&] {
    status = check(arguments);
  });
  add_file_command(app, "conflicts", "Print the rows of sync_conflicts", arguments)->callback([&] {
    status = print_conflicts(arguments);
  });
  const auto add_decision = [&](const char* name, const char* text) {
    CLI::App* command = add_file_command(app, name, text, arguments);
    command->add_option("ID", arguments.id, "Conflict, as in `tern conflicts`")->required();
    return command;
  };
  add_decision("retry", "Try a parked transaction again")->callback([&] {
    status = decide(arguments, "retry");
  });
  add_decision("discard", "Give a parked transaction up")->callback([&] {
    status = decide(arguments, "discarded");
  });
  CLI::App* resolving = add_decision("resolve", "Choose the value of one side");
  resolving
      ->add_option("CHOICE", arguments.choice, "ours or theirs, as `tern conflicts` names them")
      ->required()
      ->check(CLI::IsMember({"ours", "theirs"}));
  resolving->callback([&] { status = decide(arguments, arguments.choice); });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  if (status) return 0;
  std::cerr << "tern: " << status.error().message() << "\n";
  return 1;
}

}  // namespace tern::shell
