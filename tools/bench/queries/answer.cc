#include "tools/bench/queries/answer.h"

#include <algorithm>
#include <cmath>

namespace tern::bench {
namespace {

constexpr double kRealTolerance = 1e-9;

class Hash {
 public:
  void add(uint64_t word) {
    value_ = (value_ ^ word) * 0x9e3779b97f4a7c15ULL;
    value_ ^= value_ >> 29;
  }
  void add(Bytes bytes) {
    add(bytes.size());
    for (const std::byte byte : bytes) {
      value_ = (value_ ^ static_cast<uint64_t>(byte)) * 0x100000001b3ULL;
    }
  }
  uint64_t value() const { return value_ ^ (value_ >> 32); }

 private:
  uint64_t value_ = 0xcbf29ce484222325ULL;
};

bool is_near(double a, double b) {
  return a == b || std::fabs(a - b) <= kRealTolerance * std::max(std::fabs(a), std::fabs(b));
}

}  // namespace

void Answer::add_row(SubjectStatement& statement) {
  const size_t first_real = reals_.size();
  Hash hash;
  for (int i = 0; i < statement.column_count(); ++i) {
    const record::ValueView value = statement.column(i);
    hash.add(static_cast<uint64_t>(value.type()));
    if (value.is_real()) {
      reals_.push_back(value.as_real());
    } else if (value.is_integer()) {
      hash.add(static_cast<uint64_t>(value.as_integer()));
    } else if (!value.is_null()) {
      hash.add(value.as_bytes());
    }
  }
  rows_.push_back({hash.value(), first_real, reals_.size() - first_real});
}

void Answer::sort() {
  std::sort(rows_.begin(), rows_.end(), [this](const Row& a, const Row& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    return std::ranges::lexicographical_compare(reals(a), reals(b));
  });
}

bool same_answer(Answer& a, Answer& b, RowOrder order) {
  if (order == RowOrder::Any) {
    a.sort();
    b.sort();
  }
  return std::ranges::equal(a.rows_, b.rows_, [&](const Answer::Row& x, const Answer::Row& y) {
    return x.hash == y.hash && std::ranges::equal(a.reals(x), b.reals(y), is_near);
  });
}

}  // namespace tern::bench
