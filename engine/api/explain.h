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

std::vector<exec::ResultColumnInfo> explain_columns(sql::ExplainMode mode);

/// `mode`: not None; after a run if it is Analyze.
CommandRows explain_program(const exec::Program& program, sql::ExplainMode mode);
/// `text`: of the command.
CommandRows explain_command(std::string_view text, sql::ExplainMode mode);

}  // namespace tern::api
