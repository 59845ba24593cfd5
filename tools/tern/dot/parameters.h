#pragma once

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// Gives the parameters of `statement` the values that .parameter has set; NULL to the others.
Status bind_parameters(Connection& db, Statement& statement);

}  // namespace tern::shell
