#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tern::slt {

/// A database in memory, of Tern or of the reference.
class Engine {
 public:
  virtual ~Engine() = default;
  /// Runs one statement and appends its rows' values, printed as `types` say ("": not at all).
  /// The error's text, or nothing.
  virtual std::string run(std::string_view sql, std::string_view types,
                          std::vector<std::string>& values) = 0;
};

std::unique_ptr<Engine> open_tern();
std::unique_ptr<Engine> open_reference();

}  // namespace tern::slt
