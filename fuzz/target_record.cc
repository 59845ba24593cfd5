#include <vector>

#include "engine/record/record.h"

namespace tern::fuzz {

// Decodes, and what was decoded is encoded, decoded again and compared.
void run(Bytes input) {
  std::vector<record::ValueView> values;
  if (!record::decode_record(input, 3000, values)) return;
  ByteVector again;
  record::encode_record(values, again);
  std::vector<record::ValueView> second;
  if (!record::decode_record(again, 3000, second)) __builtin_trap();
  std::vector<record::KeyColumn> columns(values.size());
  const auto order = record::compare_records(input, again, columns);
  if (order && *order != 0) __builtin_trap();
}

}  // namespace tern::fuzz
