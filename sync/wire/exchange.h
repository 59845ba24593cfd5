#pragma once

#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace tern::sync::wire {

enum class Method : uint8_t { Get, Post, Put };

/// One HTTP exchange as sync sees it: a method, an absolute path under the server's address
/// ("/v1/db/notes/push") and binary bodies of type application/x-tern-sync.
struct Request {
  Method method = Method::Get;
  std::string path;
  ByteVector body;
};
struct Response {
  int status = 0;  // HTTP's; 0 never
  ByteVector body;
};

/// Carries a request to the primary and its response back. Implemented by sync/transport, and in
/// tests by a function call with faults.
class Exchange {
 public:
  virtual ~Exchange() = default;
  /// Errors: IoErr with a detail for people: no connection, time-out, cut response. Whether the
  /// request arrived is then unknown.
  virtual Result<Response> send(const Request& request) = 0;
};

}  // namespace tern::sync::wire
