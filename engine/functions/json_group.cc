#include <string>
#include <utility>

#include "engine/base/assert.h"
#include "engine/base/heap_limits.h"
#include "engine/functions/builtins.h"
#include "engine/functions/growing_text.h"
#include "engine/functions/json_call.h"
#include "engine/functions/json_string.h"
#include "engine/functions/json_tree.h"

// Aggregate functions that make JSON.
// Source: SQLite documentation, "JSON Functions And Operators".

namespace tern::functions {
namespace {

using record::ValueView;

/// The items' text behind a bracket, each with a comma behind it: what inverse() takes back is as
/// long as the item is that its arguments say.
template <JsonOutput Output, char Open, char Close>
class JsonGroup : public AggregateState {
 public:
  Status inverse(Call& call, Arguments a) final {
    if (!has_items()) return ok();
    begin_ += TRY(item_size(call, a)) + 1;
    ASSERT(begin_ < text_.size());
    text_.at(begin_) = Open;
    if (begin_ > text_.size() / 2) text_.erase_front(std::exchange(begin_, 0));
    return ok();
  }
  Result<ValueView> value(Call& call) final {
    if (has_items()) text_.at(text_.size() - 1) = Close;
    is_closed_ = has_items();
    const std::string_view whole =
        has_items() ? text_.text().substr(begin_) : std::string_view(kEmpty, sizeof kEmpty);
    if (Output == JsonOutput::Jsonb) {
      call.buffer().assign(whole);
      return json_text_result<Output>(call);
    }
    if (whole.size() > call.connection().length_max()) return fail(ErrorCode::TooBig);
    if (heap_limits().refuses(whole.size())) return fail(ErrorCode::NoMem);
    return ValueView::text(whole).with_subtype(kJsonSubtype);
  }

 protected:
  static constexpr char kEmpty[] = {Open, Close};

  bool has_items() const { return text_.size() > begin_ + 1; }

  /// Appends what stands between two commas.
  virtual Status append_item(Call& call, Arguments a, std::string& out) = 0;

  /// Requires: before every item.
  Status begin_item() {
    const bool was_closed = std::exchange(is_closed_, false);
    if (text_.size() == 0) return text_.append({kEmpty, 1});
    if (was_closed && has_items()) text_.at(text_.size() - 1) = ',';
    return ok();
  }
  Status add_item(Call& call, Arguments a) {
    TRY(begin_item());
    std::string& item = call.scratch(kItem);
    item.clear();
    TRY(append_item(call, a, item));
    item += ',';
    TRY(text_.append(item));
    return check_size(call);
  }
  Status check_size(Call& call) const {
    const uint64_t size = text_.size() - begin_ - 1;
    return size > call.connection().length_max() ? fail(ErrorCode::TooBig) : ok();
  }

  GrowingText text_;

 private:
  static constexpr size_t kItem = 1;

  Result<size_t> item_size(Call& call, Arguments a) {
    std::string& item = call.scratch(kItem);
    item.clear();
    TRY(append_item(call, a, item));
    return item.size();
  }

  size_t begin_ = 0;        // where the bracket stands; what lies before has been taken back
  bool is_closed_ = false;  // the last comma is a bracket
};

template <JsonOutput Output>
class JsonGroupArray final : public JsonGroup<Output, '[', ']'> {
 public:
  Status step(Call& call, Arguments a) override {
    if (!is_plain(a[0])) return this->add_item(call, a);
    TRY(this->begin_item());
    constexpr size_t kQuotesAndComma = 3;
    const std::string_view text = a[0].as_text();
    char* const out = TRY(this->text_.grow(text.size() + kQuotesAndComma));
    *write_quoted(out, text) = ',';
    return this->check_size(call);
  }

 private:
  /// What most items are.
  static bool is_plain(ValueView value) {
    return value.is_text() && value.subtype() != kJsonSubtype && needs_no_escapes(value.as_text());
  }
  Status append_item(Call&, Arguments a, std::string& out) override {
    return append_json_value(out, a[0]);
  }
};

template <JsonOutput Output>
class JsonGroupObject final : public JsonGroup<Output, '{', '}'> {
 public:
  Status step(Call& call, Arguments a) override { return this->add_item(call, a); }

 private:
  Status append_item(Call& call, Arguments a, std::string& out) override {
    if (!a[0].is_null()) append_json_string(out, call.text(a[0], 0));
    out += ':';
    return append_json_value(out, a[1]);
  }
};

template <class T>
constexpr AggregateRow group_row(const char* name, int arguments) {
  AggregateRow row = aggregate_row<T>(name, arguments, arguments, true);
  row.reads_subtypes = true;
  return row;
}

constexpr AggregateRow kJsonAggregates[] = {
    group_row<JsonGroupArray<JsonOutput::Text>>("json_group_array", 1),
    group_row<JsonGroupObject<JsonOutput::Text>>("json_group_object", 2),
    group_row<JsonGroupArray<JsonOutput::Jsonb>>("jsonb_group_array", 1),
    group_row<JsonGroupObject<JsonOutput::Jsonb>>("jsonb_group_object", 2),
};

}  // namespace

std::span<const AggregateRow> json_aggregates() { return kJsonAggregates; }

}  // namespace tern::functions
