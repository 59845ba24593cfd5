.headers on
.mode list
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode csv
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode column
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode json
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode line
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode quote
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode insert b2
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode table
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode box
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode markdown
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode tabs
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode html
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode tcl
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode ascii
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
.mode qbox
SELECT * FROM b;
SELECT * FROM "we ird";
SELECT * FROM g WHERE 0;
