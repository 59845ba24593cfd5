.dump
.dump b
.dump a b%
.dump nosuch
.dump v1
.dump bi
.dump tr
.dump --data-only
.dump --data-only b
.dump --newlines
.dump --preserve-rowids
.dump --preserve-rowids b
.dump --nosys
.dump --bad
.dump 'we ird'
.mode csv
.headers on
.dump a
.mode
SELECT 1 AS x;
BEGIN;
.dump a
COMMIT;
