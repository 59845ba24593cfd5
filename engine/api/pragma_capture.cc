// tern_capture: change data capture.

#include "engine/api/pragma.h"
#include "engine/api/statement_state.h"

namespace tern::api {
namespace {

using Mode = ChangeCapture::Mode;
using record::Value;

constexpr std::pair<std::string_view, Mode> kModes[]{
    {"id", Mode::Id}, {"before", Mode::Before}, {"after", Mode::After}, {"full", Mode::Full}};

/// "table" or "table,mode"; nothing where it is "off". Errors: Error (unknown mode).
Result<std::unique_ptr<ChangeCapture>> parse(std::string_view text) {
  if (text.empty() || catalog::same_name(text, "off")) return nullptr;
  const size_t comma = text.rfind(',');
  if (comma == std::string_view::npos)
    return std::make_unique<ChangeCapture>(std::string(text), Mode::Full);
  std::string_view mode = text.substr(comma + 1);
  while (mode.starts_with(' ')) mode.remove_prefix(1);
  for (const auto& [name, value] : kModes) {
    if (catalog::same_name(name, mode))
      return std::make_unique<ChangeCapture>(std::string(text.substr(0, comma)), value);
  }
  return fail(ErrorCode::Error,
              "unknown mode of tern_capture: " + std::string(mode) + " (id, before, after, full)");
}

Result<CommandRows> current(const ChangeCapture* capture) {
  if (!capture) return CommandRows();
  for (const auto& [name, value] : kModes) {
    if (value == capture->mode())
      return CommandRows{{Value::text(capture->table()), Value::text(std::string(name))}};
  }
  return CommandRows();
}

/// Makes the table if there is none, and looks whether it is fit.
Status make_table(ConnectionState& connection, const ChangeCapture& capture) {
  const Unasked unasked(connection);
  const auto prepared =
      TRY(StatementState::prepare(connection, capture.create_statement(), nullptr));
  (void)TRY(prepared->step());
  TRY(connection.ensure_reading());
  const auto schema = connection.schema();
  Status fits = schema ? Status() : std::unexpected(schema.error());
  if (schema) {
    const auto table = capture.find_table(**schema);
    if (!table) fits = std::unexpected(table.error());
  }
  if (connection.running_count() == 0) connection.main().end_transaction();
  return fits;
}

Result<CommandRows> tern_capture(const PragmaCall& call) {
  ConnectionState& connection = call.connection;
  if (!call.has_value()) return current(connection.change_capture());
  if (connection.has_commit_observer())
    return not_supported("tern_capture of a database that syncs");
  if (!connection.autocommit() || connection.transaction().is_writing()) {
    return fail(ErrorCode::Error, "cannot change tern_capture within a transaction");
  }
  auto wanted = TRY(parse(call.value()));
  connection.set_change_capture(nullptr);
  if (wanted) TRY(make_table(connection, *wanted));
  connection.set_change_capture(std::move(wanted));
  return CommandRows();
}

}  // namespace

std::span<const Pragma> capture_pragmas() {
  static const std::vector<Pragma> pragmas = {
      {"tern_capture", {"table", "mode"}, tern_capture, true},
  };
  return pragmas;
}

}  // namespace tern::api
