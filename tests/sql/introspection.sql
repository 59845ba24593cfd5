-- Tables that tell of the database and the connection.
CREATE TABLE t(a, b);
CREATE INDEX t_b ON t(b);
CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, NULL), (4, 4.5);
INSERT INTO w VALUES ('x', 1), ('y', 2);
DELETE FROM t WHERE a = 2;
-- in order
SELECT * FROM dbstat;
-- in order
SELECT *, schema, aggregate FROM dbstat WHERE aggregate = 1;
SELECT name, pagetype FROM dbstat('main') WHERE name = 't_b';
SELECT sum(pgsize) FROM dbstat('main', 1);
SELECT count(*) FROM dbstat('nothing');
CREATE TEMP TABLE s(x);
SELECT name, ncell FROM dbstat WHERE schema = 'temp';
-- One overflow chain.
INSERT INTO t VALUES (5, zeroblob(10000));
SELECT path, pagetype, ncell, payload, unused, mx_payload FROM dbstat WHERE name = 't';
SELECT sql, ncol, ro, busy FROM sqlite_stmt;
SELECT count(*) FROM pragma_module_list
  WHERE name IN ('dbstat', 'sqlite_stmt', 'json_each', 'json_tree');

-- All functions of the reference, but those of modules that Tern has not; and no others, but those
-- of later releases.
SELECT DISTINCT name, narg, type FROM pragma_function_list
  WHERE name NOT IN ('bm25', 'fts3_tokenizer', 'fts5', 'fts5_source_id', 'highlight', 'matchinfo',
                     'offsets', 'optimize', 'rtreecheck', 'rtreedepth', 'rtreenode', 'snippet')
  AND name NOT IN ('concat', 'concat_ws', 'if', 'json_error_position', 'json_pretty', 'median',
                   'octet_length', 'percentile', 'percentile_cont', 'percentile_disc',
                   'string_agg', 'tern_image_json', 'timediff', 'unhex', 'unistr', 'unistr_quote')
  AND name NOT LIKE 'jsonb%' AND NOT (name = 'json_valid' AND narg = 2)
  AND NOT (name = 'iif' AND narg = -1)
  ORDER BY name, narg;
SELECT name FROM pragma_module_list
  WHERE name NOT LIKE 'pragma%' AND name NOT LIKE 'fts%' AND name NOT LIKE 'rtree%'
  AND name <> 'generate_series' ORDER BY name;
PRAGMA collation_list;
