SELECT count(*) FROM b;
.once out1.txt
SELECT 1;
SELECT 2;
.output out2.txt
SELECT 1;
.print two
SELECT nope FROM b;
.output
SELECT 2;
.read out2.txt
.output off
SELECT 3;
.output stdout
.once |cat
SELECT 4;
.output |tr a-z A-Z
SELECT 'abc';
.output
SELECT 'abc';
.once nosuch/dir/x
SELECT 5;
.output nosuch/dir/x
SELECT 6;
.output --bom out3.txt
SELECT 7;
.output stdout
.once --bom out4.txt
SELECT 8;
.once out5.txt
.print in the file
SELECT 9;
.once
SELECT 10;
.output '|cat; echo end' 
SELECT 11;
.show
