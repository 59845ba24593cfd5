#include "engine/expr/row.h"

namespace tern::expr {

Result<record::ValueView> Row::column_or_default(uint32_t index) {
  const uint32_t count = TRY(reader_.column_count());
  if (index < count) return reader_.column(index);
  return index < defaults_.size() ? defaults_[index].view() : record::ValueView::null();
}

}  // namespace tern::expr
