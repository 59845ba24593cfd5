#include "tests/sync/probes/process_fleet.h"

#include <csignal>
#include <filesystem>
#include <sstream>
#include <thread>

namespace tern::tests {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

Rows lines_of(const std::string& text) {
  Rows lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The number behind `word` in `line`.
uint64_t number_after(const std::string& line, const std::string& word) {
  const size_t at = line.find(word);
  return at == std::string::npos ? 0 : std::stoull(line.substr(at + word.size()));
}

Synced summary_of(const std::string& out) {
  Synced all;
  all.out = out;
  for (const std::string& line : lines_of(out)) {
    all.pushed += number_after(line, "pushed ");
    all.applied += number_after(line, "applied ");
    all.merged += number_after(line, "merged ");
    all.parked += number_after(line, "parked ");
    all.forked |= line.find("this file was a copy") != std::string::npos;
  }
  return all;
}

}  // namespace

ProcessFleet::ProcessFleet() {
  EXPECT_TRUE(make_certificate(folder_.path()));
  write_file(folder_ / "tokens", std::string(kToken) + " test * pull,push,admin\n");
  write_file(folder_ / "token", std::string(kToken) + "\n");
  start_primary();
}

void ProcessFleet::start_primary() {
  fs::remove(folder_ / "port");
  primary_ = std::make_unique<BackgroundProgram>(
      std::vector<std::string>{TERND_PROGRAM, "serve", "--data", folder_ / "data", "--listen",
                               "127.0.0.1:" + std::to_string(port_), "--tls-cert",
                               folder_ / "cert.pem", "--tls-key", folder_ / "key.pem", "--tokens",
                               folder_ / "tokens", "--port-file", folder_ / "port"},
      Streams{.in = "", .out = "", .err = folder_ / "log"});
  const auto end = steady_clock::now() + std::chrono::seconds(30);
  while (!fs::exists(folder_ / "port") && primary_->is_running() && steady_clock::now() < end)
    std::this_thread::yield();
  ASSERT_TRUE(fs::exists(folder_ / "port")) << primary_log();
  port_ = static_cast<uint16_t>(std::stoi(read_file(folder_ / "port")));
}

void ProcessFleet::stop_primary() {
  primary_->send(SIGTERM);
  EXPECT_EQ(primary_->wait(), 0) << primary_log();
}

void ProcessFleet::kill_primary() {
  primary_->send(SIGKILL);
  EXPECT_EQ(primary_->wait(), 128 + SIGKILL) << primary_log();
}

std::string ProcessFleet::origin() const { return "https://127.0.0.1:" + std::to_string(port_); }

std::string ProcessFleet::primary_file() const {
  for (const auto& entry : fs::directory_iterator(folder_ / "data"))
    if (fs::exists(entry.path() / "db")) return entry.path() / "db";
  ADD_FAILURE() << "the primary has no database";
  return {};
}

void ProcessFleet::make_database(const std::string& sql) {
  const std::string file = folder_ / "first.db";
  const Outcome made = run_program({"sqlite3", file, sql});
  ASSERT_EQ(made.status, 0) << made.err;
  const Outcome uploaded = tern({"upload", origin() + "/db", file, "--cacert", folder_ / "cert.pem",
                                 "--token-file", folder_ / "token"});
  ASSERT_EQ(uploaded.status, 0) << uploaded.err;
}

void ProcessFleet::clone(const std::string& name, const std::string& through) {
  const Outcome cloned =
      tern({"clone", (through.empty() ? origin() : through) + "/db", path(name), "--cacert",
            folder_ / "cert.pem", "--token-file", folder_ / "token"});
  ASSERT_EQ(cloned.status, 0) << cloned.err;
}

Outcome ProcessFleet::tern(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), TERN_PROGRAM);
  return run_program(arguments, "", folder_.path());
}

Outcome ProcessFleet::try_edit(const std::string& name, const std::string& sql) const {
  return tern({path(name), sql});
}

void ProcessFleet::edit(const std::string& name, const std::string& sql) const {
  const Outcome done = try_edit(name, sql);
  EXPECT_EQ(done.status, 0) << name << ": " << sql << ": " << done.err;
}

Outcome ProcessFleet::try_sync(const std::string& name) const { return tern({"sync", path(name)}); }

Synced ProcessFleet::sync(const std::string& name) const {
  const Outcome done = try_sync(name);
  EXPECT_EQ(done.status, 0) << "sync of " << name << ": " << done.err << "\n" << primary_log();
  return summary_of(done.out);
}

Rows ProcessFleet::query_file(const std::string& file, const std::string& sql) {
  const Outcome done =
      run_program({"sqlite3", "-cmd", ".timeout 10000", "-nullvalue", "NULL", file, sql});
  if (done.status != 0 || !done.err.empty()) return {"error: " + done.err};
  return lines_of(done.out);
}

Rows ProcessFleet::query(const std::string& name, const std::string& sql) const {
  return query_file(path(name), sql);
}

Rows ProcessFleet::query_primary(const std::string& sql) const {
  return query_file(primary_file(), sql);
}

std::string ProcessFleet::hash_of_file(const std::string& file) const {
  const Outcome done = tern({"hash", file});
  EXPECT_EQ(done.status, 0) << done.err;
  return done.out;
}

void ProcessFleet::settle(const std::vector<std::string>& names) const {
  // Once to push all there is, once more to pull what the others pushed.
  for (int turn = 0; turn < 2; ++turn)
    for (const std::string& name : names) sync(name);
  const std::string hash = hash_of_file(primary_file());
  EXPECT_EQ(hash.size(), 65U) << hash;
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    EXPECT_EQ(hash_of_file(path(name)), hash);
    EXPECT_EQ(query(name, "PRAGMA integrity_check"), Rows{"ok"});
    EXPECT_NE(tern({"status", path(name)}).out.find("pending     0 "), std::string::npos);
  }
  EXPECT_EQ(query_primary("PRAGMA integrity_check"), Rows{"ok"});
}

}  // namespace tern::tests
