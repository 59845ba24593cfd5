#pragma once

#include <cstdint>
#include <optional>

#include "engine/catalog/schema.h"
#include "engine/exec/program.h"

namespace tern::exec {

/// Whether a DELETE whose rows are known may fail once some of them have gone. Where it cannot, it
/// needs no savepoint. Errors of storage aside, which end the transaction then.
class DeleteFailures {
 public:
  /// Nothing that the row itself sets off fails: no triggers, and no expressions to compute for it.
  static bool is_safe(const CompileContext& context, const catalog::Table& table);

  /// How deep what foreign keys delete goes, if nothing but that is what they do, and nothing of it
  /// fails: no key refuses, rows that are counted as left behind are those that go, and there is no
  /// circle. 0: nothing refers to the table.
  static std::optional<uint32_t> cascade_depth(const CompileContext& context,
                                               const catalog::Table& table);
};

}  // namespace tern::exec
