#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace tern {

/// What a statement that is being compiled will do. The numbers are SQLite's, and so is what the
/// two details of an AccessRequest say: engine/api/README.md has the table.
/// Source: SQLite documentation, "Authorizer Action Codes".
enum class Action : uint8_t {
  CreateIndex = 1,
  CreateTable = 2,
  CreateTempIndex = 3,
  CreateTempTable = 4,
  CreateTempTrigger = 5,
  CreateTempView = 6,
  CreateTrigger = 7,
  CreateView = 8,
  Delete = 9,
  DropIndex = 10,
  DropTable = 11,
  DropTempIndex = 12,
  DropTempTable = 13,
  DropTempTrigger = 14,
  DropTempView = 15,
  DropTrigger = 16,
  DropView = 17,
  Insert = 18,
  Pragma = 19,
  Read = 20,
  Select = 21,
  Transaction = 22,
  Update = 23,
  Attach = 24,
  Detach = 25,
  AlterTable = 26,
  Reindex = 27,
  Analyze = 28,
  CreateVtable = 29,
  DropVtable = 30,
  Function = 31,
  Savepoint = 32,
  Recursive = 33,
};

enum class Permission : uint8_t {
  Allow,
  Deny,    // the statement does not compile
  Ignore,  // it does without: a column is read as NULL, another action is not done
};

/// Lifetime: of all that it points at: the call that it is given to.
struct AccessRequest {
  using Text = std::optional<std::string_view>;
  Action action{};
  Text first = {};
  Text second = {};
  Text database = {};
  Text inside = {};  // the innermost trigger or view whose text says so; nothing: the statement's
};

/// Whom to ask before a statement may do something. What it throws means Deny.
using Authorizer = std::function<Permission(const AccessRequest& request)>;

}  // namespace tern
