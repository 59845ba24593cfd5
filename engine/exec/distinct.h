#pragma once

#include <string>
#include <vector>

#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

/// The rows of `input` whose first columns (one per part) did not come before.
class Distinct final : public RowStream {
 public:
  Distinct(std::unique_ptr<RowStream> input, std::vector<record::SortKeyPart> parts)
      : input_(std::move(input)), parts_(std::move(parts)) {}
  Status open(expr::Frame& frame) override {
    seen_.clear();
    return input_->open(frame);
  }
  Result<bool> next(expr::Frame& frame) override;
  void close() override {
    seen_.clear();
    input_->close();
  }

 private:
  std::unique_ptr<RowStream> input_;
  std::vector<record::SortKeyPart> parts_;
  KeyTable seen_;
  std::string key_;
};

}  // namespace tern::exec
