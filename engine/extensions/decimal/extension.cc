#include "engine/extensions/extension.h"

#include "engine/extensions/decimal/rows.h"

namespace tern::extensions {

const Extension& decimal_extension();

const Extension& decimal_extension() {
  static const Extension kExtension = {decimal::scalar_rows(), decimal::aggregate_rows()};
  return kExtension;
}

}  // namespace tern::extensions
