.print a 'b c' "d\te"
.print
.print "oct\101\060 \n \\ \q \' \""
.print 'it''s' "un closed
.print 'open
.print a'b c"d
.print "a"b "c"'d'
.prompt a b
.print ä "\x41"
.pr
.pri x
