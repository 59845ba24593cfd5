.schema
.schema b
.schema B
.schema nope
.schema --indent
.schema --nosys
.schema --nosys --indent b
.schema -indent v1
.schema sqlite_schema
.schema sqlite_master
.schema sqlite_temp_schema
.schema SQLITE_MASTER
.schema 'we ird'
.schema "we ird"
.schema b%
.schema i*
.schema [ab]
.schema v_
.schema --bad
.schema b c
.schema main.sqlite_master
.schema json_each
.schema main.v1
ANALYZE b;
.schema sqlite_stat1
.schema --nosys
.fullschema
.fullschema --indent
.fullschema bad
