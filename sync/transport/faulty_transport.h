#pragma once

#include <cstdint>
#include <memory>
#include <random>

#include "sync/transport/transport.h"

namespace tern::sync::transport {

/// Chances in percent, each drawn per request.
struct Faults {
  uint64_t seed = 1;
  int drop_request_percent = 0;   ///< the peer never sees it: IoErr
  int drop_response_percent = 0;  ///< the peer did the work, the answer is lost: IoErr
  int duplicate_percent = 0;      ///< the peer gets it twice; the second answer is returned
  int replay_percent = 0;         ///< the peer gets an older request once more before this one
  int truncate_percent = 0;       ///< the answer's body is cut, as if it had ended there
  int alter_percent = 0;          ///< one byte of the answer's body is changed
  int alter_request_percent = 0;  ///< one byte of the request's body is changed
};

/// A Transport for tests that passes requests on to `peer` and breaks them as a seed says.
/// Lifetime: must not outlive `peer`.
class FaultyTransport final : public Transport {
 public:
  FaultyTransport(Transport& peer, Faults faults);

  Result<Response> request(const Request& request) override;
  Result<Response> download(const Download& download,
                            const std::function<Status(int status)>& on_status) override;
  Result<Response> upload(const Upload& upload) override;

  /// Off: everything passes as it is. For the quiet period at the end of a test.
  void set_enabled(bool enabled) { enabled_ = enabled; }
  uint64_t faults_made() const { return faults_made_; }

 private:
  bool draw(int percent);
  size_t position(size_t size);

  Transport& peer_;
  Faults faults_;
  std::mt19937_64 random_;
  std::vector<Request> past_;
  bool enabled_ = true;
  uint64_t faults_made_ = 0;
};

}  // namespace tern::sync::transport
