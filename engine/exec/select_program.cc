#include "engine/exec/select_program.h"

#include "engine/exec/column_names.h"
#include "engine/exec/description.h"

namespace tern::exec {

Result<std::unique_ptr<Program>> SelectProgram::compile(const sql::Select& select,
                                                        std::string_view sql,
                                                        const CompileContext& context) {
  std::unique_ptr<SelectProgram> out(new SelectProgram(context, sql));
  out->unit_.set_only_reads();
  bind::Binder binder(out->unit_.bind_context());
  std::unique_ptr<bind::Query> query = TRY(binder.bind_select(select));
  out->columns_.reserve(query->width());
  for (size_t i = 0; i < query->width(); ++i) {
    const bind::OutputColumn& output = query->outputs()[i];
    out->columns_.push_back({shown_name(output, context.switches, sql), output.declared_type,
                             output.table, output.column, output.database});
  }
  out->stream_ = TRY(out->unit_.stream(std::move(query)));
  return out;
}

Status SelectProgram::start() {
  if (is_running_) finish();
  if (!frame_) frame_.emplace(unit_.layout(), unit_.context().connection, parameters_);
  is_running_ = true;
  unit_.place_trigger_rows(*frame_);
  return stream_->open(*frame_);
}

void SelectProgram::finish() {
  if (!is_running_) return;
  is_running_ = false;
  stream_->close();
  frame_->restart();
}

void SelectProgram::describe(Description& out) const {
  out.operation = "Select";
  unit_.add_names(out.make_names());
  out.add_input(stream_);
}

}  // namespace tern::exec
