// tern admin export and import.

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "engine/io/posix_vfs.h"
#include "tools/tern/commands/admin_client.h"
#include "tools/tern/commands/admin_commands.h"
#include "tools/tern/commands/json_text.h"
#include "tools/tern/commands/sent_file.h"

namespace tern::shell {
namespace {

/// A new file that has its name once all of it is there.
class NewFile {
 public:
  static Result<std::unique_ptr<NewFile>> create(const std::string& path) {
    const bool is_there = TRY(io::posix_vfs().exists(path));
    if (is_there) return fail(ErrorCode::CantOpen, path + " is there already");
    const std::string part = path + ".part";
    auto file = io::posix_vfs().open(part, {.create = true, .exclusive = true});
    if (!file) return fail(ErrorCode::CantOpen, "cannot write " + part);
    return std::unique_ptr<NewFile>(new NewFile(path, part, *std::move(file)));
  }
  ~NewFile() {
    if (!is_whole_) (void)io::posix_vfs().remove(part_);
  }
  NewFile(const NewFile&) = delete;

  Status append(Bytes bytes) {
    TRY(file_->pwrite(bytes, size_));
    size_ += bytes.size();
    return ok();
  }
  Status finish() {
    TRY(file_->sync(io::SyncMode::Full));
    TRY(io::posix_vfs().rename(part_, path_));
    is_whole_ = true;
    return ok();
  }
  uint64_t size_bytes() const { return size_; }

 private:
  NewFile(std::string path, std::string part, std::unique_ptr<io::File> file)
      : path_(std::move(path)), part_(std::move(part)), file_(std::move(file)) {}
  std::string path_;
  std::string part_;
  std::unique_ptr<io::File> file_;
  uint64_t size_ = 0;
  bool is_whole_ = false;
};

bool is_sql(const AdminArguments& arguments, const std::string& file) {
  return arguments.as_sql || arguments.runs_sql || file.ends_with(".sql");
}

Status print_export(AdminClient& client, const std::string& path) {
  return client.download(path, [](Bytes piece) -> Status {
    const std::string_view text = as_text(piece);
    std::cout.write(text.data(), static_cast<std::streamsize>(text.size()));
    return std::cout ? ok() : Status(fail(ErrorCode::IoErr, "cannot write to standard output"));
  });
}

CommandResult import_on_server(const AdminArguments& arguments) {
  const auto client = TRY(AdminClient::open(arguments, "importing"));
  const WaitingNote note("importing");
  const std::string answer = TRY(client->request("POST", "/v1/databases",
                                                 JsonObject()
                                                     .add("name", arguments.name)
                                                     .add("file", arguments.file)
                                                     .add_json("quota", quota_json(arguments))
                                                     .text()));
  std::cout << (arguments.json ? answer : "imported " + arguments.name + "\n");
  return ExitStatus::Done;
}

}  // namespace

CommandResult export_database(const AdminArguments& arguments) {
  const bool sql = is_sql(arguments, arguments.output);
  const std::string path = TRY(admin_path(arguments.name, sql ? "/sql" : "/file"));
  const bool to_stdout = arguments.output.empty() || arguments.output == "-";
  if (to_stdout && !sql && isatty(STDOUT_FILENO) != 0)
    return fail(ErrorCode::Misuse,
                "a database file is nothing for a terminal: --output FILE, or --sql");
  const auto client = TRY(AdminClient::open(arguments, "exporting"));
  if (to_stdout) {
    TRY(print_export(*client, path));
    return ExitStatus::Done;
  }
  const auto file = TRY(NewFile::create(arguments.output));
  TRY(client->download(path, [&](Bytes piece) { return file->append(piece); }));
  TRY(file->finish());
  if (arguments.json) {
    std::cout << JsonObject()
                     .add("name", arguments.name)
                     .add("file", arguments.output)
                     .add("bytes", file->size_bytes())
                     .text()
              << "\n";
  } else {
    std::cout << "exported " << arguments.name << " to " << arguments.output << " ("
              << bytes_text(file->size_bytes()) << ")\n";
  }
  return ExitStatus::Done;
}

CommandResult import_database(const AdminArguments& arguments) {
  const bool sql = is_sql(arguments, arguments.file);
  const std::string path = TRY(admin_path(arguments.name, sql ? "/sql" : "/file"));
  if (arguments.on_server) return import_on_server(arguments);
  const auto sent =
      TRY(sql ? SentFile::open(arguments.file) : SentFile::open_database(arguments.file));
  const auto client = TRY(AdminClient::open(arguments, "importing"));
  const std::string query = arguments.runs_sql ? "" : quota_query(arguments);
  const std::string answer = TRY(client->upload(arguments.runs_sql ? "POST" : "PUT", path + query,
                                                sent->size_bytes(), sent->source()));
  if (arguments.json) {
    std::cout << answer;
  } else {
    std::cout << (arguments.runs_sql ? "ran " : "imported ") << arguments.file << " ("
              << bytes_text(sent->size_bytes()) << (arguments.runs_sql ? ") on " : ") as ")
              << arguments.name << "\n";
  }
  return ExitStatus::Done;
}

}  // namespace tern::shell
