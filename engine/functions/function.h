#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/base/utf16.h"
#include "engine/record/affinity.h"
#include "engine/record/collation.h"
#include "engine/record/value.h"

namespace tern::io {
class Clock;
class Random;
}  // namespace tern::io

namespace tern::functions {

/// What SQL functions may ask of the connection they run in. Implemented by engine/api.
class ConnectionView {
 public:
  virtual ~ConnectionView() = default;
  virtual int64_t changes() const = 0;
  virtual int64_t total_changes() const = 0;
  virtual int64_t last_insert_rowid() const = 0;
  virtual io::Clock& clock() = 0;
  virtual io::Random& random() = 0;
  virtual bool is_like_case_sensitive() const { return false; }  // PRAGMA case_sensitive_like
  /// True while the running statement shall stop (Connection::interrupt). Threads: set by any.
  virtual const std::atomic<bool>& interrupt_flag() const {
    static const std::atomic<bool> never{false};
    return never;
  }
  /// How the database holds text: what the bytes of a blob say as text, and the other way round.
  virtual TextEncoding text_encoding() const { return TextEncoding::Utf8; }
  /// Longest text or blob. Units: bytes.
  virtual uint64_t length_max() const { return 1'000'000'000; }
  /// Longest LIKE or GLOB pattern. Units: bytes.
  virtual uint64_t pattern_length_max() const { return 50'000; }
};

/// What is the same for all function calls of one run of a statement: 'now' above all.
class StatementContext {
 public:
  explicit StatementContext(ConnectionView& connection) : connection_(&connection) {}
  ConnectionView& connection() { return *connection_; }
  /// The time at which this run first asked. Units: milliseconds since 1970-01-01 UTC.
  int64_t now_ms();
  /// A new run begins.
  void restart() { now_ms_.reset(); }

 private:
  ConnectionView* connection_;
  std::optional<int64_t> now_ms_;
};

/// Something a function keeps between calls at the same place of a statement (a parsed constant).
class CallCache {
 public:
  virtual ~CallCache() = default;
};

/// One call site of a function in a running statement: where its result lives and what it may ask.
/// A ValueView that a function returns points into this Call, its arguments or constants; it lives
/// until the next call at this site.
class Call {
 public:
  explicit Call(StatementContext& statement,
                const record::Collation& collation = record::binary_collation(),
                const void* user_data = nullptr)
      : statement_(&statement), collation_(&collation), user_data_(user_data) {}

  StatementContext& statement() { return *statement_; }
  ConnectionView& connection() { return statement_->connection(); }
  const record::Collation& collation() const { return *collation_; }
  const void* user_data() const { return user_data_; }

  /// The result buffer, emptied.
  std::string& buffer() {
    buffer_.clear();
    return buffer_;
  }
  /// What the buffer holds as the result. Errors: TooBig beyond the connection's length limit.
  Result<record::ValueView> text_result();
  Result<record::ValueView> blob_result();
  /// Copies of `text` or `blob` as the result.
  Result<record::ValueView> text_result(std::string_view text);

  /// An argument as text, which may need buffer `which`; of a blob, what its bytes say in the
  /// database's encoding.
  std::string_view text(record::ValueView argument, size_t which) {
    if (argument.is_blob()) return text_of_blob(argument.as_bytes(), which);
    return record::to_text(argument, scratch_[which]);
  }
  /// The bytes of an argument; of a text those in the database's encoding.
  std::string_view stored_bytes(record::ValueView argument, size_t which);
  /// Buffers for arguments that are read as text (record::to_text).
  std::string& scratch(size_t which) { return scratch_[which]; }
  std::unique_ptr<CallCache>& cache() { return cache_; }

 private:
  std::string_view text_of_blob(Bytes blob, size_t which);

  StatementContext* statement_;
  const record::Collation* collation_;
  const void* user_data_;
  std::string buffer_;
  std::string scratch_[3];
  std::unique_ptr<CallCache> cache_;
};

using Arguments = std::span<const record::ValueView>;
using ScalarBody = Result<record::ValueView> (*)(Call& call, Arguments arguments);

/// Same arguments, same result: Always; within one run of a statement (date('now') may not be in an
/// index, but is constant in a query); never (random()).
enum class Determinism : uint8_t { Always, WithinStatement, Never };

constexpr int kArgumentsMax = 127;

/// What functions of all sorts have.
struct FunctionSignature {
  std::string name;  // lower case
  int arguments_min = 0;
  int arguments_max = 0;
  Determinism determinism = Determinism::Always;
  bool is_direct_only = false;  // refused inside views, triggers and schema expressions
  /// Owned by whoever registered the function; passed to every call.
  std::shared_ptr<const void> user_data = nullptr;  // shared: statements outlive a re-registration

  bool takes(size_t count) const {
    return count >= static_cast<size_t>(arguments_min) &&
           count <= static_cast<size_t>(arguments_max);
  }
};

struct ScalarFunction : FunctionSignature {
  ScalarBody body = nullptr;
};

/// One group of an aggregate. `call` serves all groups of the call site; value() results live in it
/// or in this state.
class AggregateState {
 public:
  virtual ~AggregateState() = default;
  virtual Status step(Call& call, Arguments arguments) = 0;
  /// Takes back the oldest row not yet taken back (window frames). Only if `has_inverse`.
  virtual Status inverse(Call& call, Arguments arguments);
  /// The result so far; step() may go on afterwards.
  virtual Result<record::ValueView> value(Call& call) = 0;
  /// min() and max(): true after the step that changed the value (bare columns follow that row).
  virtual bool took_last_row() const { return false; }
};

struct AggregateFunction : FunctionSignature {
  bool has_inverse = false;
  bool decides_bare_columns = false;  // min() and max()
  /// Makes a state in `memory` of `state_size_bytes`, aligned as std::max_align_t. Whoever calls
  /// it calls the destructor.
  AggregateState* (*construct)(void* memory, const void* user_data) = nullptr;
  size_t state_size_bytes = 0;
  /// The same on the heap.
  std::unique_ptr<AggregateState> (*create)(const void* user_data) = nullptr;
};

/// Functions that exist only with OVER; engine/exec computes them.
enum class WindowKind : uint8_t {
  RowNumber,
  Rank,
  DenseRank,
  PercentRank,
  CumeDist,
  Ntile,
  Lag,
  Lead,
  FirstValue,
  LastValue,
  NthValue,
};

struct WindowFunction : FunctionSignature {
  WindowKind kind{};
};

}  // namespace tern::functions
