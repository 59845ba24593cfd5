#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/bytes.h"

namespace tern::tests {

/// What becomes of one request and its answer on their way.
enum class Fate : uint8_t {
  Pass,
  LoseRequest,   ///< the client's connection is cut, the primary hears nothing
  LoseAnswer,    ///< the primary has done it, the client's connection is cut
  Duplicate,     ///< the primary gets the request twice, the client the second answer
  AlterRequest,  ///< one bit of the body
  CutRequest,    ///< half of the body, then the primary's connection is cut
  AlterAnswer,   ///< one bit of the body
  CutAnswer,     ///< half of the body, then the client's connection is cut
};

/// A request that came by, as the client sent it, and the primary's answer to it.
struct Passage {
  std::string method;
  std::string target;
  std::string authorization;
  ByteVector body;
  Fate fate = Fate::Pass;
  int status = 0;  ///< 0: no answer came
  ByteVector answer;
};

/// An HTTPS server between replicas and ternd: ends TLS on both sides, so that it sees and can
/// change what travels.
class FaultProxy {
 public:
  /// Decides over a request that has come completely.
  /// Threads: any, several at once.
  using Judge = std::function<Fate(const Passage& request)>;

  /// Listens on a free port with folder/cert.pem and folder/key.pem and trusts the same certificate
  /// at `origin`, the address of ternd.
  FaultProxy(const std::string& folder, std::string origin);
  /// Cuts what is still open.
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  std::string origin() const;
  /// From the next request on. Empty: all pass.
  void set_judge(Judge judge);
  /// The next request to a path with this ending meets `fate`; `at`: which byte of a body is
  /// altered, as part of its length.
  void strike(const std::string& ending, Fate fate, double at = 0.5);
  /// Whether the last strike has met its request.
  bool has_struck() const;

  /// All that came by, in the order in which it was answered.
  std::vector<Passage> passages() const;
  void forget_passages();
  /// Sends a request that came by once more; the answer's status, 0 if none came.
  int send_again(const Passage& passage) const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace tern::tests
