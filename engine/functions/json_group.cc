#include <deque>

#include "engine/functions/builtins.h"
#include "engine/functions/json_call.h"
#include "engine/functions/json_string.h"
#include "engine/functions/json_tree.h"

// Aggregate functions that make JSON.
// Source: SQLite documentation, "JSON Functions And Operators".

namespace tern::functions {
namespace {

using record::ValueView;

/// The items' text, each with a comma behind it, and how long each is: the oldest can be taken
/// back.
template <JsonOutput Output>
class JsonGroup : public AggregateState {
 public:
  JsonGroup(char open, char close) : open_(open), close_(close) {}
  Status inverse(Call&, Arguments) final {
    if (sizes_.empty()) return ok();
    begin_ += sizes_.front();
    sizes_.pop_front();
    if (begin_ > text_.size() / 2) {
      text_.erase(0, std::exchange(begin_, 0));
      end_of_last_ = text_.size();
    }
    return ok();
  }
  Result<ValueView> value(Call& call) final {
    std::string& out = call.buffer();
    out += open_;
    if (!sizes_.empty()) out.append(text_, begin_, text_.size() - begin_ - 1);
    out += close_;
    return json_text_result<Output>(call);
  }

 protected:
  /// Where to append the next item, behind which finish_item() is called.
  std::string& text() { return text_; }
  Status finish_item(Call& call) {
    text_ += ',';
    if (text_.size() - begin_ > call.connection().length_max()) return fail(ErrorCode::TooBig);
    sizes_.push_back(static_cast<uint32_t>(text_.size() - end_of_last_));
    end_of_last_ = text_.size();
    return ok();
  }

 private:
  char open_;
  char close_;
  std::string text_;
  size_t begin_ = 0;  // what lies before has been taken back
  size_t end_of_last_ = 0;
  std::deque<uint32_t> sizes_;
};

template <JsonOutput Output>
class JsonGroupArray final : public JsonGroup<Output> {
 public:
  JsonGroupArray() : JsonGroup<Output>('[', ']') {}
  Status step(Call& call, Arguments a) override {
    TRY(append_json_value(this->text(), a[0]));
    return this->finish_item(call);
  }
};

template <JsonOutput Output>
class JsonGroupObject final : public JsonGroup<Output> {
 public:
  JsonGroupObject() : JsonGroup<Output>('{', '}') {}
  Status step(Call& call, Arguments a) override {
    std::string& text = this->text();
    if (!a[0].is_null()) append_json_string(text, call.text(a[0], 0));
    text += ':';
    TRY(append_json_value(text, a[1]));
    return this->finish_item(call);
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
