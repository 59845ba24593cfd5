CREATE TABLE k(a PRIMARY KEY, b); CREATE TABLE k2(a PRIMARY KEY); CREATE TABLE w(a PRIMARY KEY);
.session close
.session list
.session attach k
.session changeset x.bin
.session enable
.session isempty
.session indirect
.session open main s1
.session open main s1
.session attach k
.session attach nosuch
.session enable
.session enable off
.session enable 1
.session indirect on
.session indirect
.session indirect off
.session isempty
INSERT INTO k VALUES(1,2);
.session isempty
.session open main s2
.session s2 filter w*
INSERT INTO k2 VALUES(5);
.session s2 isempty
.session s2 attach k2
.session s2 attach w
INSERT INTO k2 VALUES(6);
INSERT INTO w VALUES(7);
.session s2 isempty
.session list
.session s2 changeset c2.bin
.session changeset c1.bin
.session patchset p1.bin
UPDATE k SET b=3; DELETE FROM k2 WHERE a=6;
.session s1 patchset p1b.bin
.session s2 changeset c2b.bin
.session changeset nosuch/x
.session open nosuch s3
.session open main s3
.session open main s4
.session open main s5
.session s1 close
.session list
.session close
.session list
.session enable maybe
.session s3 enable off
.session changeset empty.bin
.open t.db
.session list
.session open main s9
.connection 1
.session list
.session open main other
.session list
.connection 0
.session list
