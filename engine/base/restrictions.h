#pragma once

namespace tern {

/// What a program takes from, or gives to, all statements of a connection by sqlite3_db_config().
struct Restrictions {
  bool has_triggers = true;                 // else only temporary ones of other databases fire
  bool has_views = true;                    // else only temporary ones can be read
  bool quotes_texts_in_queries = true;      // "x" is a text where nothing is called so
  bool quotes_texts_in_definitions = true;  // in what CREATE TABLE and CREATE INDEX compute
  bool is_defensive = false;                // no statement can make the file malformed
  bool shows_trigger_plans = false;         // EXPLAIN QUERY PLAN tells of triggers
  bool resets_database = false;             // VACUUM leaves an empty database
  bool is_legacy_format = false;            // new databases are for the oldest readers
};

}  // namespace tern
