#include "tools/diff/compare_content.h"

#include "tools/diff/difference.h"

namespace tern::diff {

Divergence compare_content(Side& reference, Side& tern, const CompareOptions& options) {
  const Step schema = {"SELECT type, name, tbl_name, sql FROM sqlite_schema", {}, false, false};
  const Outcome expected = reference.run(schema);
  Divergence found = difference(schema, expected, tern.run(schema), options);
  if (found.found() && !found.kind.starts_with("error")) {
    found.kind = "schema";
    return found;
  }
  for (const RowValues& object : expected.rows) {
    if (object[0].view().as_text() != "table") continue;
    std::string name(object[1].view().as_text());
    const Step content = {"SELECT * FROM \"" + name + "\"", {}, false, false};
    const Outcome rows = reference.run(content);
    Outcome ours = tern.run(content);
    ours.changes = rows.changes;
    ours.total_changes = rows.total_changes;
    ours.last_rowid = rows.last_rowid;
    found = difference(content, rows, ours, options);
    if (found.found() && !ours.is_unsupported()) {
      found.kind = "content";
      found.text = "    of table " + name + ":\n" + found.text;
      return found;
    }
  }
  return {};
}

}  // namespace tern::diff
