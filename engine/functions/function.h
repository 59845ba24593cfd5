#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/bytes_ahead.h"
#include "engine/base/limits.h"
#include "engine/base/result.h"
#include "engine/base/utf16.h"
#include "engine/functions/run_control.h"
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
  virtual RunControl& run_control() {
    static RunControl nobody;
    return nobody;
  }
  /// How the database holds text: what the bytes of a blob say as text, and the other way round.
  virtual TextEncoding text_encoding() const { return TextEncoding::Utf8; }
  /// Longest text or blob. Units: bytes.
  uint64_t length_max() const { return static_cast<uint64_t>(limits()[Limit::Length]); }
  /// Longest LIKE or GLOB pattern. Units: bytes.
  uint64_t pattern_length_max() const {
    return static_cast<uint64_t>(limits()[Limit::PatternLength]);
  }
  virtual const Limits& limits() const {
    static constexpr Limits kDefaults;
    return kDefaults;
  }
};

/// What is the same for all function calls of one run of a statement: 'now' above all.
class StatementContext {
 public:
  explicit StatementContext(ConnectionView& connection) : connection_(&connection) {}
  ConnectionView& connection() { return *connection_; }
  /// The time at which this run first asked. Units: milliseconds since 1970-01-01 UTC.
  int64_t now_ms();
  /// A new run begins.
  void restart() {
    now_ms_.reset();
    ++run_;
  }
  /// Tells this run from others of the statement.
  uint64_t run() const { return run_; }
  /// What the expression that is evaluated is part of, if its value has to stay the same for ever
  /// ("an index"); else empty.
  std::string_view lasting_place() const { return lasting_place_; }

 private:
  friend class LastingPlace;
  ConnectionView* connection_;
  std::optional<int64_t> now_ms_;
  uint64_t run_ = 0;
  std::string_view lasting_place_;
};

/// While it stands, expressions are part of `place`.
class LastingPlace {
 public:
  static constexpr std::string_view kCheck = "a CHECK constraint";
  static constexpr std::string_view kGenerated = "a generated column";
  static constexpr std::string_view kIndex = "an index";

  LastingPlace(StatementContext& statement, std::string_view place)
      : statement_(statement), before_(std::exchange(statement.lasting_place_, place)) {}
  ~LastingPlace() { statement_.lasting_place_ = before_; }
  LastingPlace(const LastingPlace&) = delete;
  LastingPlace& operator=(const LastingPlace&) = delete;

 private:
  StatementContext& statement_;
  std::string_view before_;
};

/// Something a function keeps between calls at the same place of a statement (a parsed constant).
class CallCache {
 public:
  virtual ~CallCache() = default;
};

constexpr int kArgumentsMax = 127;

/// Some of a call's arguments, by their places.
using ArgumentSet = std::bitset<kArgumentsMax>;

/// One call site of a function in a running statement: where its result lives and what it may ask.
/// A ValueView that a function returns points into this Call, its arguments or constants; it lives
/// until the next call at this site.
class Call {
 public:
  explicit Call(StatementContext& statement,
                const record::Collation& collation = record::binary_collation(),
                const void* user_data = nullptr, ArgumentSet parameters = {},
                ArgumentSet constants = {})
      : statement_(&statement),
        collation_(&collation),
        user_data_(user_data),
        parameters_(parameters),
        constants_(constants) {}

  StatementContext& statement() { return *statement_; }
  ConnectionView& connection() { return statement_->connection(); }
  const record::Collation& collation() const { return *collation_; }
  const void* user_data() const { return user_data_; }
  /// The arguments that are parameters of the statement, and nothing else.
  const ArgumentSet& parameters() const { return parameters_; }
  /// The arguments that are the same for all rows of one run: where their bytes are at the same
  /// place as in a call before, they are the same bytes. Not all of these arguments are known.
  const ArgumentSet& constants() const { return constants_; }

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
  ArgumentSet parameters_;
  ArgumentSet constants_;
  std::string buffer_;
  std::string scratch_[3];
  std::unique_ptr<CallCache> cache_;
};

using Arguments = std::span<const record::ValueView>;
using ScalarBody = Result<record::ValueView> (*)(Call& call, Arguments arguments);

/// An argument as several rows have it, each at the place of its entry.
struct ArgumentColumn {
  const record::ValueView* base = nullptr;
  size_t stride = 0;  // 0: all rows have the same

  const record::ValueView& operator[](uint32_t entry) const { return base[entry * stride]; }
};

/// Calls for several rows.
struct CallBatch {
  std::span<const ArgumentColumn> arguments;
  std::span<const uint32_t> entries;
  record::ValueView* out = nullptr;  // by entry
  BytesAhead* ahead = nullptr;       // what is behind the batch, for who reads all of its bytes

  /// Beside the work on `entries[row]`, for functions that read all of their first argument: the
  /// processor fetches what they come to later.
  [[gnu::always_inline]] void bring_ahead(size_t row) const {
    constexpr size_t kAhead = 2;  // rows: memory is slower than most functions
    if (ahead) {
      ahead->bring_share();
    } else if (row + kAhead < entries.size()) {
      const record::ValueView& value = arguments.front()[entries[row + kAhead]];
      if (value.is_blob() || value.is_text()) bring_near(value.as_bytes());
    }
  }
};
/// The same function for all of `entries`: results are numbers or NULL. Where one is an error, that
/// of any entry.
using BatchBody = Status (*)(Call& call, const CallBatch& batch);

/// Same arguments, same result: Always; within one run of a statement (date('now') may not be in an
/// index, but is constant in a query); never (random()).
enum class Determinism : uint8_t { Always, WithinStatement, Never };

/// What functions of all sorts have.
struct FunctionSignature {
  std::string name;  // lower case
  int arguments_min = 0;
  int arguments_max = 0;
  Determinism determinism = Determinism::Always;
  bool is_direct_only = false;  // refused inside views, triggers and schema expressions
  bool is_innocuous = true;     // else refused there as well where schemas are not trusted
  /// Owned by whoever registered the function; passed to every call.
  std::shared_ptr<const void> user_data = nullptr;  // shared: statements outlive a re-registration

  bool takes(size_t count) const {
    return count >= static_cast<size_t>(arguments_min) &&
           count <= static_cast<size_t>(arguments_max);
  }
};

struct ScalarFunction : FunctionSignature {
  ScalarBody body = nullptr;
  BatchBody batch_body = nullptr;  // null: `body`, row by row
  bool reads_blobs = true;         // their bytes: more than how long they are, as length()
};

/// One group of an aggregate. `call` serves all groups of the call site; value() results live in it
/// or in this state.
class AggregateState {
 public:
  virtual ~AggregateState() = default;
  virtual Status step(Call& call, Arguments arguments) = 0;
  /// step() for each of `entries`, of an aggregate of one argument.
  virtual Status step_all(Call& call, ArgumentColumn argument, std::span<const uint32_t> entries) {
    for (const uint32_t entry : entries) TRY(step(call, {&argument[entry], 1}));
    return ok();
  }
  /// Takes back the oldest row not yet taken back (window frames). Only if `has_inverse`.
  virtual Status inverse(Call& call, Arguments arguments);
  /// The result so far; step() may go on afterwards.
  virtual Result<record::ValueView> value(Call& call) = 0;
  /// The same for a window whose frame slides on, where the function's last word differs from it.
  virtual Result<record::ValueView> sliding_value(Call& call) { return value(call); }
  /// min() and max(): true after the step that changed the value (bare columns follow that row).
  virtual bool took_last_row() const { return false; }
};

struct AggregateFunction : FunctionSignature {
  bool has_inverse = false;
  bool decides_bare_columns = false;  // min() and max()
  bool reads_subtypes = false;        // of its arguments: JSON
  /// Makes a state in `memory` of `state_size_bytes`, aligned as std::max_align_t. Whoever calls
  /// it calls the destructor.
  AggregateState* (*construct)(void* memory, const void* user_data) = nullptr;
  size_t state_size_bytes = 0;
  /// The same on the heap.
  std::unique_ptr<AggregateState> (*create)(const void* user_data) = nullptr;
};

/// What a window function sees: the rows of one partition, numbered from 0, one of which is the
/// current one. Implemented by engine/exec.
class WindowView {
 public:
  virtual ~WindowView() = default;
  virtual uint64_t current() const = 0;
  /// The rows that the window's ORDER BY does not tell from the current one: [begin, end), and how
  /// many such groups stand before it.
  virtual uint64_t peers_begin() const = 0;
  virtual uint64_t peers_end() const = 0;
  virtual uint64_t groups_before() const = 0;
  /// How many rows there are. Reads ahead to the end of the partition.
  virtual Result<uint64_t> size() = 0;
  /// Whether there is a row of that number. Reads ahead up to it.
  virtual Result<bool> has(uint64_t row) = 0;
  virtual size_t argument_count() const = 0;
  /// Argument `which` as the row `row` has it. Requires: has(row).
  virtual record::ValueView argument(uint64_t row, size_t which) const = 0;
  /// Row number `n` (from 0) of those in the frame; nothing if it has fewer.
  virtual std::optional<uint64_t> frame_row(uint64_t n) const = 0;
  virtual std::optional<uint64_t> last_frame_row() const = 0;
};

/// The frames of functions that do not ask which one is written.
enum class FixedFrame : uint8_t {
  None,                 // it does ask
  RowsToCurrent,        // ROWS UNBOUNDED PRECEDING
  PeersToCurrent,       // RANGE UNBOUNDED PRECEDING
  RowsFromCurrent,      // ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
  GroupsFromCurrent,    // GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
  GroupsBehindCurrent,  // GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
  AllRows,              // ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
};

/// Whose arguments a window function may ask for: what has to be kept of rows gone by.
enum class WindowReach : uint8_t {
  Current,    // the current row's
  Frame,      // and those of the frame
  FrameEnd,   // and those of the frame's last row
  Offset,     // and those as far away as the second argument says (1 if there is none)
  Partition,  // all
};

using WindowBody = Result<record::ValueView> (*)(Call& call, WindowView& view);

/// Functions that exist only with OVER.
struct WindowFunction : FunctionSignature {
  WindowBody body = nullptr;
  FixedFrame fixed_frame = FixedFrame::None;
  WindowReach reach = WindowReach::Current;
};

}  // namespace tern::functions
