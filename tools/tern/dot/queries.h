#pragma once

#include <string>
#include <string_view>

#include "engine/api/include/tern/tern.h"
#include "tools/tern/words.h"

namespace tern::shell {

/// The first column of every row of `sql` as text, with `parameters` bound in order.
template <class... Parameters>
Result<Words> texts_of(Connection& db, std::string_view sql, const Parameters&... parameters);
/// The same with parameters in a list.
Result<Words> texts_of_bound(Connection& db, std::string_view sql,
                             const std::vector<std::string_view>& parameters);

template <class... Parameters>
Result<Words> texts_of(Connection& db, std::string_view sql, const Parameters&... parameters) {
  return texts_of_bound(db, sql, {std::string_view(parameters)...});
}

/// main, temp if there is one, and what is attached.
Result<Words> database_names(Connection& db);

}  // namespace tern::shell
