.mode list
SELECT * FROM b;
.mode csv
SELECT * FROM b;
.mode column
SELECT * FROM b;
.mode json
SELECT * FROM b;
.mode line
SELECT * FROM b;
.mode quote
SELECT * FROM b;
.mode insert b2
SELECT * FROM b;
.mode table
SELECT * FROM b;
.mode box
SELECT * FROM b;
.mode markdown
SELECT * FROM b;
.mode tabs
SELECT * FROM b;
.mode html
SELECT * FROM b;
.mode tcl
SELECT * FROM b;
.mode ascii
SELECT * FROM b;
.mode qbox
SELECT * FROM b;
