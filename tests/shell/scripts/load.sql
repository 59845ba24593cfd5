.load
.load ''
.load nosuch
.load ./nosuch.so
.load nosuch entry more words
.load script.sql
select load_extension('nosuch');
select load_extension('nosuch','entry');
select load_extension(null);
select load_extension();
select load_extension('a','b','c');
create view lv as select load_extension('nosuch');
select * from lv;
.load tables.sql
SELECT 'still here';
