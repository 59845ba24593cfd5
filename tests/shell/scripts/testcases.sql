.testcase
SELECT 1;
.check 1*
.testcase a
SELECT 1,2;
.check 1*
.check 1|2
.testcase b
SELECT 5;
.print hi
.check 5
.testcase b2
.print -12 abc  d
.check "# abc d"
.testcase b3
.print abc
.check [a-c][^x]?
.testcase b4
.print a]b
.check a[]]b
.testcase b5
.print abcabd
.check *[b]d
.testcase b6
.print abcabd
.check *abd
.testcase b7
.print ab
.check ab?
.testcase b8
.print "a  b"
.check "a b "
.testcase b9
.print x
.check "x "
.testcase c1
.print a-b
.check a[x-]b
.testcase c2
.print 5x
.check #*
.testcase c3
.print ab
.check [^a]b
.testcase c4
.print abc
.check a[b
.testcase c5
.print abc
.check **c
.testcase c6
.print abc
.check a*?
.testcase c7
.print -
.check #
.testcase c8
.print abc
.check a*d
.print here
.check here
SELECT 'outside';
.testcase d
.output stdout
.check ""
SELECT 'not reached';
