#pragma once

#include <string>
#include <string_view>

#include "engine/bind/query.h"
#include "engine/exec/switches.h"

namespace tern::exec {

/// What a result column of a statement with the text `sql` is called.
std::string shown_name(const bind::OutputColumn& output, const Switches& switches,
                       std::string_view sql);

}  // namespace tern::exec
