-- Indexes for statements that triggers and foreign keys add.
create table t(a,b,c); create table s(n,m); create table u(x,y);
create trigger tr after insert on u begin insert into t select n,m,1 from s where m=new.y; end;
create trigger ts after insert on t begin select * from u where y=new.b; delete from s where n=new.c; end;
.expert -v
insert into u values(1,2);
.expert -v
insert into t values(1,2,3);
create trigger td after delete on t begin select * from u where x=old.a; end;
.expert -v
replace into t values(1,2,3);
create table p(a primary key, b references q(c)); create table q(c primary key, d);
pragma foreign_keys=1;
.expert -v
delete from q where c=1;
.expert -v
insert into p values(1,2) on conflict do update set b=(select d from q where d=5);
.expert -v
select * from s left join u on s.n=u.x and u.y=5 where u.y is null;
.expert -v
select * from s join u using(n);
