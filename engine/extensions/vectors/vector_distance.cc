#include "engine/extensions/vectors/arguments.h"
#include "engine/extensions/vectors/distance.h"
#include "engine/extensions/vectors/vector_text.h"

// The SQL functions that compare two vectors.

namespace tern::extensions::vectors {
namespace {

using functions::Arguments;
using functions::Call;
using record::ValueType;
using record::ValueView;

std::string_view name_of(ValueType type) {
  switch (type) {
    case ValueType::Null:
      return "NULL";
    case ValueType::Integer:
      return "INTEGER";
    case ValueType::Real:
      return "FLOAT";
    case ValueType::Text:
      return "TEXT";
    case ValueType::Blob:
      return "BLOB";
  }
  return "";
}

/// The vectors that a call site met as text last: those of a query do not change from row to row.
class TextVectors final : public functions::CallCache {
 public:
  struct Known {
    bool is_vector = false;
    std::string text;
    std::string elements;
    VectorView vector;  // views elements
    std::optional<double> norm;
  };

  Result<const Known*> find(std::string_view text, size_t which) {
    Known& known = known_[which];
    if (known.is_vector && known.text == text) return &known;
    known.is_vector = false;
    known.vector = TRY(parse_text(text, ElementType::Float32, known.elements));
    known.norm = squared_norm(known.vector);
    known.text = text;
    known.is_vector = true;
    return &known;
  }

 private:
  Known known_[2];
};

struct Operand {
  VectorView vector;
  std::optional<double> norm;
};

Result<Operand> read_operand(Call& call, ValueView value, size_t which) {
  if (!value.is_text()) return Operand{TRY(read_vector(value, call.scratch(which))), std::nullopt};
  if (!call.cache()) call.cache() = std::make_unique<TextVectors>();
  auto& texts = static_cast<TextVectors&>(*call.cache());
  const TextVectors::Known* const known = TRY(texts.find(value.as_text(), which));
  return Operand{known->vector, known->norm};
}

Status check_same_size(std::string_view function, const VectorView& x, const VectorView& y) {
  if (x.dimensions == y.dimensions) return ok();
  std::string text(function);
  text.append(": vectors must have the same length: ").append(std::to_string(x.dimensions));
  text.append(" != ").append(std::to_string(y.dimensions));
  return fail(ErrorCode::Error, std::move(text));
}

/// Two float32 vectors of one size without a mark behind them, which most calls compare?
bool are_plain(ValueView x, ValueView y) {
  if (!x.is_blob() || !y.is_blob()) return false;
  const size_t size = x.as_bytes().size();
  return size == y.as_bytes().size() && size % sizeof(float) == 0 &&
         size <= kDimensionsMax * sizeof(float);
}

VectorView plain_vector(ValueView value) {
  const Bytes bytes = value.as_bytes();
  return {.dimensions = bytes.size() / sizeof(float), .elements = bytes.data()};
}

Result<ValueView> call_distance(Call& call, Arguments a, Metric metric, std::string_view function) {
  if (are_plain(a[0], a[1])) {
    return ValueView::real(TRY(distance(metric, plain_vector(a[0]), plain_vector(a[1]))));
  }
  if (a[0].is_null() || a[1].is_null()) return ValueView::null();
  const Operand x = TRY(read_operand(call, a[0], 0));
  const Operand y = TRY(read_operand(call, a[1], 1));
  TRY(check_same_type(function, x.vector, y.vector));
  TRY(check_same_size(function, x.vector, y.vector));
  if (metric == Metric::L2 && x.vector.type == ElementType::Float1Bit) {
    return fail(ErrorCode::Error,
                "vector_distance_l2: l2 distance is not supported for float1bit vectors");
  }
  // All these distances are the same both ways: the vector whose norm is known comes second.
  if (x.norm && !y.norm) {
    return ValueView::real(TRY(distance(metric, y.vector, x.vector, x.norm)));
  }
  return ValueView::real(TRY(distance(metric, x.vector, y.vector, y.norm)));
}

}  // namespace

Result<VectorView> read_vector(ValueView value, std::string& elements) {
  if (value.is_blob()) return parse_blob(value.as_bytes());
  if (value.is_text()) return parse_text(value.as_text(), ElementType::Float32, elements);
  std::string text = "vector: unexpected value type: got ";
  text.append(name_of(value.type())).append(", expected TEXT or BLOB");
  return fail(ErrorCode::Error, std::move(text));
}

Status check_same_type(std::string_view function, const VectorView& x, const VectorView& y) {
  if (x.type == y.type) return ok();
  std::string text(function);
  text.append(": vectors must have the same type: ").append(name_of(x.type));
  text.append(" != ").append(name_of(y.type));
  return fail(ErrorCode::Error, std::move(text));
}

Result<ValueView> call_distance_cos(Call& call, Arguments a) {
  return call_distance(call, a, Metric::Cosine, "vector_distance_cos");
}
Result<ValueView> call_distance_l2(Call& call, Arguments a) {
  return call_distance(call, a, Metric::L2, "vector_distance_l2");
}
Result<ValueView> call_distance_l1(Call& call, Arguments a) {
  return call_distance(call, a, Metric::L1, "vector_distance_l1");
}
Result<ValueView> call_distance_dot(Call& call, Arguments a) {
  return call_distance(call, a, Metric::Dot, "vector_distance_dot");
}
Result<ValueView> call_distance_jaccard(Call& call, Arguments a) {
  return call_distance(call, a, Metric::Jaccard, "vector_distance_jaccard");
}

}  // namespace tern::extensions::vectors
