SELECT count(*) FROM b;
.echo on
SELECT 1;
SELECT
  2;
.print x
-- comment
# comment

SELECT 3; SELECT 4;
SELECT nope FROM b;
.mode csv
.echo off
SELECT 5;
