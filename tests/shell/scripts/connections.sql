.connection
.connection 1
.connection
CREATE TABLE t(a);
.tables
.connection 0
.tables
.connection close 1
.connection
.connection close 0
.connection 11
.connection x
.connection close
.connection close 5
.connection 2
.open t.db
.tables
.connection
.con 0
.connection close 2
.connection
