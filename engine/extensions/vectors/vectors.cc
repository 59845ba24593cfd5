#include <algorithm>

#include "engine/extensions/extension.h"
#include "engine/extensions/vectors/arguments.h"
#include "engine/extensions/vectors/convert.h"
#include "engine/extensions/vectors/vector_text.h"

// The functions that make vectors, take them apart and tell what they are.
// Source: Turso documentation, "Vector Functions" and "AI & Embeddings"; libSQL, vector.c.

namespace tern::extensions {

const Extension& vectors_extension();

namespace vectors {
namespace {

using functions::Arguments;
using functions::Call;
using record::ValueView;

bool has_null(Arguments a) { return std::ranges::any_of(a, &ValueView::is_null); }

template <ElementType Type>
Result<ValueView> call_vector(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  std::string& out = call.buffer();
  if (a[0].is_text() && (Type == ElementType::Float32 || Type == ElementType::Float64)) {
    const VectorView vector = TRY(parse_text(a[0].as_text(), Type, out));
    finish_blob(Type, vector.dimensions, out);
  } else {
    const VectorView vector = TRY(read_vector(a[0], call.scratch(0)));
    TRY(convert(vector, Type, out));
  }
  return call.blob_result();
}

Result<ValueView> call_extract(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const VectorView vector = TRY(read_vector(a[0], call.scratch(0)));
  TRY(append_text(call.buffer(), vector));
  return call.text_result();
}

Result<ValueView> call_dims(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const VectorView vector = TRY(read_vector(a[0], call.scratch(0)));
  return ValueView::integer(static_cast<int64_t>(vector.dimensions));
}

Result<ValueView> call_type(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const VectorView vector = TRY(read_vector(a[0], call.scratch(0)));
  return ValueView::text(name_of(vector.type));
}

/// Elements that are not whole bytes, or mean something only together, cannot be cut apart.
Status check_divisible(std::string_view function, const VectorView& vector) {
  if (vector.type != ElementType::Float1Bit && vector.type != ElementType::Float8) return ok();
  std::string text(function);
  text.append(": not supported for ").append(name_of(vector.type)).append(" vectors");
  return fail(ErrorCode::Error, std::move(text));
}

void append_elements(std::string& out, const VectorView& vector, size_t first, size_t count) {
  const size_t size = data_size(vector.type, 1);
  if (count == 0) return;
  out.append(as_text(Bytes(vector.elements + first * size, count * size)));
}

Result<ValueView> call_concat(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  std::string& out = call.buffer();
  VectorView all;
  for (size_t i = 0; i < a.size(); ++i) {
    const VectorView vector = TRY(read_vector(a[i], call.scratch(0)));
    if (i == 0) all.type = vector.type;
    TRY(check_same_type("vector_concat", all, vector));
    TRY(check_divisible("vector_concat", vector));
    all.dimensions += vector.dimensions;
    if (all.dimensions > kDimensionsMax) {
      return fail(ErrorCode::Error,
                  "vector_concat: max size exceeded " + std::to_string(kDimensionsMax));
    }
    append_elements(out, vector, 0, vector.dimensions);
  }
  finish_blob(all.type, all.dimensions, out);
  return call.blob_result();
}

Result<ValueView> call_slice(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  const VectorView vector = TRY(read_vector(a[0], call.scratch(0)));
  TRY(check_divisible("vector_slice", vector));
  if (!a[1].is_integer() || !a[2].is_integer()) {
    return fail(ErrorCode::Error, "vector_slice: start and end must be integers");
  }
  const int64_t start = a[1].as_integer();
  const int64_t end = a[2].as_integer();
  if (start < 0 || end < 0) {
    return fail(ErrorCode::Error, "vector_slice: start and end must not be negative");
  }
  if (start > end) return fail(ErrorCode::Error, "vector_slice: start must not be beyond end");
  if (end > static_cast<int64_t>(vector.dimensions)) {
    return fail(ErrorCode::Error, "vector_slice: range out of bounds: " + std::to_string(end) +
                                      " > " + std::to_string(vector.dimensions));
  }
  const auto count = static_cast<size_t>(end - start);
  std::string& out = call.buffer();
  append_elements(out, vector, static_cast<size_t>(start), count);
  finish_blob(vector.type, count, out);
  return call.blob_result();
}

template <Metric M>
constexpr functions::ScalarRow distance_row(const char* name) {
  functions::ScalarRow out{name, 2, 2, call_distance<M>};
  out.batch_body = call_distances<M>;
  return out;
}

constexpr functions::ScalarRow kVectorFunctions[] = {
    {"vector", 1, 1, call_vector<ElementType::Float32>},
    {"vector32", 1, 1, call_vector<ElementType::Float32>},
    {"vector64", 1, 1, call_vector<ElementType::Float64>},
    {"vector1bit", 1, 1, call_vector<ElementType::Float1Bit>},
    {"vector8", 1, 1, call_vector<ElementType::Float8>},
    {"vector16", 1, 1, call_vector<ElementType::Float16>},
    {"vectorb16", 1, 1, call_vector<ElementType::FloatB16>},
    {"vector_extract", 1, 1, call_extract},
    {"vector_dims", 1, 1, call_dims},
    {"vector_type", 1, 1, call_type},
    {"vector_concat", 2, functions::kArgumentsMax, call_concat},
    {"vector_slice", 3, 3, call_slice},
    distance_row<Metric::Cosine>("vector_distance_cos"),
    distance_row<Metric::L2>("vector_distance_l2"),
    distance_row<Metric::L1>("vector_distance_l1"),
    distance_row<Metric::Dot>("vector_distance_dot"),
    distance_row<Metric::Jaccard>("vector_distance_jaccard"),
};

}  // namespace
}  // namespace vectors

const Extension& vectors_extension() {
  static constexpr Extension kExtension = {.scalars = vectors::kVectorFunctions, .aggregates = {}};
  return kExtension;
}

}  // namespace tern::extensions
