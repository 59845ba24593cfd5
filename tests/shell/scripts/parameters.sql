.parameter list
SELECT :a, ?1, $b, @c;
.parameter init
.parameter set :a 5
.parameter set @c 'text'
.parameter set $b "'quoted'"
.parameter set ?1 x'4142'
.parameter list
SELECT :a, $b, @c;
SELECT ?1;
SELECT ?2, ?, ?1;
.parameter set :a 1+1
.param set :e "not sql ("
.param list
.parameter unset :a
.parameter list
SELECT :a;
.parameter clear
.parameter list
.parameter set :d "(SELECT max(id) FROM b)"
SELECT :d;
SELECT a FROM a;
SELECT name FROM temp.sqlite_schema;
.par set :x 1
SELECT :x;
SELECT :x;
INSERT INTO a VALUES('par', :x, :y);
SELECT * FROM a WHERE k='par';
