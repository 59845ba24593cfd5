.mode
.mode box
.mode
.mode box --wrap 20
.mode
SELECT * FROM a;
.mode box --wrap 20 --wordwrap on
.mode
SELECT * FROM a;
.mode table --ww
.mode
SELECT * FROM a;
SELECT 'the quick-brown_fox.jumps over   the (lazy) dog; a_very_long_word_that_does_not_fit_in_the_width_at_all_xxxxxxxxxxxxxxxxxxxxxxx end' AS t;
.mode column --wrap 10 --ww
SELECT * FROM a;
SELECT 'the quick-brown_fox.jumps over   the (lazy) dog' AS t, 'a' || char(10) || 'b' AS u;
.mode markdown --quote
.mode
SELECT * FROM b;
.mode box --wrap 10 --quote
SELECT * FROM b;
.mode qbox
.mode
SELECT * FROM a;
.mode box --noquote --wrap 0
.mode
SELECT * FROM a;
.mode column --wrap -1
.mode
.mode column --wrap 2
.mode
SELECT * FROM a;
.mode column --wordwrap off --wrap 5
SELECT * FROM a;
.mode column -wrap 7 -ww
SELECT * FROM a;
.mode list --quote
.mode
.mode --wrap 30
.mode
.mode --ww
.mode
.mode --quote
.mode
.mode column extra
.mode insert one two
.mode --bad
.mode box --wrap
.mode nosuch
.mode i
.mode in tab
.mode
SELECT 1;
.mode insert
SELECT 1;
.mode insert select
SELECT 1;
.mode columns
.mode
.mode l
.mode
.mode li
.mode
.mode ta
.mode
.mode c
.mode
.mode q
.mode
.mode h
.mode
.mode t
.mode
.mode m
.mode
.mode b
.mode
.mode tc
.mode
.mode lines
.mode
