#include "tools/diff/compare.h"

#include <unistd.h>

#include <filesystem>

#include "tools/diff/side.h"

namespace tern::diff {
namespace {

// The file that Tern works on; gone with its journals when this is.
class ScratchFile {
 public:
  ScratchFile(const std::string& folder, const char* name)
      : path_(folder + "/tern-diff-" + std::to_string(getpid()) + name) {
    remove();
  }
  ~ScratchFile() { remove(); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  void remove() {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(path_ + suffix, ignored);
    }
  }
  std::string path_;
};

std::string rows_text(const Outcome& reference, const Outcome& tern) {
  return "    reference:\n" + text_of(reference.rows) + "    tern:\n" + text_of(tern.rows);
}

std::string outcome_text(const Outcome& outcome) {
  if (outcome.is_ok()) return "ok, " + std::to_string(outcome.rows.size()) + " rows";
  return "error " + std::to_string(outcome.code) + " (" + outcome.message + ")";
}

std::string names_text(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += "[" + name + "]";
  return out;
}

Divergence difference(const Step& step, const Outcome& reference, const Outcome& tern,
                      const CompareOptions& options) {
  Divergence out;
  const auto differ = [&](std::string kind, const std::string& text) {
    out.kind = std::move(kind);
    out.text = text;
    return out;
  };
  const auto counts = [&](const char* what, int64_t expected, int64_t got) {
    return differ(what, std::string("    ") + what + ": reference " + std::to_string(expected) +
                            ", tern " + std::to_string(got) + "\n");
  };
  if (reference.code != tern.code || (options.messages && reference.message != tern.message)) {
    return differ(
        "error " + std::to_string(reference.code) + "/" + std::to_string(tern.code) +
            (tern.is_unsupported() ? tern.message : ""),
        "    reference: " + outcome_text(reference) + "\n    tern: " + outcome_text(tern) + "\n");
  }
  if (reference.autocommit != tern.autocommit) {
    return counts("autocommit", reference.autocommit, tern.autocommit);
  }
  if (reference.changes != tern.changes) return counts("changes", reference.changes, tern.changes);
  if (reference.last_rowid != tern.last_rowid) {
    return counts("last_insert_rowid", reference.last_rowid, tern.last_rowid);
  }
  if (!reference.is_ok()) return out;
  if (reference.columns != tern.columns) {
    return differ("column names", "    reference: " + names_text(reference.columns) +
                                      "\n    tern: " + names_text(tern.columns) + "\n");
  }
  if (!same_rows(reference.rows, tern.rows, step.in_order)) {
    return differ("rows", rows_text(reference, tern));
  }
  return out;
}

// Tables, then their content by way of a full scan; and the schema's own text.
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

Divergence check_integrity(const std::string& path) {
  Divergence out;
  std::string why;
  const std::unique_ptr<Side> reader = open_reference(path, why);
  Outcome outcome;
  if (reader) {
    outcome = reader->run({"PRAGMA integrity_check", {}, false, false});
    const bool is_sound = outcome.is_ok() && outcome.rows.size() == 1 &&
                          outcome.rows[0][0].type() == record::ValueType::Text &&
                          outcome.rows[0][0].view().as_text() == "ok";
    if (is_sound) return out;
    why = outcome.message + "\n" + text_of(outcome.rows);
  }
  out.kind = "integrity";
  out.text = "    the reference says of Tern's file: " + why + "\n";
  return out;
}

// Lets the reference run the steps that are its own. Returns how many; with any, both files are the
// same now.
size_t prepare_file(const Script& script, const std::string& path, const std::string& copy) {
  std::string why;
  std::unique_ptr<Side> maker;
  size_t steps = 0;
  for (; steps < script.size() && script[steps].by_reference; ++steps) {
    if (!maker) maker = open_reference(path, why);
    if (maker) maker->run(script[steps]);
  }
  maker.reset();
  std::error_code ignored;
  if (steps > 0) std::filesystem::copy_file(path, copy, ignored);
  return steps;
}

}  // namespace

Divergence compare(const Script& script, const CompareOptions& options) {
  const ScratchFile file(options.folder, kTernFile);
  const ScratchFile copy(options.folder, kReferenceFile);
  Divergence out;
  std::string why;
  const size_t begin = prepare_file(script, file.path(), copy.path());
  const std::unique_ptr<Side> reference = open_reference(begin > 0 ? copy.path() : ":memory:", why);
  std::unique_ptr<Side> tern = open_tern(file.path(), why);
  if (!tern) {
    out.kind = "open";
    out.text = "    tern does not open the file: " + why + "\n";
    return out;
  }
  std::map<std::string, int> unsupported;
  std::string earlier;
  // Its automatic indexes overlook collations: for RTRIM 'b ' does not find 'b' any more.
  reference->run({"PRAGMA automatic_index = OFF", {}, false, false});
  for (size_t i = begin; i < script.size(); ++i) {
    const Outcome ours = tern->run(script[i]);
    if (ours.is_unsupported() && options.allow_unsupported) {
      ++unsupported[ours.message];
      continue;
    }
    Outcome theirs = reference->run(script[i]);
    out = difference(script[i], theirs, ours, options);
    out.step = i;
    out.unsupported = unsupported;
    if (!out.found()) continue;
    if (!options.keeps_going) return out;
    earlier += "  " + out.kind + " at: " + script[i].sql + "\n" + out.text;
  }
  if (!earlier.empty()) {
    out.kind = "several";
    out.text = earlier;
    return out;
  }
  reference->run({"COMMIT", {}, false, false});
  tern->run({"COMMIT", {}, false, false});
  out = compare_content(*reference, *tern, options);
  tern.reset();
  if (!out.found()) out = check_integrity(file.path());
  out.step = script.size();
  out.unsupported = std::move(unsupported);
  return out;
}

}  // namespace tern::diff
