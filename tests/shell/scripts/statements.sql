SELECT
 1,
 2; SELECT 3
;
-- comment; more
SELECT 'a;b' -- ;
 ; /* ; */
/* a
comment */ SELECT 4;
SELECT 5 /* .print */
.print not a command
;
# a comment of the shell
SELECT 6
go
SELECT 7
/
select 8
GO
 .print blanks first
  # comment
SELECT 9; .print behind
SELECT 10;
CREATE TRIGGER t2 AFTER INSERT ON g BEGIN SELECT 1; SELECT 2; END;
SELECT count(*) FROM sqlite_schema;
.print "last
SELECT 11
