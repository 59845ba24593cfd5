-- Indexes that .expert recommends, where our planner and the reference's choose alike. Not here are
-- ORDER BY of a compound, windows, subqueries of both EXISTS and IN, and UPDATE and DELETE of tables
-- with triggers: there the plans that are printed differ, or the order of the candidates.
create table t(a,b,c text collate nocase, id integer primary key);
insert into t(a,b,c) select value%2, value%5, 'x'||value from generate_series(1,100);
create table u(x primary key, y, z);
create table s(k, m collate rtrim, n, primary key(k,m)) without rowid;
create table "we ird"(a, "co l", "é", "select");
.expert -v
select * from t where a<>1;
.expert -v
select * from t where a is null;
.expert -v
select * from t where a is not null order by b limit 5;
.expert -v
select * from t limit 5;
.expert -v
select * from t where a=1 limit 5;
.expert -v
select * from t where a=1 and a=2 and b between 1 and 5;
.expert -v
select * from t join u on t.a=u.x where u.z=5;
.expert -v
select * from t join u on t.b=u.y join s on s.n=u.z where t.c='q' order by t.id desc;
.expert -v
with recursive q(i) as (select a from t where b=1 union all select y from u, q where u.x=q.i) select * from q;
.expert -v
select * from t left join u on u.y=t.a where t.c glob 'x*';
.expert -v
select c from t where c='a' collate binary and b>3;
.expert -v
select count(distinct b) from t group by c having a=1;
.expert -v
select * from t where (a,b)=(1,2);
.expert -v
select * from t where (a,b)>(1,2);
.expert -v
select * from t where id=5;
.expert -v
select * from t where id>5 order by a,b desc,c;
.expert -v
select * from s where m='x' and n=1;
.expert -v
update t set a=1 where b=2 and c='x';
.expert -v
delete from u where y=1 or z=2;
.expert -v
insert into t(a) select y from u where z=7;
.expert -v
select * from t indexed by nosuch where a=1;
.expert -v
select min(a) from t; select max(b), min(b) from t; select * from t where a+1=5; select * from t where abs(a)=b;
.expert -v
select * from t where a=1 or (b=2 and c='x') or id=5;
.expert -v
select * from t where rowid in (1,2) and a=5;
.expert -v
select * from "we ird" w join "we ird" x on w."co l"=x."é" where w."select"=1 order by w.a;
.expert -v
select * from (select a, sum(b) q from t group by a) where q=3 order by q;
.expert -v
explain select 1;
.expert -v --sample 100
select * from t,u where t.a=u.y and t.b=3;
create index tb on t(b,a);
.expert -v --sample 100
select * from t where a=5;
.expert -v --sample 100
select * from t where b=5 and a>3;
.expert -v
vacuum;
.expert
select 1
;
.expert -v
select * from t where a=1; -- comment
.expert -sam 1k
select 1;
.expert --sample 100 -ver
select * from s where n='a';
.expert

.expert -v
insert into u values(1,2,3);
create view w as select a,b from t where b>3;
create trigger tr after insert on u begin update t set b=1 where a=new.x and c=new.y; end;
create trigger tw instead of insert on w begin delete from u where z=new.a; end;
.expert -v --sample 100
select * from t where a=1 and b=2;
.expert -v --sample 0
select * from "we ird" where "co l"=1 and "é"=2 and "select">1 order by a desc;
.expert -v
insert into u values(1,2,3);
.expert -v
insert into w values(1,2);
.expert --sample
.expert --sample 200
.expert --foo
.expert -x
.expert -v
.print hi
select 'not expert';
.expert
select * from nosuch;
.expert -v
select 1; select * from t where c='x' collate binary; select * from t,u where t.a=u.y order by u.z;
.expert -v
select * from t where a in (1,2) or b=3;
.expert -v
select a, count(*) from t group by a; select distinct b from t; select max(b) from t where a=1;
.expert -v
-- nothing
select;
.expert -v
delete from t where a=1; update t set b=1 where c like 'x%';
.expert
create table zz(a);
.expert -v
pragma table_info(t);
.expert -v
begin;
.expert -v
insert into u select * from u where x=1;
.expert -v
update t set b=5 where a=3;
.expert -v
select * from w where a=1 order by b;
.expert -v
select * from w x, w y where x.a=y.b;
.expert -v
select c from t where c='x' order by a; select c from t where b in (1,2,3) and c>'x' and c<'y' and a is 5;
.expert -v
select * from t where b=:x and c like 'abc%' and a between ?1 and ?2;
.expert -v
select distinct a, b from t order by b, a;
.expert -v
select t.* from t natural join s where n=5;
.expert -v
select 1 from u as u1, u as u2, u as u3 where u1.y=u2.z and u2.y=u3.z and u1.z=7;
.expert -v
select * from t cross join u where t.b>u.z;
.expert -v
select * from t where a=1 collate nocase and b=2;
.timer off
.expert
.expert
create index q on t(a);
