#pragma once

#include <optional>
#include <vector>

#include "engine/bind/query.h"

namespace tern::exec {

/// What a correlated query reads of the rows around it, each once, if its result depends on these
/// values alone: two runs in which they are the same give the same rows.
using SubqueryArguments = std::vector<const expr::Expr*>;

/// Nothing: there is more that it depends on (random(), a virtual table).
/// Lifetime: what is given back points into `query`.
std::optional<SubqueryArguments> arguments_of(const bind::Query& query);

}  // namespace tern::exec
