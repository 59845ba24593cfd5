#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/record/value.h"
#include "tools/tern/literals.h"
#include "tools/tern/output_settings.h"

namespace tern::shell {

/// Prints the rows of one result. Nothing is printed for a result without rows.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void row(const std::vector<record::ValueView>& values) = 0;
  virtual void end() {}
};

/// What writers print to.
using Print = std::function<void(std::string_view text)>;

struct WriterContext {
  const OutputSettings& settings;
  std::vector<std::string> columns;
  Print print;
  RealText real_text;
};

/// The writer of the mode in `context.settings`. Lifetime: must not outlive the settings.
std::unique_ptr<RowWriter> make_row_writer(WriterContext context);

/// For column, table, box and markdown (grid_writer.cc).
std::unique_ptr<RowWriter> make_grid_writer(WriterContext context);

}  // namespace tern::shell
