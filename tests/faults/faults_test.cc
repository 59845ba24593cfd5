// A population that misbehaves beside honest clients of another tenant. What holds for every fault:
// the honest ones are answered rightly, with what is theirs; nobody else is told of it; the
// server's memory stays within what daemon/README.md states; and when the crowd has gone, the
// server has given back what it took up. How long the honest ones wait is measured, not tested:
// `tern-faults` (latency.cc).

#include "tests/faults/faults.h"

#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <list>

#include "tests/faults/honest_load.h"
#include "tests/unit/daemon/http/http_client.h"

namespace tern::faults {
namespace {

using daemon::comes_true;

constexpr uint64_t kKiB = 1 << 10;
constexpr uint64_t kMiB = 1 << 20;

/// The limits of these tests: small, so that they are reached. Units: bytes, counts.
struct SmallLimits {
  uint64_t connections = 2'500;
  uint64_t header = 16 * kKiB;
  uint64_t bodies = 32 * kMiB;
  uint64_t answers = 24 * kMiB;
  uint64_t statements = 48 * kMiB;
  uint64_t value = 1 * kMiB;
  uint64_t workers = 8;
  uint64_t slow_requests = 16;
  uint64_t slow_readers = 64;
  uint64_t long_polls = 64;
  uint64_t streams = 4'000;
  uint64_t cursor_buffer = 64 * kKiB;

  std::vector<std::string> options() const {
    const auto number = [](uint64_t setting) { return std::to_string(setting); };
    return {"--connections-max",
            number(connections),
            "--header-bytes-max",
            number(header),
            "--sql-body-bytes-max",
            number(4 * kMiB),
            "--body-bytes-max",
            number(4 * kMiB),
            "--upload-bytes-max",
            number(8 * kMiB),
            "--bodies-bytes-max",
            number(bodies),
            "--answers-bytes-max",
            number(answers),
            "--reply-bytes-max",
            number(4 * kMiB),
            "--statement-memory-max",
            number(statements / 4),
            "--statements-memory-max",
            number(statements),
            "--value-bytes-max",
            number(value),
            "--websocket-message-bytes-max",
            number(4 * kMiB),
            "--workers",
            number(workers),
            "--slow-requests-max",
            number(slow_requests),
            "--slow-readers-max",
            number(slow_readers),
            "--long-polls-max",
            number(long_polls),
            "--streams-max",
            number(streams),
            "--cursor-buffer-bytes",
            number(cursor_buffer),
            "--header-timeout",
            "1s",
            "--body-timeout",
            "2s",
            "--cursor-write-timeout",
            "2s",
            "--statement-max",
            "3s"};
  }
};

/// What a sanitizer keeps beside: shadows, and memory that was given back.
constexpr uint64_t kSanitizerBytes = TERN_IS_SANITIZED ? 1024 * kMiB : 0;

/// The bound of daemon/README.md, "Memory".
uint64_t stated_bound(const SmallLimits& limits, uint64_t database_bytes) {
  constexpr uint64_t kTurns = 256;
  const uint64_t at_work = limits.workers + limits.slow_requests;
  const uint64_t threads = at_work + limits.slow_readers + limits.long_polls + kTurns;
  uint64_t bytes = 64 * kMiB;
  bytes += limits.connections * (limits.header + 192 * kKiB);
  bytes += limits.bodies + 8 * kMiB + 3 * (limits.answers + limits.statements);
  bytes += threads * (3 * kMiB + 3 * limits.cursor_buffer);
  bytes += at_work * 8 * limits.value;
  bytes += limits.streams * 2 * kKiB;
  bytes += database_bytes;
  return bytes + bytes / 4;
}

/// What one tenant's crowd can take of it: its half of what is shared, and what its connections and
/// workers need. That much below the bound of all.
uint64_t bound_of_crowd(const SmallLimits& limits, const Fault& fault) {
  return limits.bodies / 2 + 3 * (limits.answers + limits.statements) / 2 +
         fault.connections() * 64 * kKiB + (limits.workers + limits.slow_requests) * 3 * kMiB;
}

uint64_t size_of_folder(const std::string& path) {
  uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
    if (entry.is_regular_file()) bytes += entry.file_size();
  return bytes;
}

/// What is still in use, a line each; empty: all has been given back.
std::string still_in_use(const FaultServer& server) {
  std::string out;
  for (const auto& [name, value] : server.metrics()) {
    const bool is_own_request = name.starts_with("ternd_connections_open") ||
                                name == "ternd_requests_running" ||
                                name == "ternd_workers{state=\"working\"}";
    const bool is_level = name.starts_with("ternd_workers{") ||
                          name.starts_with("ternd_request_memory_bytes") ||
                          name == "ternd_connections_open" || name == "ternd_requests_running" ||
                          name == "ternd_requests_queued" || name == "ternd_streams_open" ||
                          name == "ternd_transactions_open" || name == "ternd_websockets_open" ||
                          name == "ternd_statement_bytes";
    if (is_level && value > (is_own_request ? 1 : 0))
      out += name + " " + std::to_string(value) + "\n";
  }
  return out;
}

class Faults : public testing::TestWithParam<Fault> {};

TEST_P(Faults, AreTheProblemOfWhoMakesThem) {
  const Fault& fault = GetParam();
  const SmallLimits limits;
  FaultServer server(limits.options());
  fill_honest(server);
  HonestLoad honest(server, {});
  ASSERT_TRUE(honest.gets_answers(100));
  const uint64_t alone = server.peak_bytes();
  {
    std::list<Crowd> crowds;
    for (const auto& [count, manner] : fault.crowds)
      crowds.emplace_back(server.port(), count, manner);
    auto crowd = crowds.begin();
    for (const auto& [count, manner] : fault.crowds)
      EXPECT_TRUE((crowd++)->has_come(count)) << server.log();
    const auto enough = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    EXPECT_TRUE(honest.gets_answers(300)) << server.log();
    while (std::chrono::steady_clock::now() < enough)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_TRUE(honest.gets_answers(100));
    for (const Crowd& each : crowds) {
      EXPECT_FALSE(each.was_told(kHonestMark));
      const auto statuses = each.statuses();
      if (!fault.is_let_in) {
        EXPECT_FALSE(statuses.contains(200));
      }
      EXPECT_FALSE(statuses.contains(500));
    }
  }
  honest.stop();
  EXPECT_EQ(honest.complaints(), "");
  ASSERT_TRUE(server.is_running());
  const uint64_t peak = server.peak_bytes();
  EXPECT_LE(peak, stated_bound(limits, size_of_folder(server.path("data"))) + kSanitizerBytes);
  EXPECT_LE(peak - alone, bound_of_crowd(limits, fault) + kSanitizerBytes);
  EXPECT_TRUE(comes_true([&] { return still_in_use(server).empty(); })) << still_in_use(server);
  EXPECT_EQ(server.log(), "");
  std::printf("%s: at most %llu MiB in memory, %llu MiB when it was over\n", fault.name.c_str(),
              static_cast<unsigned long long>(peak / kMiB),
              static_cast<unsigned long long>(server.resident_bytes() / kMiB));
}

std::string name_of(const testing::TestParamInfo<Fault>& info) {
  std::string name;
  bool is_first = true;
  for (const char c : info.param.name) {
    const bool is_letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (is_letter) name += is_first ? static_cast<char>(std::toupper(c)) : c;
    is_first = !is_letter && c != ',';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Faults, testing::ValuesIn(all_faults()), name_of);

}  // namespace
}  // namespace tern::faults
