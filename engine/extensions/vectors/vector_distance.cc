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

/// What a call site has found out about the vectors that it met last: those of a query do not
/// change from row to row.
class KnownVectors final : public functions::CallCache {
 public:
  static KnownVectors& of(Call& call) {
    if (!call.cache()) call.cache() = std::make_unique<KnownVectors>();
    return static_cast<KnownVectors&>(*call.cache());
  }

  /// Where an argument is in a run: there a constant is the same as before.
  struct Place {
    Place() = default;
    Place(Call& call, Bytes bytes)
        : begin(bytes.data()), size(bytes.size()), run(call.statement().run()) {}
    bool operator==(const Place&) const = default;

    const void* begin = nullptr;
    size_t size = 0;
    uint64_t run = 0;
  };
  struct Known {
    bool is_vector = false;
    Place place;
    std::string text;
    std::string elements;
    VectorView vector;  // views elements
    std::optional<double> norm;
  };

  /// Of argument `which`.
  Result<const Known*> find(Call& call, std::string_view text, size_t which) {
    Known& known = known_[which];
    const Place place(call, tern::as_bytes(text));
    const bool is_same = call.constants()[which] && known.place == place;
    if (known.is_vector && (is_same || known.text == text)) {
      known.place = place;
      return &known;
    }
    known.is_vector = false;
    known.vector = TRY(parse_text(text, ElementType::Float32, known.elements));
    known.norm = squared_norm(known.vector);
    known.text = text;
    known.place = place;
    known.is_vector = true;
    return &known;
  }

  /// squared_norm() of argument `which`, elements of float32, computed once in a run.
  /// Requires: call.constants()[which].
  const double& norm_of(Call& call, Bytes elements, size_t which) {
    Constant& constant = constants_[which];
    const Place place(call, elements);
    if (constant.place != place) {
      const VectorView vector{.dimensions = elements.size() / sizeof(float),
                              .elements = elements.data()};
      constant = {place, *squared_norm(vector)};
    }
    return constant.norm;
  }

 private:
  struct Constant {
    Place place;
    double norm = 0;
  };
  Known known_[2];
  Constant constants_[2];
};

struct Operand {
  VectorView vector;
  std::optional<double> norm;
};

Result<Operand> read_operand(Call& call, ValueView value, size_t which) {
  if (!value.is_text()) return Operand{TRY(read_vector(value, call.scratch(which))), std::nullopt};
  const KnownVectors::Known* const known =
      TRY(KnownVectors::of(call).find(call, value.as_text(), which));
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

bool plain_distance(Call& call, Arguments a, Metric metric, double& out) {
  const Bytes x = a[0].as_bytes();
  const Bytes y = a[1].as_bytes();
  const size_t dimensions = x.size() / sizeof(float);
  if (metric == Metric::Cosine && call.constants()[1]) {
    const double& norm = KnownVectors::of(call).norm_of(call, y, 1);
    return float32_distance(metric, {x.data(), y.data(), dimensions}, &norm, out);
  }
  if (metric == Metric::Cosine && call.constants()[0]) {
    const double& norm = KnownVectors::of(call).norm_of(call, x, 0);
    return float32_distance(metric, {y.data(), x.data(), dimensions}, &norm, out);
  }
  return float32_distance(metric, {x.data(), y.data(), dimensions}, nullptr, out);
}

Result<ValueView> call_any_distance(Call& call, Arguments a, Metric metric,
                                    std::string_view function) {
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

Result<ValueView> call_distance(Call& call, Arguments a, Metric metric, std::string_view function) {
  double out;
  if (are_plain(a[0], a[1]) && plain_distance(call, a, metric, out)) return ValueView::real(out);
  return call_any_distance(call, a, metric, function);
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
