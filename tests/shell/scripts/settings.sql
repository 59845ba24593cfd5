.show
.echo off
.headers on
.mode column
.width 1 2 3
.nullvalue "n\n\"u"
.stats off
.eqp on
.show
.eqp full
.show
.eqp trigger
.show
.explain off
.timer off
.show x
.mode insert "t b"
.output out.txt
.show
.output
.show
