.nullvalue <null>
.separator ' - ' ' end\n'
SELECT * FROM a;
.separator ", " "\n"
SELECT * FROM a;
.separator
.separator a b c
.separator "\x41" "\t\101\\"
.show
.nullvalue
.nullvalue a b
.mode csv
.separator ;
SELECT 'a;b', 'c,d', NULL, 'x"y', 'a b', 'é', x'4142', 1.5, '';
.mode quote
.separator "  "
SELECT 'a', NULL, 1;
.mode line
.separator | "\n--\n"
SELECT 1 AS a, 2 AS bcdefghi;
