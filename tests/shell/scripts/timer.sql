.timer off
SELECT 1;
.timeout 100
.timeout
.timeout abc
.progress
.progress --bad
.progress 0
SELECT 1;
.log
.log stderr
.log off
.log off
.nonce
.nonce x
.testcase x
