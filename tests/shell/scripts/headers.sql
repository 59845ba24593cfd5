.headers on
SELECT * FROM a;
.mode csv
SELECT * FROM a;
.headers off
SELECT * FROM a;
.mode column
SELECT * FROM a;
.headers yes
SELECT 1 AS a;
.headers 0
SELECT 1 AS a;
.headers 2
SELECT 1 AS a;
.headers no
.headers maybe
SELECT 1 AS a;
.headers
.headers a b
.header ON
SELECT 1 AS a;
.head TRUE
SELECT 1 AS a;
