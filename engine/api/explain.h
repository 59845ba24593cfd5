#pragma once

#include <string_view>
#include <vector>

#include "engine/api/command.h"
#include "engine/exec/program.h"

namespace tern::api {

// The results of EXPLAIN.
//
// EXPLAIN QUERY PLAN: id, parent, notused, detail, in the reference's words.
//
// EXPLAIN: a row for each node of the tree of operators, a node before those that it gets rows
// from.
//   id        1, 2, ...
//   parent    the id of the node that gets its rows; 0: the statement itself
//   operator  what it is: Table Scan, Sort, Insert, ...
//   detail    on what, under which conditions, in which order
//   est_rows  how many rows the planner expects each time that it is opened; NULL: it does not say
//   est_cost  what that costs, in units of about one row met; NULL as above
//
// EXPLAIN ANALYZE has more, of what happened. All are NULL for nodes that only head others (a
// trigger, a subquery in an expression); time and pages of a node contain those below it.
//   rows      that it gave; of INSERT, UPDATE and DELETE those that it changed
//   loops     how often it was opened; 0: never
//   time_us   microseconds
//   pages     that were in no cache and had to be read
//
// Triggers are below the statement that fires them; what foreign keys do (cascades) is not shown.
// A statement without a plan (CREATE, PRAGMA, BEGIN ...) is one row: Command, and its text.

//
// Programs that were written for the reference's EXPLAIN get the columns of that (`as_opcodes`):
//   addr      id - 1             p3       est_cost, or 0
//   opcode    operator           p4       detail
//   p1        parent             p5       0
//   p2        est_rows, or 0     comment  NULL

/// How the rows of an EXPLAIN are shown.
struct ExplainForm {
  sql::ExplainMode mode;
  bool as_opcodes = false;  // counts for EXPLAIN alone
  bool has_opcodes() const { return as_opcodes && mode == sql::ExplainMode::Explain; }
};

std::vector<exec::ResultColumnInfo> explain_columns(ExplainForm form);

/// `form.mode`: not None; after a run if it is Analyze.
CommandRows explain_program(const exec::Program& program, ExplainForm form);
/// `text`: of the command.
CommandRows explain_command(std::string_view text, ExplainForm form);

}  // namespace tern::api
