-- Window functions: every function over every kind of frame, and where they may stand.
CREATE TABLE t(id INTEGER PRIMARY KEY, g TEXT, n, r REAL, s TEXT COLLATE NOCASE);
INSERT INTO t VALUES
 (1,'a',3,1.5,'x'),(2,'b',1,0.1,'X'),(3,'a',NULL,2.5,NULL),(4,'c',3,NULL,'y'),(5,'b',7,0.2,'z'),
 (6,'a',1,-1.5,'Y'),(7,NULL,4,0.3,''),(8,'b',4,1e10,'x'),(9,'a',4,2.5,'w'),(10,'c',NULL,0.1,NULL),
 (11,NULL,12,3.25,'zz'),(12,'a',3,0.7,'X ');
CREATE TABLE empty(a, b);
CREATE TABLE mixed(id INTEGER PRIMARY KEY, v);
INSERT INTO mixed VALUES (1,NULL),(2,1),(3,2.5),(4,'a'),(5,'b'),(6,x'00'),(7,3),(8,NULL),(9,'a'),
 (10,9223372036854775807),(11,-9223372036854775808),(12,x'01'),(13,'10'),(14,1e300),(15,-0.0),(16,0);
CREATE TABLE alike(id INTEGER PRIMARY KEY, v);
INSERT INTO alike VALUES (1,1),(2,1.0),(3,2),(4,2.0),(5,0),(6,1),(7,NULL),(8,2);


-- The built-in functions.
-- in order
SELECT id, row_number() OVER () FROM t;
-- in order
SELECT id, row_number() OVER (ORDER BY n) FROM t;
-- in order
SELECT id, row_number() OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, row_number() OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, row_number() OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, row_number() OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, rank() OVER () FROM t;
-- in order
SELECT id, rank() OVER (ORDER BY n) FROM t;
-- in order
SELECT id, rank() OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, rank() OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, rank() OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, rank() OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, dense_rank() OVER () FROM t;
-- in order
SELECT id, dense_rank() OVER (ORDER BY n) FROM t;
-- in order
SELECT id, dense_rank() OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, dense_rank() OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, dense_rank() OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, dense_rank() OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, percent_rank() OVER () FROM t;
-- in order
SELECT id, percent_rank() OVER (ORDER BY n) FROM t;
-- in order
SELECT id, percent_rank() OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, percent_rank() OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, percent_rank() OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, percent_rank() OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, cume_dist() OVER () FROM t;
-- in order
SELECT id, cume_dist() OVER (ORDER BY n) FROM t;
-- in order
SELECT id, cume_dist() OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, cume_dist() OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, cume_dist() OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, cume_dist() OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, ntile(1) OVER () FROM t;
-- in order
SELECT id, ntile(1) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, ntile(1) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, ntile(1) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, ntile(1) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, ntile(1) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, ntile(3) OVER () FROM t;
-- in order
SELECT id, ntile(3) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, ntile(3) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, ntile(3) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, ntile(3) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, ntile(3) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, ntile(5) OVER () FROM t;
-- in order
SELECT id, ntile(5) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, ntile(5) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, ntile(5) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, ntile(5) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, ntile(5) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, ntile(100) OVER () FROM t;
-- in order
SELECT id, ntile(100) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, ntile(100) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, ntile(100) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, ntile(100) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, ntile(100) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id) OVER () FROM t;
-- in order
SELECT id, lag(id) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lead(id) OVER () FROM t;
-- in order
SELECT id, lead(id) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lead(id) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lead(id) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lead(id) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lead(id) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,2) OVER () FROM t;
-- in order
SELECT id, lag(id,2) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,2) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,2) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,2) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,2) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lead(id,2) OVER () FROM t;
-- in order
SELECT id, lead(id,2) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lead(id,2) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lead(id,2) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lead(id,2) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lead(id,2) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,0) OVER () FROM t;
-- in order
SELECT id, lag(id,0) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,0) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,0) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,0) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,0) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,-1) OVER () FROM t;
-- in order
SELECT id, lag(id,-1) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,-1) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,-1) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,-1) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,-1) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,-2) OVER () FROM t;
-- in order
SELECT id, lag(id,-2) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,-2) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,-2) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,-2) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,-2) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lead(id,-2) OVER () FROM t;
-- in order
SELECT id, lead(id,-2) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lead(id,-2) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lead(id,-2) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lead(id,-2) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lead(id,-2) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,2,'none') OVER () FROM t;
-- in order
SELECT id, lag(id,2,'none') OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,2,'none') OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,2,'none') OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,2,'none') OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,2,'none') OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lead(id,n,g) OVER () FROM t;
-- in order
SELECT id, lead(id,n,g) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lead(id,n,g) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lead(id,n,g) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lead(id,n,g) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lead(id,n,g) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,n,g) OVER () FROM t;
-- in order
SELECT id, lag(id,n,g) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,n,g) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,n,g) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,n,g) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,n,g) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,'1') OVER () FROM t;
-- in order
SELECT id, lag(id,'1') OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,'1') OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,'1') OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,'1') OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,'1') OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,1.0) OVER () FROM t;
-- in order
SELECT id, lag(id,1.0) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,1.0) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,1.0) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,1.0) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,1.0) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,1.5,'d') OVER () FROM t;
-- in order
SELECT id, lag(id,1.5,'d') OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,1.5,'d') OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,1.5,'d') OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,1.5,'d') OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,1.5,'d') OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,NULL,'d') OVER () FROM t;
-- in order
SELECT id, lag(id,NULL,'d') OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,NULL,'d') OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,NULL,'d') OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,NULL,'d') OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,NULL,'d') OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,'x') OVER () FROM t;
-- in order
SELECT id, lag(id,'x') OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,'x') OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,'x') OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,'x') OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,'x') OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lead(id,9223372036854775807) OVER () FROM t;
-- in order
SELECT id, lead(id,9223372036854775807) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lead(id,9223372036854775807) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lead(id,9223372036854775807) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lead(id,9223372036854775807) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lead(id,9223372036854775807) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, lag(id,9223372036854775807) OVER () FROM t;
-- in order
SELECT id, lag(id,9223372036854775807) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, lag(id,9223372036854775807) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, lag(id,9223372036854775807) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, lag(id,9223372036854775807) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, lag(id,9223372036854775807) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, first_value(id) OVER () FROM t;
-- in order
SELECT id, first_value(id) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, first_value(id) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, first_value(id) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, first_value(id) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, first_value(id) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, last_value(id) OVER () FROM t;
-- in order
SELECT id, last_value(id) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, last_value(id) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, last_value(id) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, last_value(id) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, last_value(id) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, nth_value(id,1) OVER () FROM t;
-- in order
SELECT id, nth_value(id,1) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, nth_value(id,1) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, nth_value(id,1) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, nth_value(id,1) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, nth_value(id,1) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, nth_value(id,2) OVER () FROM t;
-- in order
SELECT id, nth_value(id,2) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, nth_value(id,2) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, nth_value(id,2) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, nth_value(id,2) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, nth_value(id,2) OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, nth_value(id,'3') OVER () FROM t;
-- in order
SELECT id, nth_value(id,'3') OVER (ORDER BY n) FROM t;
-- in order
SELECT id, nth_value(id,'3') OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, nth_value(id,'3') OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, nth_value(id,'3') OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, nth_value(id,'3') OVER (PARTITION BY s ORDER BY id) FROM t;
-- in order
SELECT id, nth_value(id,2.0) OVER () FROM t;
-- in order
SELECT id, nth_value(id,2.0) OVER (ORDER BY n) FROM t;
-- in order
SELECT id, nth_value(id,2.0) OVER (PARTITION BY g ORDER BY n, id) FROM t;
-- in order
SELECT id, nth_value(id,2.0) OVER (PARTITION BY g) FROM t;
-- in order
SELECT id, nth_value(id,2.0) OVER (ORDER BY s DESC, id) FROM t;
-- in order
SELECT id, nth_value(id,2.0) OVER (PARTITION BY s ORDER BY id) FROM t;

-- Frames.
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN CURRENT ROW AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 0 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n, id ROWS BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 2 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN CURRENT ROW AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN CURRENT ROW AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN CURRENT ROW AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN CURRENT ROW AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN CURRENT ROW AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN CURRENT ROW AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 0 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n GROUPS BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 2 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 2 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 2 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 2 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 2 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 PRECEDING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 PRECEDING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 PRECEDING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 PRECEDING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 PRECEDING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 PRECEDING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 PRECEDING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 PRECEDING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN CURRENT ROW AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN CURRENT ROW AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN CURRENT ROW AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN CURRENT ROW AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN CURRENT ROW AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN CURRENT ROW AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 0 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 0 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 2 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 1 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 0 PRECEDING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 3 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 3 FOLLOWING AND CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 0 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 1 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 3 FOLLOWING AND 2 FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY n RANGE BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING);

-- Exclusion.
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n, id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE TIES);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE NO OTHERS);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE CURRENT ROW);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE GROUP);
-- in order
SELECT id, count(*) OVER w, sum(id) OVER w, group_concat(id) OVER w, min(n) OVER w, max(s) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w, total(r) OVER w FROM t WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE TIES);

-- Every aggregate as a window function.
-- in order
SELECT id, count(n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, count(n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, count(n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, count(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, count(n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, count(n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, count(n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, count(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, count(n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, count(*) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, sum(n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, total(n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, avg(n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, min(n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, max(n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, group_concat(s) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, group_concat(s, '--') OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, group_concat(s, n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, group_concat(g, g) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, json_group_array(n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, json_group_object(g, n) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, json_group_array(json_array(n)) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, json_group_array(json(n)) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, sum(r) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, avg(r) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, total(r) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, sum(s) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, max(n) FILTER (WHERE id % 2) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, max(n) FILTER (WHERE id % 2) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, max(n) FILTER (WHERE id % 2) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, max(n) FILTER (WHERE id % 2) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, sum(n) FILTER (WHERE n > 3) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, group_concat(s) FILTER (WHERE s IS NOT NULL) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
-- in order
SELECT id, count(*) FILTER (WHERE NULL) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;

-- RANGE distances: mixed types, reals, NULLs first and last, descending.
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v NULLS LAST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS FIRST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v ASC NULLS FIRST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM mixed ORDER BY id) WINDOW w AS (ORDER BY v DESC NULLS LAST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n NULLS LAST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS FIRST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n ASC NULLS FIRST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY n DESC NULLS LAST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r NULLS LAST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS FIRST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r ASC NULLS FIRST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 0.2 PRECEDING AND CURRENT ROW) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN CURRENT ROW AND 1.5 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND 2 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 2 FOLLOWING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 9223372036854775807 PRECEDING AND 9223372036854775807 FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN '2' PRECEDING AND '1e0' FOLLOWING) ORDER BY id;
SELECT id, count(*) OVER w, group_concat(id) OVER w FROM (SELECT * FROM t ORDER BY id) WINDOW w AS (ORDER BY r DESC NULLS LAST RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) ORDER BY id;

-- Equal values with different faces.
-- in order
SELECT id, min(v) OVER (ORDER BY id ROWS 2 PRECEDING) FROM alike;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, min(v) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM alike;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, min(v) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM alike;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, min(v) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM alike;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, min(v) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM alike;
-- in order
SELECT id, min(s) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
-- in order
SELECT id, max(v) OVER (ORDER BY id ROWS 2 PRECEDING) FROM alike;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t;
-- in order
SELECT id, max(v) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM alike;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t;
-- in order
SELECT id, max(v) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM alike;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
-- in order
SELECT id, max(v) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM alike;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS 3 PRECEDING EXCLUDE NO OTHERS) FROM t;
-- in order
SELECT id, max(v) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM alike;
-- in order
SELECT id, max(s) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;

-- Peers by collation.
-- in order
SELECT id, rank() OVER (ORDER BY s), count(*) OVER (PARTITION BY s) FROM t;
-- in order
SELECT id, rank() OVER (ORDER BY s COLLATE BINARY), dense_rank() OVER (ORDER BY s COLLATE RTRIM) FROM t;
-- in order
SELECT id, count(*) OVER (PARTITION BY s COLLATE BINARY ORDER BY id) FROM t;

-- No rows, one row.
SELECT count(*) OVER (), sum(a) OVER (ORDER BY b), row_number() OVER () FROM empty;
SELECT ntile(0) OVER () FROM empty;
SELECT sum(a) OVER (ROWS -1 PRECEDING) FROM empty;
SELECT row_number() OVER (), rank() OVER (), percent_rank() OVER (), cume_dist() OVER (), ntile(4) OVER (), lag(1) OVER (), count(*) OVER ();
SELECT sum(count(*)) OVER () FROM empty;

-- Several windows: the first one's order is the rows' order, then the others'.
-- in order
SELECT id, rank() OVER (ORDER BY g), sum(id) OVER (ORDER BY n DESC), dense_rank() OVER (ORDER BY g) FROM t;
-- in order
SELECT id, row_number() OVER (ORDER BY g), row_number() OVER (ORDER BY n), row_number() OVER (ORDER BY s) FROM t;
-- in order
SELECT id, row_number() OVER (ORDER BY g), row_number() OVER (ORDER BY n), sum(id) OVER (ORDER BY g) FROM t;
-- in order
SELECT id, row_number() OVER (ORDER BY g, n), row_number() OVER (ORDER BY g), row_number() OVER (PARTITION BY g ORDER BY n) FROM t;
-- in order
SELECT id, sum(id) OVER (ORDER BY n), sum(id) OVER (ORDER BY n ROWS 1 PRECEDING), sum(id) OVER (ORDER BY n GROUPS 1 PRECEDING) FROM t;
-- in order
SELECT id, percent_rank() OVER (ORDER BY g), sum(id) OVER (ORDER BY n ROWS UNBOUNDED PRECEDING), cume_dist() OVER (ORDER BY g) FROM t;
-- in order
SELECT id, g, count(*) OVER (PARTITION BY g), count(*) OVER (PARTITION BY n), count(*) OVER () FROM t;
-- in order
SELECT t.*, lag(id) OVER w, lead(id) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY id DESC);
SELECT sum(id) OVER (ORDER BY n) + sum(id) OVER (ORDER BY n) * 2, -rank() OVER (ORDER BY n) FROM t;

-- Running frames need no more rows than are asked for.
-- in order
WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x, row_number() OVER (), sum(x) OVER (ROWS UNBOUNDED PRECEDING), max(x) OVER (ROWS 2 PRECEDING), lag(x) OVER () FROM c LIMIT 3;

-- Named and chained windows.
-- in order
SELECT id, sum(id) OVER w FROM t WINDOW w AS (ORDER BY id);
-- in order
SELECT id, sum(id) OVER (w ORDER BY id) FROM t WINDOW w AS (PARTITION BY g);
-- in order
SELECT id, sum(id) OVER (w ROWS 1 PRECEDING) FROM t WINDOW w AS (PARTITION BY g ORDER BY id);
-- in order
SELECT id, sum(id) OVER (w2 ROWS 1 PRECEDING) FROM t WINDOW w AS (PARTITION BY g), w2 AS (w ORDER BY id);
-- in order
SELECT id, sum(id) OVER w3 FROM t WINDOW w AS (PARTITION BY g), w2 AS (w ORDER BY id), w3 AS (w2 ROWS 2 PRECEDING EXCLUDE TIES);
-- in order
SELECT id, sum(id) OVER W FROM t WINDOW w AS (ORDER BY id), w AS (ORDER BY id DESC);
-- in order
SELECT id, sum(id) OVER (w) FROM t WINDOW w AS (nosuch ORDER BY id);
-- in order
SELECT id, sum(id) OVER "w" FROM t WINDOW "w" AS (ORDER BY id);
SELECT id FROM t WINDOW w AS (ORDER BY nosuch);
SELECT id, sum(id) OVER (w ROWS 1 PRECEDING) FROM t WINDOW w AS (ORDER BY id ROWS 1 PRECEDING);
SELECT id, sum(id) OVER (w ORDER BY g) FROM t WINDOW w AS (ORDER BY id);
SELECT id, sum(id) OVER (w PARTITION BY g) FROM t WINDOW w AS (ORDER BY id);
SELECT id, sum(id) OVER (w2) FROM t WINDOW w AS (ORDER BY id);
SELECT id, sum(id) OVER w2 FROM t WINDOW w AS (ORDER BY id);
SELECT id, sum(id) OVER "w" FROM t WINDOW W AS (ORDER BY id);
SELECT id FROM t WINDOW w AS (ORDER BY id), w2 AS (nosuch);
SELECT id FROM t WINDOW w AS (ORDER BY id), w2 AS (w ORDER BY g);
SELECT id FROM t WINDOW w AS (ORDER BY id), w2 AS (w PARTITION BY g);
SELECT id FROM t WINDOW w AS (ROWS 1 PRECEDING), w2 AS (w ORDER BY g);

-- Over groups.
-- in order
SELECT g, count(*), sum(count(*)) OVER (ORDER BY g), rank() OVER (ORDER BY count(*) DESC) FROM t GROUP BY g;
-- in order
SELECT g, sum(sum(n)) OVER (), max(n), avg(max(n)) OVER (ORDER BY g ROWS 1 PRECEDING) FROM t GROUP BY g HAVING count(*) > 1;
-- in order
SELECT g, s, count(*), sum(count(*)) OVER (PARTITION BY g ORDER BY s) FROM t GROUP BY g, s;
SELECT count(*), row_number() OVER (), sum(sum(id)) OVER (), max(id), g FROM t;
-- in order
SELECT max(n), id, row_number() OVER (ORDER BY g) FROM t GROUP BY g;
-- in order
SELECT g FROM t GROUP BY g ORDER BY sum(count(*)) OVER (ORDER BY g DESC);
SELECT sum(a) OVER (), count(*) FROM empty GROUP BY b;
SELECT json_array(json_group_array(id)), json_array(json_group_array(id) OVER ()), row_number() OVER () FROM t GROUP BY g IS NULL;
SELECT json_array(first_value(json('[1]')) OVER ());

-- In ORDER BY, LIMIT, DISTINCT.
-- in order
SELECT id FROM t ORDER BY row_number() OVER (ORDER BY id DESC);
-- in order
SELECT id FROM t ORDER BY sum(id) OVER (PARTITION BY g), id;
-- in order
SELECT id, row_number() OVER (ORDER BY n, id) AS k FROM t ORDER BY k DESC;
-- in order
SELECT id, row_number() OVER (ORDER BY n, id) AS k FROM t ORDER BY -k LIMIT 3 OFFSET 1;
-- in order
SELECT id, sum(id) OVER (ORDER BY id) FROM t LIMIT 4 OFFSET 2;
-- in order
SELECT id, sum(id) OVER (PARTITION BY g ORDER BY id) FROM t ORDER BY g, id;
-- in order
SELECT id, sum(id) OVER (PARTITION BY g ORDER BY id) FROM t ORDER BY g DESC, id;
SELECT DISTINCT count(*) OVER (PARTITION BY g) FROM t;
-- in order
SELECT DISTINCT g, count(*) OVER (PARTITION BY g) AS k FROM t ORDER BY k, g;
SELECT n AS q FROM t ORDER BY sum(q) OVER (), id;
-- in order
SELECT id + 1 AS q FROM t ORDER BY sum(1) OVER (ORDER BY q DESC);

-- In subqueries, views, common table expressions, compounds, joins; correlated.
-- in order
SELECT * FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY n DESC, id) AS k FROM t) WHERE k = 1;
CREATE VIEW running AS SELECT id, g, sum(n) OVER (PARTITION BY g ORDER BY id) AS total FROM t;
-- in order
SELECT * FROM running ORDER BY id;
-- in order
SELECT r.total, t.n FROM t JOIN running r USING (id) ORDER BY t.id;
WITH w AS (SELECT id, lag(n) OVER (ORDER BY id) AS before FROM t) SELECT * FROM w WHERE before IS NULL;
SELECT id, rank() OVER (ORDER BY n) FROM t UNION ALL SELECT id, count(*) OVER () FROM t UNION ALL SELECT 0, 0;
SELECT sum(n) OVER () FROM t UNION SELECT count(*) FROM t;
-- in order
SELECT id, (SELECT sum(u.id) OVER (ORDER BY u.id) FROM t u WHERE u.g = t.g ORDER BY 1 DESC LIMIT 1) FROM t ORDER BY id;
-- in order
SELECT id, (SELECT max(k) FROM (SELECT row_number() OVER (ORDER BY u.id) AS k FROM t u WHERE u.id <= t.id)) FROM t ORDER BY id;
-- in order
SELECT id, sum((SELECT count(*) FROM t u WHERE u.n < t.n)) OVER (ORDER BY id) FROM t;
-- in order
SELECT id, (SELECT group_concat(u.id) FROM t u WHERE u.n = t.n), row_number() OVER (ORDER BY n, id) FROM t;
SELECT id FROM t WHERE id IN (SELECT max(id) OVER (PARTITION BY g) FROM t);
SELECT EXISTS (SELECT row_number() OVER () FROM t), (SELECT row_number() OVER (ORDER BY id DESC) FROM t);
-- in order
SELECT t.id, u.id, count(*) OVER (PARTITION BY t.id ORDER BY u.id), sum(u.n) OVER (PARTITION BY t.id ORDER BY u.id) FROM t LEFT JOIN t u ON u.n = t.n AND u.id > t.id;
-- in order
SELECT t.id, u.id, u.rowid, lag(u.s) OVER (ORDER BY t.id, u.id) FROM t LEFT JOIN t u ON u.id = t.id + 10;
INSERT INTO empty SELECT id, row_number() OVER (ORDER BY id DESC) FROM t;
-- in order
SELECT a, b, sum(b) OVER (ORDER BY a) FROM empty;
UPDATE empty SET b = (SELECT k FROM (SELECT a AS x, row_number() OVER (ORDER BY a) AS k FROM empty) WHERE x = empty.a);
DELETE FROM empty WHERE a IN (SELECT a FROM (SELECT a, ntile(2) OVER (ORDER BY a) AS half FROM empty) WHERE half = 1);
SELECT * FROM empty;
CREATE TABLE log(x);
CREATE TRIGGER after_insert AFTER INSERT ON empty BEGIN INSERT INTO log SELECT sum(b) OVER (ORDER BY a) + new.a FROM empty; END;
INSERT INTO empty VALUES (100, 1);
SELECT * FROM log;
CREATE INDEX t_n ON t(n);
CREATE INDEX t_gn ON t(g, n);
-- in order
SELECT n, rank() OVER (ORDER BY n) FROM t;
-- in order
SELECT id, row_number() OVER (ORDER BY n DESC) FROM t;
-- in order
SELECT id, row_number() OVER (PARTITION BY g ORDER BY n) FROM t;
-- in order
SELECT id, sum(r) OVER (PARTITION BY g ORDER BY n) FROM t WHERE g = 'a';
-- in order
SELECT id, sum(r) OVER (ORDER BY n) FROM t WHERE g = 'a';
ALTER TABLE t RENAME COLUMN n TO number;
SELECT sql FROM sqlite_schema WHERE name = 'running';
-- in order
SELECT * FROM running ORDER BY id;
ALTER TABLE t RENAME COLUMN number TO n;

-- What is refused.
SELECT id FROM t WHERE row_number() OVER () = 1;
SELECT id FROM t WHERE sum(n) OVER () = 1;
SELECT id, row_number() OVER () AS k FROM t WHERE k > 1;
SELECT id, row_number() OVER () AS k FROM t GROUP BY k;
SELECT id, row_number() OVER () AS k FROM t GROUP BY id HAVING k > 1;
SELECT id, row_number() OVER () AS k FROM t HAVING k > 1;
SELECT id FROM t GROUP BY row_number() OVER ();
SELECT id, row_number() OVER () FROM t GROUP BY 2;
SELECT id FROM t GROUP BY id HAVING row_number() OVER () > 1;
SELECT sum(row_number() OVER ()) FROM t;
SELECT sum(sum(n) OVER ()) OVER () FROM t;
SELECT sum(n) OVER (ORDER BY row_number() OVER ()) FROM t;
SELECT sum(n) OVER (PARTITION BY rank() OVER ()) FROM t;
SELECT sum(n) FILTER (WHERE rank() OVER () = 1) OVER () FROM t;
SELECT sum(DISTINCT n) OVER () FROM t;
SELECT count(DISTINCT n) OVER (ORDER BY id) FROM t;
SELECT row_number() FROM t;
SELECT lag(n) FROM t ORDER BY 1;
SELECT abs(n) OVER () FROM t;
SELECT max(n, 1) OVER () FROM t;
SELECT row_number() FILTER (WHERE n) OVER () FROM t;
SELECT first_value(n) FILTER (WHERE n) OVER () FROM t;
SELECT abs(n) FILTER (WHERE n) FROM t;
SELECT nosuch(n) OVER () FROM t;
SELECT row_number(1) OVER () FROM t;
SELECT ntile() OVER () FROM t;
SELECT lag() OVER () FROM t;
SELECT nth_value(n) OVER () FROM t;
SELECT sum(*) OVER () FROM t;
SELECT sum(n) OVER (ROWS 1 FOLLOWING) FROM t;
SELECT sum(n) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW) FROM t;
SELECT sum(n) OVER (ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW) FROM t;
SELECT sum(n) OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED PRECEDING) FROM t;
SELECT sum(n) OVER (RANGE 1 PRECEDING) FROM t;
SELECT sum(n) OVER (ORDER BY n, id RANGE 1 PRECEDING) FROM t;
SELECT sum(n) OVER (ORDER BY n, id RANGE UNBOUNDED PRECEDING) FROM t;
SELECT rank() OVER (ORDER BY n, id RANGE 1 PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS n PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS abs(1) PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS (SELECT 1) PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS 'x' PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS 1.5 PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS -1 PRECEDING) FROM t;
SELECT sum(n) OVER (ROWS BETWEEN 1 PRECEDING AND -1 FOLLOWING) FROM t;
SELECT sum(n) OVER (ORDER BY n GROUPS NULL PRECEDING) FROM t;
SELECT sum(n) OVER (ORDER BY n RANGE 'x' PRECEDING) FROM t;
SELECT sum(n) OVER (ORDER BY n RANGE -1 PRECEDING) FROM t;
SELECT sum(n) OVER (ORDER BY n RANGE BETWEEN 1 PRECEDING AND x'01' FOLLOWING) FROM t;
SELECT row_number() OVER (ROWS -1 PRECEDING) FROM t;
SELECT ntile(0) OVER () FROM t;
SELECT ntile(-1) OVER () FROM t;
SELECT ntile(NULL) OVER () FROM t;
SELECT ntile('2x') OVER () FROM t;
SELECT nth_value(id, 0) OVER () FROM t;
SELECT nth_value(id, -1) OVER () FROM t;
SELECT nth_value(id, 'x') OVER () FROM t;
SELECT nth_value(id, 1.5) OVER () FROM t;
SELECT nth_value(id, NULL) OVER () FROM t;
SELECT nth_value(id, id) OVER (ORDER BY id) FROM t;
SELECT nth_value(id, id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
SELECT sum(v) OVER (ORDER BY id) FROM (SELECT 1 AS id, 9223372036854775807 AS v UNION ALL SELECT 2, 1);
SELECT id FROM t LIMIT row_number() OVER ();
SELECT id FROM t UNION SELECT n FROM t ORDER BY row_number() OVER ();
WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + row_number() OVER () FROM r WHERE x < 5) SELECT * FROM r;
UPDATE t SET n = row_number() OVER ();
INSERT INTO t VALUES (row_number() OVER (), 1, 1, 1, 1);
INSERT INTO empty VALUES (1, 1) RETURNING row_number() OVER ();
DELETE FROM t WHERE row_number() OVER () > 1;
CREATE TABLE u(x CHECK (row_number() OVER () > 1));
CREATE INDEX ti ON t(row_number() OVER ());
CREATE VIEW bad AS SELECT sum(n) OVER (ROWS 1 FOLLOWING) FROM t;
SELECT sum(nosuch) OVER () FROM t;
SELECT sum(n) OVER (PARTITION BY nosuch) FROM t;
SELECT sum(n) OVER (ORDER BY nosuch) FROM t;
SELECT sum(n) OVER (PARTITION BY 1 ORDER BY 2) FROM t;
-- A distance counts once it is added to the row's number: the least of reals vanish then.
SELECT n, lag(n, d, -7) OVER (ORDER BY n), lead(n, d, -7) OVER (ORDER BY n) FROM (SELECT column1 AS n, column2 AS d FROM (VALUES (1, 5e-324), (2, 0.5), (3, 1e-17), (4, -1e-20), (5, 1.0), (6, 9e999), (7, '1'), (8, -1.0), (9, NULL)));
-- The least and the greatest distances there are.
SELECT n, lag(n, d, -7) OVER (ORDER BY n), lead(n, d, -7) OVER (ORDER BY n) FROM (SELECT column1 AS n, column2 AS d FROM (VALUES (1, -9223372036854775807 - 1), (2, -9223372036854775807), (3, 9223372036854775807), (4, 9223372036854775806), (5, -1), (6, 1)));
-- A distance that rounding takes past the current row.
SELECT b, c, total(1) OVER (ORDER BY c DESC RANGE BETWEEN 10 PRECEDING AND 0.5 PRECEDING), total(1) OVER (ORDER BY c DESC RANGE BETWEEN 10 PRECEDING AND 1 PRECEDING), total(1) OVER (ORDER BY c RANGE BETWEEN 10 PRECEDING AND 0.5 PRECEDING), total(1) OVER (ORDER BY c RANGE BETWEEN 0.5 FOLLOWING AND 10 FOLLOWING) FROM (SELECT column1 AS b, column2 AS c FROM (VALUES ('n', NULL), ('m', 9223372036854775806), ('x', 9223372036854775807), (1, 1), (12, 12), (13, 13)));

-- Rows that are too many to be sorted in memory.
PRAGMA cache_size = 10;
CREATE TABLE many(id INTEGER PRIMARY KEY, g INT, v, t TEXT COLLATE NOCASE);
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
INSERT INTO many SELECT i, i % 17, CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN i * 7919 % 1000 WHEN 2 THEN i / 8.0 WHEN 3 THEN 'v' || (i % 100) ELSE CAST(i AS BLOB) END,
  CASE WHEN i % 2 THEN 'Text ' ELSE 'tEXT ' END || (i % 30) || hex(zeroblob(i % 60)) FROM n;
-- in order
SELECT id, g, row_number() OVER (PARTITION BY g ORDER BY v, id) FROM many;
-- in order
SELECT id, typeof(v), rank() OVER w, dense_rank() OVER w, count(*) OVER w, min(t) OVER w, lag(v, 2, 'none') OVER w, first_value(v) OVER w
  FROM many WINDOW w AS (PARTITION BY g ORDER BY t, id DESC);
-- in order
SELECT id, sum(id) OVER (ORDER BY v, id ROWS BETWEEN 3 PRECEDING AND 2 FOLLOWING), last_value(t) OVER (ORDER BY v, id) FROM many;
SELECT id, sum(id) OVER (PARTITION BY v), ntile(7) OVER (PARTITION BY g ORDER BY id DESC), lead(t) OVER (PARTITION BY g ORDER BY id DESC) FROM many;
SELECT g, json_group_array(json('[' || g || ']')) OVER (PARTITION BY t ORDER BY id) FROM many WHERE id < 2000;
SELECT a.id, b.id, sum(a.id) OVER (PARTITION BY b.g ORDER BY a.t, a.id, b.id) FROM many AS a JOIN many AS b ON b.id = a.id * 2;
SELECT a.id, b.id, count(b.id) OVER (PARTITION BY a.g ORDER BY b.t, a.id) FROM many AS a LEFT JOIN many AS b ON b.id = a.id * 2;
