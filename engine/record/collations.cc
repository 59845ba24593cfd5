#include "engine/record/collations.h"

#include <algorithm>

#include "engine/base/utf8.h"
#include "engine/record/sort_key.h"
#include "engine/record/text_ranks.h"

namespace tern::record {
namespace {

std::string lower_case(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), fold_case);
  return out;
}

}  // namespace

/// One that the program defines, or that a schema names.
class DefinedCollation final : public Collation {
 public:
  DefinedCollation(Collations& owner, std::string_view name)
      : owner_(owner),
        name_(name),
        ranks_([this](std::string_view a, std::string_view b) { return compare(a, b); }) {}

  std::string_view name() const override { return name_; }
  int compare(std::string_view a, std::string_view b) const override {
    if (!order_) {
      note_use();
      return binary_collation().compare(a, b);
    }
    try {
      return order_(a, b);
    } catch (...) {
      owner_.failure_ = "collation sequence failed: " + name_;
      return binary_collation().compare(a, b);
    }
  }
  void append_key(std::string& out, std::string_view text) const override {
    append_escaped(out, ranks_.label_of(text));
  }
  void note_use() const override {
    if (!order_) owner_.failure_ = "no such collation sequence: " + name_;
  }

  bool is_defined() const { return static_cast<bool>(order_); }
  void define(Collations::Order order) {
    order_ = std::move(order);
    ranks_.clear();
  }
  void forget_keys() { ranks_.clear(); }

 private:
  Collations& owner_;
  std::string name_;  // as written first
  Collations::Order order_;
  mutable TextRanks ranks_;
};

Collations::Collations() = default;
Collations::~Collations() = default;

const Collation* Collations::find(std::string_view name, TextEncoding encoding) const {
  if (!own_.empty()) {
    const auto found = own_.find(lower_case(name));
    if (found != own_.end() && found->second->is_defined()) return found->second.get();
  }
  return find_collation(name, encoding);
}

const Collation& Collations::stored(std::string_view name, TextEncoding encoding) {
  const Collation* defined = find(name, encoding);
  return defined ? *defined : place(name);
}

void Collations::define(std::string_view name, Order order) {
  place(name).define(std::move(order));
}

DefinedCollation& Collations::place(std::string_view name) {
  std::unique_ptr<DefinedCollation>& place = own_[lower_case(name)];
  if (!place) place = std::make_unique<DefinedCollation>(*this, name);
  return *place;
}

std::vector<std::string> Collations::names() const {
  std::vector<std::string> out;
  for (const auto& [name, collation] : own_) {
    if (collation->is_defined()) out.emplace_back(collation->name());
  }
  return out;
}

void Collations::forget_keys() {
  if (own_.empty()) return;
  for (const auto& [name, collation] : own_) collation->forget_keys();
}

}  // namespace tern::record
