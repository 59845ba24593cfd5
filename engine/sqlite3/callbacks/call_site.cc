#include "engine/sqlite3/callbacks/call_site.h"

#include <algorithm>
#include <cstring>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

constexpr int kAuxiliaryArgumentMax = 31;  // beyond it nothing is kept, as in the reference

/// Stands around a call of the program's code, which may have rolled back what the statement that
/// it is called from stands on.
class OutsideCall {
 public:
  explicit OutsideCall(sqlite3_context& context)
      : context_(context),
        engine_(context.db->engine()),
        rollbacks_(engine_.rollback_generation()),
        schema_undos_(engine_.schema_undo_generation()) {}

  /// Errors: what the call has failed with; AbortRollback.
  Status status() const { return went_well() ? ok() : failure(); }
  [[gnu::always_inline]] Result<record::ValueView> result() const {
    if (!went_well()) [[unlikely]]
      TRY(failure());
    return context_.value();
  }

 private:
  bool went_well() const {
    return rollbacks_ == engine_.rollback_generation() &&
           schema_undos_ == engine_.schema_undo_generation() && !context_.has_failed();
  }
  [[gnu::noinline]] Status failure() const {
    TRY(engine_.check_not_rolled_back());
    if (!context_.has_failed()) return ok();
    engine_.application_failed();
    return std::unexpected(context_.error());
  }

  sqlite3_context& context_;
  const api::ConnectionState& engine_;
  const uint64_t rollbacks_;
  const uint64_t schema_undos_;
};

}  // namespace

CallSite::CallSite(const FunctionOverload& overload) {
  context_.db = overload.db;
  context_.site = this;
}

CallSite::~CallSite() { end_run(); }

CallSite& CallSite::of(functions::Call& call) {
  std::unique_ptr<functions::CallCache>& cache = call.cache();
  if (!cache) {
    cache = std::make_unique<CallSite>(*static_cast<const FunctionOverload*>(call.user_data()));
  }
  return static_cast<CallSite&>(*cache);
}

void CallSite::make_values(size_t count) {
  values_.resize(count);
  pointers_.clear();
  for (sqlite3_value& value : values_) {
    value.db = context_.db;
    pointers_.push_back(&value);
  }
}

sqlite3_value** CallSite::arguments(functions::Call& call, functions::Arguments arguments) {
  if (pointers_.size() < arguments.size()) make_values(arguments.size());
  const functions::ArgumentSet& parameters = call.parameters();
  sqlite3_value* value = values_.data();
  for (size_t i = 0; i < arguments.size(); ++i, ++value) {
    const record::ValueView argument = arguments[i];
    if (argument.is_numeric()) [[likely]] {
      value->refer(argument);
    } else {
      value->refer(argument, call.connection().text_encoding());
    }
    value->is_from_bind = parameters[i];
    if (argument.is_null() && argument.subtype() != 0) [[unlikely]] {
      value->passed = context_.db->pointers.find(argument);
      has_pointers_ |= value->passed != nullptr;
    }
  }
  return pointers_.data();
}

void CallSite::drop_pointers() {
  for (sqlite3_value& value : values_) value.passed.reset();
  has_pointers_ = false;
}

Result<record::ValueView> CallSite::call_scalar(functions::Call& call,
                                                functions::Arguments arguments) {
  const auto& overload = *static_cast<const FunctionOverload*>(call.user_data());
  const UserFunction& function = overload.chosen();
  if (!function.scalar) return fail(ErrorCode::Schema);
  context_.begin();
  context_.function = &function;
  engine_arguments_ = arguments;
  if (!auxiliary_.empty()) drop_stale(arguments);
  const OutsideCall outside(context_);
  function.scalar(&context_, static_cast<int>(arguments.size()), this->arguments(call, arguments));
  if (!auxiliary_.empty()) drop_unusable(arguments.size());
  engine_arguments_ = {};
  forget_pointers();
  if (context_.destructor || context_.result.passed) enlist();
  return outside.result();
}

void CallSite::drop_stale(functions::Arguments arguments) {
  std::erase_if(auxiliary_, [&](const Auxiliary& kept) {
    if (kept.argument < 0) return false;
    const auto at = static_cast<size_t>(kept.argument);
    return at >= arguments.size() || !record::identical(kept.known, arguments[at]);
  });
}

void CallSite::drop_unusable(size_t argument_count) {
  std::erase_if(auxiliary_, [&](const Auxiliary& kept) {
    return kept.argument > kAuxiliaryArgumentMax ||
           (kept.argument >= 0 && static_cast<size_t>(kept.argument) >= argument_count);
  });
}

void* CallSite::auxiliary(int argument) {
  const auto is_it = [&](const Auxiliary& kept) { return kept.argument == argument; };
  if (argument >= 0) {
    const auto found = std::ranges::find_if(auxiliary_, is_it);
    return found == auxiliary_.end() ? nullptr : found->data->get();
  }
  // What is kept with no argument serves all calls of the statement.
  if (!is_enlisted_) enlist();
  for (CallSite* site = context_.db->callbacks.sites; site; site = site->next_) {
    if (site->statement_ != statement_) continue;
    const auto found = std::ranges::find_if(site->auxiliary_, is_it);
    if (found != site->auxiliary_.end()) return found->data->get();
  }
  return nullptr;
}

void CallSite::keep_auxiliary(int argument, void* data, void (*destructor)(void*)) {
  auto kept = std::make_unique<OwnedData>(data, destructor);
  enlist();
  const auto found = std::ranges::find(auxiliary_, argument, &Auxiliary::argument);
  Auxiliary& place = found == auxiliary_.end() ? auxiliary_.emplace_back() : *found;
  place.argument = argument;
  const auto at = static_cast<size_t>(argument);
  if (argument >= 0 && at < engine_arguments_.size()) place.known.assign(engine_arguments_[at]);
  std::swap(place.data, kept);  // the old one goes last: its destructor may ask for this one
}

void CallSite::enlist() {
  if (is_enlisted_) return;
  CallbackState& state = context_.db->callbacks;
  statement_ = state.stepping;
  previous_ = nullptr;
  next_ = state.sites;
  if (next_) next_->previous_ = this;
  state.sites = this;
  is_enlisted_ = true;
}

void CallSite::leave() {
  if (!is_enlisted_) return;
  if (next_) next_->previous_ = previous_;
  (previous_ ? previous_->next_ : context_.db->callbacks.sites) = next_;
  next_ = nullptr;
  previous_ = nullptr;
  is_enlisted_ = false;
}

void CallSite::end_run() {
  leave();
  const std::vector<Auxiliary> dropped = std::exchange(auxiliary_, {});
  context_.release();
  context_.result.passed.reset();
}

void* AggregateMemory::get(int size) {
  if (!bytes_ && size > 0) bytes_ = std::make_unique<std::byte[]>(static_cast<size_t>(size));
  return bytes_.get();
}

void UserAggregate::end() {
  leave();
  if (is_over_ || !memory_.is_there()) return;
  is_over_ = true;
  sqlite3_context context;
  context.db = function_.db;
  context.function = &function_;
  context.memory = &memory_;
  function_.final(&context);
  memory_.free();
}

void UserAggregate::enlist() {
  CallbackState& state = function_.db->callbacks;
  statement_ = state.stepping;
  next_ = state.aggregates;
  if (next_) next_->previous_ = this;
  state.aggregates = this;
  is_enlisted_ = true;
}

void UserAggregate::leave() {
  if (!is_enlisted_) return;
  if (next_) next_->previous_ = previous_;
  (previous_ ? previous_->next_ : function_.db->callbacks.aggregates) = next_;
  next_ = nullptr;
  previous_ = nullptr;
  is_enlisted_ = false;
}

sqlite3_context& UserAggregate::begin(functions::Call& call) {
  sqlite3_context& context = CallSite::of(call).context();
  context.begin();
  context.function = &function_;
  context.memory = &memory_;
  return context;
}

Status UserAggregate::step(functions::Call& call, functions::Arguments arguments) {
  sqlite3_context& context = begin(call);
  const OutsideCall outside(context);
  ++memory_.row_count;
  function_.step(&context, static_cast<int>(arguments.size()),
                 context.site->arguments(call, arguments));
  context.site->forget_pointers();
  if (!is_enlisted_ && memory_.is_there()) enlist();
  return outside.status();
}

Status UserAggregate::inverse(functions::Call& call, functions::Arguments arguments) {
  sqlite3_context& context = begin(call);
  const OutsideCall outside(context);
  function_.inverse(&context, static_cast<int>(arguments.size()),
                    context.site->arguments(call, arguments));
  context.site->forget_pointers();
  return outside.status();
}

/// The group is complete.
Result<record::ValueView> UserAggregate::value(functions::Call& call) {
  sqlite3_context& context = begin(call);
  const OutsideCall outside(context);
  is_over_ = true;
  function_.final(&context);
  memory_.free();
  leave();
  if (context.destructor) context.site->keep_result();
  return outside.result();
}

Result<record::ValueView> UserAggregate::sliding_value(functions::Call& call) {
  if (!function_.value) {
    return fail(ErrorCode::Error, function_.name + "() may not be used as a window function");
  }
  sqlite3_context& context = begin(call);
  const OutsideCall outside(context);
  function_.value(&context);
  if (!is_enlisted_ && memory_.is_there()) enlist();
  if (context.destructor) context.site->keep_result();
  return outside.result();
}

}  // namespace tern::abi
