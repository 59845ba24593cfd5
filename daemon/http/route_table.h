#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/auth/permit.h"
#include "daemon/http/answer.h"
#include "daemon/http/passing_file.h"
#include "engine/base/bytes.h"

namespace tern::daemon {

/// A request to a path of a RouteTable.
struct TableRequest {
  std::string method;
  std::string path;
  std::string query;                     ///< from the '?' on, not decoded; or empty
  std::vector<std::string> parameters;   ///< what stood for the pattern's {...}, in order
  std::shared_ptr<const Permit> permit;  ///< null where the path needs no token
  ByteVector body;
  /// Instead of `body`, where the route says so. Shared with the session, which has written it.
  std::shared_ptr<PassingFile> file = {};
  const std::atomic<bool>* cancelled = nullptr;  ///< set once the client has gone; null: never
};

/// Who may ask for a path.
enum class RouteAccess : uint8_t { Everybody, AnyToken, Administrator };

/// A path with its handler. `handler` is called on a worker and may block.
struct TableRoute {
  std::string method;  ///< GET also answers HEAD
  /// Segments of the form {name} stand for one segment of [A-Za-z0-9._-], not "." or "..".
  std::string pattern;
  RouteAccess access = RouteAccess::Administrator;
  uint64_t body_bytes_max = 0;  ///< 0: a body is refused
  std::function<Answer(const TableRequest&)> handler;

  /// For bodies of any size: where the file is made that takes one. Asked for each request.
  std::function<std::string()> body_path = {};
  /// Asked on a worker before the body is read, in the place of body_bytes_max: how large it may
  /// be, or why it is not wanted.
  std::function<std::expected<uint64_t, Answer>(const TableRequest&)> admit = {};
};

/// Paths that others than the front answer: of the administration, of the metrics.
/// Threads: immutable once the server runs, so any.
class RouteTable {
 public:
  void add(TableRoute route) { routes_.push_back(std::move(route)); }

  struct Match {
    const TableRoute* route = nullptr;  ///< null: none for this method
    bool is_path_known = false;         ///< for some method
    std::vector<std::string> parameters;
  };
  Match find(std::string_view method, std::string_view path) const;

 private:
  std::vector<TableRoute> routes_;
};

}  // namespace tern::daemon
