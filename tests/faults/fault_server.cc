#include "tests/faults/fault_server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <thread>

#include "tests/unit/daemon/http/http_client.h"

namespace tern::faults {

using daemon::HttpAnswer;
using daemon::HttpClient;

FaultServer::FaultServer(std::vector<std::string> options, bool has_tls)
    : options_(std::move(options)), has_tls_(has_tls) {
  std::signal(SIGPIPE, SIG_IGN);  // peers that hang up are part of these tests
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;  // crowds are large
    (void)setrlimit(RLIMIT_NOFILE, &limit);
  }
  EXPECT_TRUE(tests::make_certificate(folder_.path()));
  const auto line = [](std::string_view token, const std::string& rest) {
    return std::string(token) + rest + "\n";
  };
  tests::write_file(folder_ / "tokens", line(kHonestToken, " honest honest pull,push,sql") +
                                            line(kGreedyToken, " greedy greedy pull,push,sql") +
                                            line(kAdminToken, " admin * admin"));
  start();
}

void FaultServer::start() {
  std::remove((folder_ / "port").c_str());
  std::vector<std::string> words = {
      TERND_PROGRAM, "serve",          "--listen",       "127.0.0.1:0", "--metrics-listen",
      "127.0.0.1:0", "--data",         folder_ / "data", "--tokens",    folder_ / "tokens",
      "--port-file", folder_ / "port", "--log-level",    "error",       "--metrics-plain-http"};
  if (has_tls_) {
    words.insert(words.end(),
                 {"--tls-cert", folder_ / "cert.pem", "--tls-key", folder_ / "key.pem"});
  } else {
    words.emplace_back("--plain-http");
  }
  words.insert(words.end(), options_.begin(), options_.end());
  program_ = std::make_unique<tests::BackgroundProgram>(
      words, tests::Streams{.in = "", .out = folder_ / "out", .err = folder_ / "log"});
  std::string ports;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (ports.find("metrics ") == std::string::npos && program_->is_running() &&
         std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    ports = tests::read_file(folder_ / "port");
  }
  ASSERT_NE(ports.find("metrics "), std::string::npos) << log();
  port_ = static_cast<uint16_t>(std::atoi(ports.c_str()));
  metrics_port_ = static_cast<uint16_t>(std::atoi(ports.c_str() + ports.find("metrics ") + 8));
  if (has_tls_) return;
  for (const char* name : {"honest", "greedy"}) {
    HttpClient client(port_);
    client.send("PUT /v1/db/" + std::string(name) +
                " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nAuthorization: Bearer " +
                std::string(kAdminToken) + "\r\n\r\n");
    const int status = client.read_answer().status;
    EXPECT_TRUE(status == 200 || status == 201 || status == 409) << name << " " << status;
  }
}

void FaultServer::kill() {
  program_->send(SIGKILL);
  EXPECT_EQ(program_->wait(), 128 + SIGKILL);
}

std::map<std::string, double> FaultServer::metrics() const {
  HttpClient client(metrics_port_);
  std::istringstream text(client.request("GET", "/metrics").body);
  std::map<std::string, double> values;
  for (std::string line; std::getline(text, line);) {
    const size_t space = line.rfind(' ');
    if (line.starts_with("#") || space == std::string::npos) continue;
    values[line.substr(0, space)] = std::strtod(line.c_str() + space, nullptr);
  }
  return values;
}

uint64_t FaultServer::status_of_process(std::string_view name) const {
  const std::string text = tests::read_file("/proc/" + std::to_string(program_->id()) + "/status");
  const size_t at = text.find(name);
  if (at == std::string::npos) return 0;
  return std::strtoull(text.c_str() + at + name.size(), nullptr, 10) << 10;
}
uint64_t FaultServer::resident_bytes() const { return status_of_process("VmRSS:"); }
uint64_t FaultServer::peak_bytes() const { return status_of_process("VmHWM:"); }

std::string FaultServer::post(std::string_view token, const std::string& target,
                              std::string_view body) const {
  HttpClient client(port_);
  client.send(post_text(token, target, body));
  return client.read_answer().body;
}

std::string pipeline_of(std::string_view sql) {
  return R"({"requests":[{"type":"execute","stmt":{"sql":")" + std::string(sql) +
         R"("}},{"type":"close"}]})";
}

std::string cursor_of(std::string_view sql) {
  return R"({"batch":{"steps":[{"stmt":{"sql":")" + std::string(sql) + R"("}}]}})";
}

std::string post_text(std::string_view token, std::string_view target, std::string_view body,
                      std::string_view headers) {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
         std::string(token) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(headers) + "\r\n" + std::string(body);
}

}  // namespace tern::faults
