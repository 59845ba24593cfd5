.bail maybe
.changes maybe
.echo maybe
.timer maybe
.binary maybe
.auth maybe
.headers maybe
.bail off
.changes 0x1
SELECT 1;
.changes 0x0
SELECT 1;
.changes off extra
.bail
.changes
.echo
.timer
.binary
.auth
.bail a b
.echo a b
.timer a b
.stats maybe
.scanstats maybe
.scanstats on
.scanstats off
.scanstats auto
SELECT 1;
