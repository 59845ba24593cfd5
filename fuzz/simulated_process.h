#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/clock.h"
#include "engine/io/simulated_vfs.h"
#include "fuzz/model.h"
#include "tern/tern.h"

namespace tern::storage {
class DatabaseFile;
}

namespace tern::fuzz {

constexpr const char* kDatabasePath = "/folder/db";

/// Time that passes only when somebody waits.
class SimulatedClock final : public io::Clock {
 public:
  int64_t wall_ms() override { return now_ms_; }
  int64_t monotonic_ms() override { return now_ms_; }
  void sleep_ms(int64_t duration_ms) override { now_ms_ += duration_ms; }

 private:
  int64_t now_ms_ = 1'700'000'000'000;
};

/// A process on a simulated disk, with a connection to the one database there is.
class SimulatedProcess {
 public:
  SimulatedProcess(io::SimulatedDisk& disk, uint64_t seed);
  ~SimulatedProcess();

  Status connect(const std::vector<std::string>& settings);
  void disconnect();
  bool is_connected() const { return connection_.has_value(); }
  Connection& connection() { return *connection_; }
  io::SimulatedVfs& vfs() { return vfs_; }

  /// The first column of the only row.
  Result<int64_t> number(const std::string& sql);
  Result<std::string> text(const std::string& sql);

 private:
  io::SimulatedVfs vfs_;
  SimulatedClock clock_;
  io::SeededRandom random_;
  // Shared: that is how a connection takes its file.
  std::shared_ptr<storage::DatabaseFile> file_;
  std::optional<Connection> connection_;
};

/// The number in `meta`; 0 for an empty database.
Result<int64_t> read_number(SimulatedProcess& process);
/// What is different between the database and `model`; empty if nothing is.
Result<std::string> compare(SimulatedProcess& process, const Model& model);

}  // namespace tern::fuzz
