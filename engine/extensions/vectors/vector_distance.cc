#include <utility>

#include "engine/extensions/vectors/arguments.h"
#include "engine/extensions/vectors/distance.h"
#include "engine/extensions/vectors/vector_text.h"

// The SQL functions that compare two vectors.

namespace tern::extensions::vectors {
namespace {

using functions::Arguments;
using functions::Call;
using functions::CallBatch;
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

/// Distances of such vectors at one call site.
class PlainDistance {
 public:
  PlainDistance(Call& call, Metric metric) : call_(call), metric_(metric) {
    if (metric != Metric::Cosine) return;
    if (call.constants()[1]) {
      constant_ = 1;
    } else if (call.constants()[0]) {
      constant_ = 0;
    }
  }
  /// False: it may be an error. Requires: are_plain(x, y).
  bool of(ValueView x, ValueView y, double& out) {
    Float32Pair pair{x.as_bytes().data(), y.as_bytes().data(), x.as_bytes().size() / sizeof(float)};
    if (!constant_) return float32_distance(metric_, pair, nullptr, out);
    // All these distances are the same both ways: the vector whose norm is known comes second.
    if (constant_ == 0) std::swap(pair.x, pair.y);
    const double& norm = KnownVectors::of(call_).norm_of(
        call_, {pair.y, pair.dimensions * sizeof(float)}, *constant_);
    return float32_distance(metric_, pair, &norm, out);
  }

 private:
  Call& call_;
  Metric metric_;
  std::optional<size_t> constant_;  // the argument whose norm is kept
};

std::string_view function_of(Metric metric) {
  switch (metric) {
    case Metric::Cosine:
      return "vector_distance_cos";
    case Metric::L2:
      return "vector_distance_l2";
    case Metric::L1:
      return "vector_distance_l1";
    case Metric::Dot:
      return "vector_distance_dot";
    case Metric::Jaccard:
      break;
  }
  return "vector_distance_jaccard";
}

Result<ValueView> call_any_distance(Call& call, Arguments a, Metric metric) {
  if (a[0].is_null() || a[1].is_null()) return ValueView::null();
  const Operand x = TRY(read_operand(call, a[0], 0));
  const Operand y = TRY(read_operand(call, a[1], 1));
  TRY(check_same_type(function_of(metric), x.vector, y.vector));
  TRY(check_same_size(function_of(metric), x.vector, y.vector));
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

template <Metric M>
Result<ValueView> call_distance(Call& call, Arguments a) {
  double out;
  if (are_plain(a[0], a[1]) && PlainDistance(call, M).of(a[0], a[1], out)) {
    return ValueView::real(out);
  }
  return call_any_distance(call, a, M);
}

template <Metric M>
Status call_distances(Call& call, const CallBatch& batch) {
  PlainDistance distance(call, M);
  for (size_t row = 0; row < batch.entries.size(); ++row) {
    batch.bring_ahead(row);
    const uint32_t entry = batch.entries[row];
    const ValueView& x = batch.arguments[0][entry];
    const ValueView& y = batch.arguments[1][entry];
    double found;
    if (are_plain(x, y) && distance.of(x, y, found)) [[likely]] {
      batch.out[entry] = ValueView::real(found);
    } else {
      const ValueView arguments[] = {x, y};
      batch.out[entry] = TRY(call_any_distance(call, arguments, M));
    }
  }
  return ok();
}

#define TERN_DISTANCE(metric)                                                 \
  template Result<ValueView> call_distance<metric>(Call & call, Arguments a); \
  template Status call_distances<metric>(Call & call, const CallBatch& batch)
TERN_DISTANCE(Metric::Cosine);
TERN_DISTANCE(Metric::L2);
TERN_DISTANCE(Metric::L1);
TERN_DISTANCE(Metric::Dot);
TERN_DISTANCE(Metric::Jaccard);
#undef TERN_DISTANCE

}  // namespace tern::extensions::vectors
