SELECT 1;
.print from a script
SELECT nope;
SELECT 2;
