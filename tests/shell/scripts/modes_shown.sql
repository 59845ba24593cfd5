.mode ascii
.show
.mode csv
.show
.mode tcl
.show
.mode quote
.show
.mode tabs
.show
.mode list
.show
.mode column
.show
.mode json
.show
.mode html
.show
.mode insert x
.show
.mode box --wrap 9 --ww
.show
