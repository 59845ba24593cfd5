.trace stdout --expanded
SELECT 1;
.trace off
.parameter init
.parameter set :a "'x''y'"
.parameter set ?3 "x'0a0b'"
.trace stdout --expanded
SELECT :a, ?2, ?3, 5, ':a' -- :a
;
CREATE TABLE n(a);
CREATE TRIGGER tr2 AFTER INSERT ON n BEGIN SELECT 1; END;
INSERT INTO n VALUES(:a);
.trace stdout --row
SELECT 1 UNION ALL SELECT :a;
.trace stdout --close --stmt --plain
SELECT 4, :a;
.open :memory:
SELECT 5;
.trace stdout --close
.connection 1
SELECT 6;
.connection 0
.connection close 1
SELECT 7;
.trace stdout --normalized
.trace off stdout
SELECT 9;
.trace stdout --plain
SELECT :b;
.trace stdout --expanded --close --row
SELECT :z,'a';
