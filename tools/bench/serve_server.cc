#include "tools/bench/serve_server.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tools/bench/engine.h"
#include "tools/bench/serve_requests.h"

namespace tern::bench {
namespace {

constexpr const char* kToken = "a-token-that-opens-a-benchmark-only";
constexpr int64_t kRowsOfAnInsert = 500;

void make_certificate(const std::string& folder) {
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
      "-subj /CN=tern-bench -addext subjectAltName=IP:127.0.0.1 -keyout '" +
      folder + "/key.pem' -out '" + folder + "/cert.pem' >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) give_up("openssl", "made no certificate");
}

/// npm's package is a script; what it would run lies in the package of this kind of machine.
std::string rival_program(const std::string& path) {
  const std::filesystem::path packages =
      std::filesystem::path(path) / "node_modules" / "@tursodatabase";
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(packages, error)) {
    const auto program = entry.path() / "tursodb";
    if (std::filesystem::exists(program)) return program;
  }
  return path;
}

const cpu_set_t* cpus_of(const ServePins& pins) { return pins.is_pinned ? &pins.servers : nullptr; }

std::string insert_of(int64_t first, int64_t last) {
  std::string sql = "INSERT INTO t VALUES";
  for (int64_t id = first; id <= last; ++id) {
    sql += (id == first ? "(" : ",(") + std::to_string(id) + ",'" + value_of_row(id) + "')";
  }
  return sql;
}

}  // namespace

ServePins make_pins() {
  ServePins pins;
  cpu_set_t all;
  CPU_ZERO(&all);
  if (sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) < 2) return pins;
  pins.is_pinned = true;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &all)) continue;
    CPU_SET(cpu, CPU_COUNT(&pins.client) == 0 ? &pins.client : &pins.servers);
  }
  return pins;
}

ServeServer start_tern(const std::string& program, const std::string& folder, SSL_CTX* tls,
                       const ServePins& pins) {
  std::filesystem::create_directories(folder);
  const std::string port_file = folder + "/port";
  std::filesystem::remove(port_file);
  std::ofstream(folder + "/tokens") << kToken << " bench * sql,admin\n";
  std::vector<std::string> words = {program,       "serve",         "--data",   folder + "/data",
                                    "--listen",    "127.0.0.1:0",   "--tokens", folder + "/tokens",
                                    "--port-file", folder + "/port"};
  if (tls) {
    make_certificate(folder);
    words.insert(words.end(),
                 {"--tls-cert", folder + "/cert.pem", "--tls-key", folder + "/key.pem"});
  } else {
    words.emplace_back("--plain-http");
  }
  ServeServer server;
  server.is_tern = true;
  server.tls = tls;
  server.token = kToken;
  server.process = std::make_unique<ServeProcess>(words, folder + "/log", cpus_of(pins));
  server.port = server.process->wait_for_port_file(port_file);
  return server;
}

ServeServer start_rival(const std::string& program, const std::string& folder,
                        const ServePins& pins) {
  std::filesystem::create_directories(folder);
  ServeServer server;
  server.port = free_port();
  server.keeps_alive = false;
  server.process = std::make_unique<ServeProcess>(
      std::vector<std::string>{rival_program(program), folder + "/rival.db", "--sync-server",
                               "127.0.0.1:" + std::to_string(server.port)},
      folder + "/log", cpus_of(pins));
  server.process->wait_for_port(server.port);
  return server;
}

std::string ask(const ServeServer& server, std::string_view method, const std::string& path,
                std::string_view body) {
  ServeSocket socket(server.port, server.tls);
  socket.send(http_request(method, {path, server.token}, body));
  std::string received;
  std::array<char, 64 << 10> piece;
  while (answer_size(Wire::Http, received) == 0) {
    const size_t got = socket.receive(piece);
    if (got == 0) give_up(path, "the server has closed: " + received);
    received.append(piece.data(), got);
  }
  if (!received.starts_with("HTTP/1.1 200") && !received.starts_with("HTTP/1.1 201"))
    give_up(path, received);
  return received.substr(body_at(received));
}

void fill_table(const ServeServer& server, const std::string& name, int64_t rows) {
  if (server.is_tern) ask(server, "PUT", "/v1/db/" + name, "");
  const std::string path = server.is_tern ? "/db/" + name + "/v2/pipeline" : "/v2/pipeline";
  const auto run = [&](const std::string& sql) {
    const std::string answer = ask(server, "POST", path, pipeline_json(sql, "", server.is_tern));
    if (answer.find(R"("type":"error")") != std::string::npos) give_up(sql.substr(0, 60), answer);
  };
  run("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  for (int64_t id = 1; id <= rows; id += kRowsOfAnInsert)
    run(insert_of(id, std::min(id + kRowsOfAnInsert - 1, rows)));
}

std::string value_of_row(int64_t id) { return "value of row " + std::to_string(id); }

}  // namespace tern::bench
