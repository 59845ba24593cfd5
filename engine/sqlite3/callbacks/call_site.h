#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/functions/function.h"
#include "engine/sqlite3/callbacks/context.h"
#include "engine/sqlite3/callbacks/function_set.h"

namespace tern::abi {

/// What a call of a program's function has in a running statement, from call to call: the arguments
/// as C reads them, the context, auxiliary data.
class CallSite final : public functions::CallCache {
 public:
  explicit CallSite(const FunctionOverload& overload);
  ~CallSite() override;
  /// The one of `call`, made with its first call.
  static CallSite& of(functions::Call& call);

  sqlite3_context& context() { return context_; }
  /// Valid until it is asked for again.
  sqlite3_value** arguments(functions::Call& call, functions::Arguments arguments);
  /// The call is over: pointers that were passed to it are not kept alive.
  void forget_pointers() {
    if (has_pointers_) drop_pointers();
  }
  Result<record::ValueView> call_scalar(functions::Call& call, functions::Arguments arguments);

  void* auxiliary(int argument);
  void keep_auxiliary(int argument, void* data, void (*destructor)(void*));
  /// The result is needed until the run is over at the latest.
  void keep_result() { enlist(); }
  bool is_argument(const sqlite3_value* value) const {
    return !values_.empty() && value >= values_.data() && value < values_.data() + values_.size();
  }
  /// The run is over: drops what was kept for it.
  void end_run();
  bool is_of(const sqlite3_stmt* statement) const { return statement_ == statement; }
  CallSite* next() const { return next_; }

 private:
  /// Kept with an argument for as long as that stays the same. The engine does not say which ones
  /// are constant: that of another value is dropped.
  struct Auxiliary {
    int argument = 0;
    record::Value known;
    std::unique_ptr<OwnedData> data;
  };
  void enlist();
  void leave();
  void make_values(size_t count);
  void drop_pointers();
  void drop_stale(functions::Arguments arguments);
  void drop_unusable(size_t argument_count);

  sqlite3_context context_;
  std::vector<sqlite3_value> values_;
  std::vector<sqlite3_value*> pointers_;
  functions::Arguments engine_arguments_;
  bool has_pointers_ = false;  // among the arguments
  std::vector<Auxiliary> auxiliary_;
  sqlite3_stmt* statement_ = nullptr;
  bool is_enlisted_ = false;
  CallSite* next_ = nullptr;
  CallSite* previous_ = nullptr;
};

/// Of one group of an aggregate.
class AggregateMemory {
 public:
  /// Zeroed, and of the size that was asked for first; null before that.
  void* get(int size);
  bool is_there() const { return bytes_ != nullptr; }
  void free() { bytes_.reset(); }
  int row_count = 0;

 private:
  std::unique_ptr<std::byte[]> bytes_;
};

/// One group of a program's aggregate.
class UserAggregate final : public functions::AggregateState {
 public:
  explicit UserAggregate(const FunctionOverload& overload) : function_(overload.chosen()) {}
  ~UserAggregate() override { end(); }

  Status step(functions::Call& call, functions::Arguments arguments) override;
  Status inverse(functions::Call& call, functions::Arguments arguments) override;
  Result<record::ValueView> value(functions::Call& call) override;
  Result<record::ValueView> sliding_value(functions::Call& call) override;

  /// What the group's calls allocated is given back by its final call, whatever happened. The state
  /// may outlive the run, at the end of which this is due.
  void end();
  bool is_of(const sqlite3_stmt* statement) const { return statement_ == statement; }
  UserAggregate* next() const { return next_; }

 private:
  sqlite3_context& begin(functions::Call& call);
  void enlist();
  void leave();

  const UserFunction& function_;
  AggregateMemory memory_;
  bool is_over_ = false;
  bool is_enlisted_ = false;
  sqlite3_stmt* statement_ = nullptr;
  UserAggregate* next_ = nullptr;
  UserAggregate* previous_ = nullptr;
};

/// Gives back what functions kept for the run of `statement`; null: of those that the program runs
/// by the C++ interface.
void end_run_of(const CallbackState& state, const sqlite3_stmt* statement);

}  // namespace tern::abi
