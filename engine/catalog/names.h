#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tern::catalog {

/// Orders names as SQL does: ASCII case ignored.
struct NameLess {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};
bool same_name(std::string_view a, std::string_view b);
template <class T>
using NameMap = std::map<std::string, T, NameLess>;

}  // namespace tern::catalog
