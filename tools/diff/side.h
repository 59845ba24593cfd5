#pragma once

#include <memory>
#include <string>

#include "tools/diff/reference_way.h"
#include "tools/diff/script.h"

namespace tern::diff {

/// A database that runs statements: Tern or the reference.
class Side {
 public:
  virtual ~Side() = default;
  virtual Outcome run(const Step& step) = 0;
  /// The bytes of the database's file.
  virtual std::vector<std::byte> image() = 0;
};

/// Errors: null and `why` if the file does not open.
std::unique_ptr<Side> open_reference(const std::string& path, std::string& why,
                                     const ReferenceWay& way = {});
std::unique_ptr<Side> open_tern(const std::string& path, std::string& why);
/// In memory, with the content of `image`.
std::unique_ptr<Side> open_tern(Bytes image, std::string& why);

}  // namespace tern::diff
