.mode column
.width 3 -6
SELECT x, id FROM b;
.width
SELECT x, id FROM b;
.width 30 5 5 5 5 5 5
SELECT x, id FROM b;
.mode box
SELECT x, id FROM b;
.width -20 abc 40
.show
SELECT x, id, y FROM b WHERE id < 6;
.width 2 2
.mode table
SELECT 'abcdef', 'ä€', 'x' AS "a long title";
.mode markdown
SELECT 'abcdef', 'ä€', 'x' AS "a long title";
