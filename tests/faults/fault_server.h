#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/program.h"
#include "tests/support/test_certificate.h"

namespace tern::faults {

inline constexpr std::string_view kHonestToken = "a-token-of-the-honest-tenant-01";
inline constexpr std::string_view kGreedyToken = "a-token-of-the-greedy-tenant-02";
inline constexpr std::string_view kAdminToken = "a-token-of-the-administrator-03";

/// A ternd on loopback with a database for each of two tenants, `honest` and `greedy`, whose tokens
/// are for their own only.
class FaultServer {
 public:
  /// `options`: of `ternd serve`, beside those that every test has.
  explicit FaultServer(std::vector<std::string> options = {}, bool has_tls = false);

  void start();
  void kill();  // -9

  uint16_t port() const { return port_; }
  uint16_t metrics_port() const { return metrics_port_; }
  bool is_running() const { return program_->is_running(); }
  std::string path(const std::string& name) const { return folder_ / name; }
  std::string log() const { return tests::read_file(folder_ / "log"); }

  /// Values of metrics by name, with the labels as they are shown: `ternd_workers{state="slow"}`.
  std::map<std::string, double> metrics() const;
  /// Units: bytes. Peak: since it started.
  uint64_t resident_bytes() const;
  uint64_t peak_bytes() const;
  /// Of the requests of one kind that have ended: what `request` answers.
  std::string post(std::string_view token, const std::string& target, std::string_view body) const;

 private:
  uint64_t status_of_process(std::string_view name) const;

  tests::TemporaryFolder folder_;
  std::vector<std::string> options_;
  bool has_tls_;
  std::unique_ptr<tests::BackgroundProgram> program_;
  uint16_t port_ = 0;
  uint16_t metrics_port_ = 0;
  int pid_ = 0;
};

/// `sql` as the body of a pipeline whose stream is closed behind it.
std::string pipeline_of(std::string_view sql);
/// The same as a cursor.
std::string cursor_of(std::string_view sql);
/// A whole HTTP request.
std::string post_text(std::string_view token, std::string_view target, std::string_view body,
                      std::string_view headers = {});

}  // namespace tern::faults
