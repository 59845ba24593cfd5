.bail on
SELECT zz FROM a;
SELECT 2;
