.foo bar
SELECT 1;
