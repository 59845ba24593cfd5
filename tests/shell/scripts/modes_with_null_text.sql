.headers on
.nullvalue NULL
.mode list
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode csv
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode column
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode json
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode line
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode quote
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode insert b2
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode table
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode box
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode markdown
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode tabs
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode html
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode tcl
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode ascii
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
.mode qbox
SELECT NULL AS n, 1 AS "x y", x'4100' AS "<b>", 2.50 AS "a""b" FROM a;
