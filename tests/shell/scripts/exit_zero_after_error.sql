SELECT count(*) FROM b;
SELECT nope;
.exit 0
SELECT 2;
