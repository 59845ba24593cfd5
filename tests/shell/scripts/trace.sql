.trace
.trace stdout
SELECT 1;
SELECT :a;
.trace --bad
SELECT 2;
.trace off
SELECT 3;
.trace trace.txt
SELECT 4;
SELECT
 5 ;
.trace off
SELECT 6;
