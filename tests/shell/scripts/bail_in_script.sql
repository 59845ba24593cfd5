.bail on
SELECT count(*) FROM b;
.read script.sql
SELECT 2;
