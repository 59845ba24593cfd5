#include "engine/record/row_image.h"

#include "engine/record/record.h"

namespace tern::record {

Status each_of_row_image(Bytes image, const std::function<Status(const NamedValue&)>& visit) {
  const auto malformed = [] { return fail(ErrorCode::Error, "malformed row image"); };
  RecordReader reader;
  reader.reset(image);
  const auto count = reader.column_count();
  if (!count || *count % 2 != 0) return malformed();
  for (uint32_t i = 0; i < *count; i += 2) {
    const auto name = reader.column(i);
    const auto value = reader.column(i + 1);
    if (!name || !value || !name->is_text()) return malformed();
    TRY(visit({name->as_text(), *value}));
  }
  return ok();
}

}  // namespace tern::record
