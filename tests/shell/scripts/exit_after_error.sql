SELECT count(*) FROM b;
SELECT nope;
.exit
SELECT 2;
